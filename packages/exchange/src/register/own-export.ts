import type { CellValue, Sheet } from '../bytes/sheet.ts';
import { columnLetter } from '../bytes/sheet.ts';
import { readMark } from '../export/mark.ts';
import { restoreText } from '../export/neutral.ts';
import { type ExportField, fieldOfTitle } from '../export/table.ts';
import { parseBirth } from './birth.ts';
import { parseCitizenNumber } from './citizen-number.ts';
import type { ColumnReading } from './columns.ts';
import type { RegisterRow } from './field.ts';
import { foldText } from './fold.ts';
import type { Problem } from './problem.ts';
import type { Origin } from './reading.ts';

/**
 * A list that we exported ourselves: its cells are taken as they stand, a blank is a blank, and no word is brought to
 * another spelling, so that what comes back unchanged changes nothing. What somebody has typed over in a spreadsheet (a
 * number, a date) is read as in any other workbook.
 */
export interface OwnExport {
  readonly isMasked: boolean;
  readonly columns: readonly ColumnReading[];
  readonly rows: readonly RegisterRow[];
  readonly origins: readonly Origin[];
  readonly problems: readonly Problem[];
  readonly vacant: readonly number[];
}

export const titleRow = 1;

/** null where the sheet is not ours. */
export const readOwnExport = (sheet: Sheet, isTextFile: boolean, withIdNumber: boolean): OwnExport | null => {
  const mark = readMark(sheet.rows[0]?.[0]);
  const titles = (sheet.rows[titleRow] ?? []).map((cell) => fieldOfTitle(foldText(cell)));
  if (!mark || !titles.includes('name')) return null;
  const rows: RegisterRow[] = [];
  const origins: Origin[] = [];
  const problems: Problem[] = [];
  const vacant: number[] = [];
  const blanks = titles.map(() => 0);
  for (let line = titleRow + 1; line < sheet.rows.length && !mark.isMasked; line++) {
    const cells = sheet.rows[line] ?? [];
    const at = (field: ExportField): CellValue => cells[titles.indexOf(field)] ?? null;
    const report = (field: ExportField, kind: Problem['kind']) => {
      const column = titles.indexOf(field);
      problems.push({ sheet: sheet.name, row: line + 1, column, field, kind, value: foldText(at(field)) });
    };
    const name = textOf(at('name'));
    if (name === null) {
      vacant.push(line + 1);
      continue;
    }
    const row: RegisterRow = { name };
    for (const field of titles)
      if (field && (field !== 'idNumber' || withIdNumber)) put(row, field, at(field), isTextFile, report);
    titles.forEach((_, column) => {
      if (textOf(cells[column] ?? null) === null) blanks[column] = (blanks[column] ?? 0) + 1;
    });
    rows.push(row);
    origins.push({ sheet: sheet.name, row: line + 1 });
  }
  const columns = titles.map((field, column): ColumnReading => {
    const written = sheet.rows.slice(titleRow + 1, titleRow + 4).map((cells) => foldText(cells[column] ?? null));
    return {
      column,
      letter: columnLetter(column),
      title: foldText(sheet.rows[titleRow]?.[column] ?? null),
      field: field === 'idNumber' && !withIdNumber ? null : field,
      confidence: field === null ? 0 : 3,
      reason: field === null ? 'unknown' : 'title-and-contents',
      blanks: blanks[column] ?? 0,
      samples: written.filter((text) => text !== '').map((text) => text.slice(0, 40)),
    };
  });
  return { isMasked: mark.isMasked, columns, rows, origins, problems, vacant };
};

/** A text as it was before it was exported; null where the cell says nothing. */
const textOf = (cell: CellValue): string | null => {
  const text = typeof cell === 'string' ? restoreText(cell) : foldText(cell);
  return text.trim() === '' ? null : text;
};

type Report = (field: ExportField, kind: Problem['kind']) => void;

const put = (row: RegisterRow, field: ExportField, cell: CellValue, isTextFile: boolean, report: Report): void => {
  const text = textOf(cell);
  switch (field) {
    case 'name':
      return;
    case 'phones':
      row.phones = text === null ? [] : text.split('、');
      return;
    case 'sex':
      row.sex = text === '男' || text === '女' ? text : null;
      return;
    case 'partyMember':
      if (text === '是' || text === '否') row.partyMember = text === '是';
      return;
    case 'note':
      if (text !== null) row.note = text;
      return;
    case 'birth': {
      const birth = parseBirth(typeof cell === 'string' ? text : cell);
      row.birth = birth.type === 'known' ? birth.date : null;
      if (birth.type === 'unclear') report('birth', 'birth-unclear');
      return;
    }
    case 'idNumber': {
      const number = parseCitizenNumber(typeof cell === 'string' ? text : cell, isTextFile);
      row.idNumber = number.type === 'valid' ? number.number : null;
      if (number.type === 'faulty') report('idNumber', number.kind);
      return;
    }
    default:
      row[field] = text;
  }
};
