import type { CellValue } from '../bytes/sheet.ts';
import { columnLetter } from '../bytes/sheet.ts';
import { parseBirth } from './birth.ts';
import { parseCitizenNumber } from './citizen-number.ts';
import type { FilledSheet, HeaderRows } from './detect.ts';
import { headerTitles } from './detect.ts';
import { mayRepeat, type RegisterField } from './field.ts';
import { foldText, foldTight, isBlankWord } from './fold.ts';
import { matchHeader } from './header.ts';
import { parsePhones } from './phones.ts';
import { parseAddress, parseBuilding, parseEntrance, parseRoom } from './place.ts';
import { isName, parseRelation, parseResidence, parseSex } from './words.ts';

/** How sure the recognition is: 3 title and contents agree, 2 one of them speaks for it, 1 look at it, 0 not imported. */
export type Confidence = 0 | 1 | 2 | 3;

export type ColumnReason =
  /** Title and contents agree. */
  | 'title-and-contents'
  /** The title is a known word; the column is empty. */
  | 'title-only'
  /** The title says nothing; the contents look like it. */
  | 'contents-only'
  /** The title says one thing, the contents look unlike it. */
  | 'contents-differ'
  /** Known, and not part of a register. */
  | 'not-taken'
  /** Another column is the better one for the same field. */
  | 'taken-by-another'
  | 'unknown'
  /** A person chose it. */
  | 'chosen';

export interface ColumnReading {
  /** From 0. */
  readonly column: number;
  readonly letter: string;
  /** `住址 / 楼号` */
  readonly title: string;
  readonly field: RegisterField | null;
  readonly confidence: Confidence;
  readonly reason: ColumnReason;
  /** How many people have nothing in this column. */
  readonly blanks: number;
  /** The first few values as they stand. */
  readonly samples: readonly string[];
}

export type ColumnChoices = Readonly<Record<number, RegisterField | null>>;

const lookedAt = 400;

export const readColumns = (
  sheet: FilledSheet,
  header: HeaderRows,
  choices: ColumnChoices,
  isTextFile: boolean,
): readonly ColumnReading[] => {
  const titles = headerTitles(sheet, header);
  const first = header.last + 1;
  const drafts = titles.map((each, column): ColumnReading => {
    const values: CellValue[] = [];
    const end = Math.min(sheet.rows.length, first + lookedAt);
    for (let row = first; row < end; row++) values.push(sheet.rows[row]?.[column] ?? null);
    const base = describe(column, each, values);
    const chosen = choices[column];
    if (chosen !== undefined) return { ...base, field: chosen, confidence: chosen === null ? 0 : 3, reason: 'chosen' };
    return { ...base, ...recognise(each, values, isTextFile) };
  });
  return settleRivals(drafts);
};

const describe = (column: number, titles: readonly string[], values: readonly CellValue[]) => {
  const written = values.map(foldText).filter((text) => text !== '');
  return {
    column,
    letter: columnLetter(column),
    title: titles.filter((title, index) => title !== '' && title !== titles[index - 1]).join(' / '),
    blanks: 0,
    samples: written.slice(0, 3).map((text) => text.slice(0, 40)),
  };
};

type Recognition = Pick<ColumnReading, 'field' | 'confidence' | 'reason'>;

const recognise = (titles: readonly string[], values: readonly CellValue[], isTextFile: boolean): Recognition => {
  const written = values.filter((value) => !isBlankWord(foldTight(value)) && foldTight(value) !== '');
  const match = matchHeader(titles);
  if (match.type === 'ignored') return { field: null, confidence: 0, reason: 'not-taken' };
  if (match.type === 'field') {
    const { field, isExact } = match;
    if (written.length === 0) return { field, confidence: isExact ? 3 : 2, reason: 'title-only' };
    const share = shareFitting(field, written, isTextFile);
    if (share >= 0.6) return { field, confidence: isExact ? 3 : 2, reason: 'title-and-contents' };
    const other = guessByContents(written, isTextFile);
    if (share < 0.2 && other && other !== field) return { field: other, confidence: 1, reason: 'contents-differ' };
    return { field, confidence: 1, reason: 'contents-differ' };
  }
  const guess = titles.every((title) => title === '') ? null : guessByContents(written, isTextFile);
  return guess
    ? { field: guess, confidence: 1, reason: 'contents-only' }
    : { field: null, confidence: 0, reason: 'unknown' };
};

/** Only what cannot be mistaken is taken without a title that says so. */
const guessByContents = (written: readonly CellValue[], isTextFile: boolean): RegisterField | null => {
  if (written.length < 3) return null;
  const distinct = ['idNumber', 'phones', 'sex', 'residence'] as const;
  return distinct.find((field) => shareFitting(field, written, isTextFile) >= 0.8) ?? null;
};

const shareFitting = (field: RegisterField, written: readonly CellValue[], isTextFile: boolean): number =>
  written.filter((value) => fits(field, value, isTextFile)).length / Math.max(1, written.length);

const fits = (field: RegisterField, value: CellValue, isTextFile: boolean): boolean => {
  switch (field) {
    case 'idNumber': {
      const number = parseCitizenNumber(value, isTextFile);
      return number.type === 'valid' || (number.type === 'faulty' && number.kind !== 'number-length');
    }
    case 'phones':
      return parsePhones(value).phones.length > 0;
    case 'sex':
      return parseSex(value) !== null;
    case 'birth':
      return parseBirth(value).type === 'known';
    case 'relation':
      return parseRelation(value).isKnown;
    case 'residence':
      return ['常住', '租住', '人户分离'].includes(parseResidence(value) ?? '');
    case 'name':
      return isName(foldText(value));
    case 'building':
      return parseBuilding(value) !== null || parseAddress(value, false)?.building !== undefined;
    case 'entrance':
      return parseEntrance(value) !== null;
    case 'room':
      return parseRoom(value) !== null || parseAddress(value, true)?.room !== undefined;
    case 'address': {
      const place = parseAddress(value, false);
      return place !== null && Object.keys(place).length > 0;
    }
    case 'compound':
      return /\p{L}/u.test(foldTight(value));
    case 'partyMember':
      return foldTight(value).length <= 12;
    case 'note':
      return true;
  }
};

/** Of two columns for one field the surer stays, else the earlier; 姓名 beside 户主姓名 is the resident's. */
const settleRivals = (columns: readonly ColumnReading[]): readonly ColumnReading[] => {
  const winners = new Map<RegisterField, ColumnReading>();
  const rank = (column: ColumnReading) =>
    (column.reason === 'chosen' ? 100 : column.confidence * 10) -
    (/户主|业主|房主|监护/.test(column.title) && column.field === 'name' ? 5 : 0);
  for (const column of columns) {
    if (column.field === null || mayRepeat(column.field)) continue;
    const rival = winners.get(column.field);
    if (!rival || rank(column) > rank(rival)) winners.set(column.field, column);
  }
  return columns.map((column) =>
    column.field === null || mayRepeat(column.field) || winners.get(column.field) === column
      ? column
      : { ...column, field: null, confidence: 0, reason: 'taken-by-another' },
  );
};
