import type { CellValue } from '../bytes/sheet.ts';
import type { ColumnReading } from './columns.ts';
import type { FilledSheet } from './detect.ts';
import type { RegisterField } from './field.ts';
import { foldText, foldTight, isBlankWord } from './fold.ts';
import { matchHeader } from './header.ts';
import { parseAddress } from './place.ts';
import { isName } from './words.ts';

/** One line of a sheet, by field. */
export interface Line {
  /** From 0. */
  readonly row: number;
  /** The columns of a field, in order. */
  columns(field: RegisterField): readonly ColumnReading[];
  /** The cell of a field's first column; what a merged cell says is said to every line that it covers. */
  shared(field: RegisterField): CellValue;
  /** The cell as it stands in this line alone: names and numbers are one person's. */
  own(column: ColumnReading): CellValue;
}

export const createLines = (sheet: FilledSheet, columns: readonly ColumnReading[]): ((row: number) => Line) => {
  const byField = new Map<RegisterField, ColumnReading[]>();
  for (const column of columns) {
    if (column.field) byField.set(column.field, [...(byField.get(column.field) ?? []), column]);
  }
  return (row) => ({
    row,
    columns: (field) => byField.get(field) ?? [],
    shared: (field) => {
      const [first] = byField.get(field) ?? [];
      return first ? sheet.at(row, first.column) : null;
    },
    own: (column) => sheet.rows[row]?.[column.column] ?? null,
  });
};

/** What a line is: somebody, a place for the lines below it, or nothing to import. */
export type LineKind = 'person' | 'place' | 'blank' | 'title' | 'total' | 'note' | 'vacant' | 'nameless';

const totalWord =
  /^(合计|总计|小计|共计|累计|总人数|总户数|本页合计|本页小计|本栋合计|本单元合计|人数合计|户数合计|以上合计|共(?=\d+[人户])|共有)[:：]?\d*[人户]?/;
const noteWord =
  /^(注|备注|说明|填表说明|填报说明|填写说明|注意|附|填表人|制表人|审核人|负责人|填报人|经办人|※|\*|★)[:：、.1-9一]/;

export const kindOfLine = (line: Line, cells: readonly CellValue[]): LineKind => {
  const written = cells.filter((cell) => foldTight(cell) !== '');
  if (written.length === 0) return 'blank';
  const [nameColumn] = line.columns('name');
  const name = nameColumn ? foldText(line.own(nameColumn)) : '';
  const hasNumber = line.columns('idNumber').some((column) => foldTight(line.own(column)).length > 11);
  const isPerson = isName(name);
  // Behind somebody's name 合计 is a remark; a line that adds up has it before or instead of a name.
  const summing = isPerson ? cells.slice(0, nameColumn?.column) : written;
  if (!hasNumber && summing.some(isTotal)) return 'total';
  const first = foldTight(written[0] ?? null);
  if (!hasNumber && written.length <= 3 && (noteWord.test(first) || first.length > 24)) return 'note';
  if (repeatsTitles(line, cells)) return 'title';
  if (written.length === 1 && isBlock(first)) return 'place';
  if (isPerson) return 'person';
  if (written.length === 1) return 'place';
  const hasPerson = hasNumber || isWritten(line, 'phones') || isWritten(line, 'relation') || isWritten(line, 'birth');
  if (name !== '' && !isBlankWord(name) && !/^(空|未|待)|\d+(人|户)$/.test(name) && hasNumber) return 'person';
  return hasPerson ? 'nameless' : 'vacant';
};

/** `3号楼`, `二单元`, `A座` alone in a line head those below, also where they stand under 姓名. */
const isBlock = (text: string): boolean => {
  const place = /(?:[楼栋幢座门#]|单元)$/.test(text) ? parseAddress(text, false) : null;
  return place !== null && place.room === undefined && (place.building ?? place.entrance) !== undefined;
};

const isTotal = (cell: CellValue): boolean => {
  const text = foldTight(cell);
  return typeof cell === 'string' && text.length <= 20 && totalWord.test(text);
};

const isWritten = (line: Line, field: RegisterField): boolean =>
  line.columns(field).some((column) => {
    const text = foldTight(line.own(column));
    return text !== '' && !isBlankWord(text);
  });

/** The column titles again, as on each printed page. */
const repeatsTitles = (line: Line, cells: readonly CellValue[]): boolean => {
  let same = 0;
  let own = 0;
  for (const cell of cells) {
    if (typeof cell !== 'string' || foldTight(cell) === '') continue;
    const match = matchHeader([foldText(cell)]);
    if (match.type !== 'ignored') own++;
    if (match.type === 'field' && match.isExact && line.columns(match.field).length > 0) same++;
  }
  return same >= 3 && same > own / 2;
};
