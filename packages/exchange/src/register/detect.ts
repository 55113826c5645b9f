import type { CellValue, Sheet } from '../bytes/sheet.ts';
import { foldText, foldTight } from './fold.ts';
import { type HeaderMatch, matchHeader } from './header.ts';

/** The lines that hold the column titles, counted from 0, both included. */
export interface HeaderRows {
  readonly first: number;
  readonly last: number;
}

/** A sheet in which a merged cell's value stands in each cell that it covers. */
export interface FilledSheet extends Sheet {
  readonly width: number;
  /** The value that a person sees at a place. */
  at(row: number, column: number): CellValue;
  /** The line where the merged cell over this place begins; the line itself where none does. */
  mergeTop(row: number, column: number): number;
  /** How many columns the merged cell over this place covers. */
  mergeWidth(row: number, column: number): number;
}

export const fillMerges = (sheet: Sheet): FilledSheet => {
  const owners = new Map<string, Sheet['merges'][number]>();
  let budget = 2_000_000;
  for (const merge of sheet.merges) {
    const bottom = Math.min(merge.bottom, sheet.rows.length - 1);
    for (let row = merge.top; row <= bottom; row++) {
      for (let column = merge.left; column <= Math.min(merge.right, 200) && budget > 0; column++, budget--) {
        owners.set(`${row},${column}`, merge);
      }
    }
  }
  return {
    ...sheet,
    width: sheet.rows.reduce((most, row) => Math.max(most, row.length), 0),
    at: (row, column) => {
      const owner = owners.get(`${row},${column}`);
      return (owner ? sheet.rows[owner.top]?.[owner.left] : sheet.rows[row]?.[column]) ?? null;
    },
    mergeTop: (row, column) => owners.get(`${row},${column}`)?.top ?? row,
    mergeWidth: (row, column) => {
      const owner = owners.get(`${row},${column}`);
      return owner ? owner.right - owner.left + 1 : 1;
    },
  };
};

interface HeaderCandidate {
  readonly rows: HeaderRows;
  readonly score: number;
}

const searchedRows = 40;
const mostHeaderRows = 3;

/** The lines that look most like column titles; null when none names at least a resident and one thing about them. */
export const detectHeader = (sheet: FilledSheet): HeaderRows | null => {
  let best: HeaderCandidate | null = null;
  for (let first = 0; first < Math.min(sheet.rows.length, searchedRows); first++) {
    if (sheet.width > 2 && standsAlone(sheet, first)) continue;
    for (let last = first; last < Math.min(first + mostHeaderRows, sheet.rows.length); last++) {
      if (last > first && !continuesHeader(sheet, last)) break;
      const score = scoreHeader(sheet, { first, last });
      if (isBetter({ rows: { first, last }, score }, best)) best = { rows: { first, last }, score };
    }
  }
  return best && withMergedAbove(sheet, best.rows);
};

/** One text in its line, merged over others or not: a title, and no column's. */
const standsAlone = (sheet: FilledSheet, row: number): boolean =>
  (sheet.rows[row] ?? []).filter((cell) => foldText(cell) !== '').length <= 1;

/**
 * A lower line must be clearly better: titles are repeated on each printed page, sometimes in other words. Of equals that
 * begin or end together the shorter one has no title line in it.
 */
const isBetter = (candidate: HeaderCandidate, best: HeaderCandidate | null): boolean => {
  if (candidate.score === 0 || best === null) return candidate.score > 0;
  if (candidate.rows.first > best.rows.last) return candidate.score >= best.score + 2;
  const isShorter = heightOf(candidate.rows) < heightOf(best.rows);
  return candidate.score > best.score || (candidate.score === best.score && isShorter);
};

/** A title merged over two lines belongs to both, even where the lower line alone would do. */
const withMergedAbove = (sheet: FilledSheet, { first, last }: HeaderRows): HeaderRows => {
  let top = first;
  for (let column = 0; column < sheet.width; column++) {
    if (matchHeader([foldText(sheet.at(first, column))]).type !== 'unknown') {
      top = Math.min(top, sheet.mergeTop(first, column));
    }
  }
  return { first: Math.max(top, last - mostHeaderRows + 1), last };
};

const heightOf = (rows: HeaderRows): number => rows.last - rows.first + 1;

/** Titles of each column, from top to bottom. */
export const headerTitles = (sheet: FilledSheet, rows: HeaderRows): readonly (readonly string[])[] =>
  Array.from({ length: sheet.width }, (_, column) => {
    const titles: string[] = [];
    for (let row = rows.first; row <= rows.last; row++) {
      titles.push(isOverTable(sheet, row, column) ? '' : foldText(sheet.at(row, column)));
    }
    return titles;
  });

/** A title over the whole table is no column's. */
const isOverTable = (sheet: FilledSheet, row: number, column: number): boolean => {
  const covered = sheet.mergeWidth(row, column);
  return covered > 3 && covered > sheet.width / 2;
};

const scoreHeader = (sheet: FilledSheet, rows: HeaderRows): number => {
  const found = new Set<string>();
  let score = 0;
  let exact = 0;
  const titles = headerTitles(sheet, rows);
  for (const each of titles) {
    const match: HeaderMatch = matchHeader(each);
    if (match.type === 'ignored') score += 0.25;
    if (match.type !== 'field' || found.has(match.field)) continue;
    found.add(match.field);
    if (match.isExact) exact++;
    score += match.isExact ? 1 : 0.5;
  }
  // One title and a sentence that holds another (姓名 | 与身份证一致) are an instruction, no header.
  return found.has('name') && found.size >= 2 && (exact >= 2 || found.size >= 3) ? score : 0;
};

/** Whether a line can be the lower part of a header: short words only, no digits, dates or numbers. */
const continuesHeader = (sheet: FilledSheet, row: number): boolean => {
  let own = 0;
  for (let column = 0; column < sheet.width; column++) {
    const value = sheet.rows[row]?.[column] ?? null;
    if (value === null) continue;
    if (typeof value !== 'string') return false;
    const text = foldTight(value);
    if (text.length > 16 || /\d{3,}/.test(text)) return false;
    if (text !== '') own++;
  }
  if (own === 0) return false;
  const matched = (sheet.rows[row] ?? []).filter(
    (cell) => typeof cell === 'string' && matchHeader([foldText(cell)]).type !== 'unknown',
  ).length;
  return matched >= own / 2;
};
