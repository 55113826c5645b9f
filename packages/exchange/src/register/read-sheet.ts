import type { CellValue, Sheet } from '../bytes/sheet.ts';
import { readColumns } from './columns.ts';
import { detectHeader, type FilledSheet, fillMerges, type HeaderRows } from './detect.ts';
import { type Dwelling, readDwelling, reportMissingPlace, type Surroundings } from './dwelling.ts';
import type { RegisterRow } from './field.ts';
import { foldText } from './fold.ts';
import { type Heading, readHeading } from './heading.ts';
import { createLines, kindOfLine, type Line } from './line.ts';
import { type OwnExport, readOwnExport, titleRow } from './own-export.ts';
import { parseAddress } from './place.ts';
import type { Problem } from './problem.ts';
import type { Origin, SheetChoices, SheetReading } from './reading.ts';
import { type Report, readResident } from './resident.ts';

const previewRows = 60;

export interface SheetContents {
  readonly sheet: SheetReading;
  readonly rows: readonly RegisterRow[];
  readonly origins: readonly Origin[];
  readonly problems: readonly Problem[];
}

export interface SheetContext {
  readonly choices: SheetChoices;
  readonly compound: string | undefined;
  /** From the file's name: the last resort. */
  readonly file: Heading;
  readonly isTextFile: boolean;
  readonly isOnlySheet: boolean;
  readonly withIdNumber: boolean;
}

/** One sheet to rows. Never fails: a sheet without residents says why in its status. */
export const readSheet = (sheet: Sheet, context: SheetContext): SheetContents => {
  const filled = fillMerges(sheet);
  const { choices } = context;
  const isCorrected = choices.header !== undefined || choices.columns !== undefined || choices.isIncluded === false;
  const own = readOwnExport(sheet, context.isTextFile, context.withIdNumber);
  if (own && (own.isMasked || !isCorrected)) return contentsOf(filled, own);
  const header = context.choices.header ?? detectHeader(filled);
  const status = statusOf(filled, header, context);
  if (!header || status !== 'read') return withoutRows(filled, status, header);
  const recognised = readColumns(filled, header, context.choices.columns ?? {}, context.isTextFile);
  const used = context.withIdNumber
    ? recognised
    : recognised.map((column) => (column.field === 'idNumber' ? { ...column, field: null } : column));
  const around = surroundingsOf(filled, header, context);
  const problems: Problem[] = [];
  const rows: RegisterRow[] = [];
  const origins: Origin[] = [];
  const skipped: SheetReading['skipped'][number][] = [];
  const lineAt = createLines(filled, used);
  const blanks = used.map(() => 0);
  let block: Surroundings = around;
  let before: Dwelling | null = null;
  for (let row = header.last + 1; row < sheet.rows.length; row++) {
    const line = lineAt(row);
    const kind = kindOfLine(line, sheet.rows[row] ?? []);
    const report: Report = (field, problem, column, value) => {
      problems.push({ sheet: sheet.name, row: row + 1, column, field, kind: problem, value: foldText(value) });
    };
    if (kind !== 'person') {
      skipped.push({ row: row + 1, kind });
      if (kind === 'nameless') report('name', 'name-missing', line.columns('name')[0]?.column ?? null, null);
      if (kind === 'place') block = readBlock(sheet.rows[row] ?? [], around) ?? block;
      if (kind === 'vacant' || kind === 'nameless') before = readDwelling(line, block, before, () => {});
      continue;
    }
    const dwelling: Dwelling = readDwelling(line, block, before, report);
    reportMissingPlace(dwelling, line, report);
    reportFormulas(sheet, line, used, report);
    before = dwelling;
    for (const { column } of used)
      if (foldText(sheet.rows[row]?.[column] ?? null) === '') blanks[column] = (blanks[column] ?? 0) + 1;
    rows.push({ ...dwelling, ...readResident(line, context.isTextFile, report) });
    origins.push({ sheet: sheet.name, row: row + 1 });
  }
  return {
    sheet: {
      ...outline(filled, 'read', header),
      columns: recognised.map((column) => ({ ...column, blanks: blanks[column.column] ?? 0 })),
      compound: around.compound,
      building: around.building,
      people: rows.length,
      skipped,
    },
    rows,
    origins,
    problems,
  };
};

const contentsOf = (sheet: FilledSheet, own: OwnExport): SheetContents => ({
  sheet: {
    ...outline(sheet, own.isMasked ? 'masked' : 'read', { first: titleRow, last: titleRow }),
    columns: own.columns,
    people: own.rows.length,
    skipped: own.vacant.map((row) => ({ row, kind: 'vacant' })),
  },
  rows: own.rows,
  origins: own.origins,
  problems: own.problems,
});

const statusOf = (
  sheet: FilledSheet,
  header: HeaderRows | null,
  { choices, isOnlySheet }: SheetContext,
): SheetReading['status'] => {
  // The person in an example is nobody.
  const isExample = !isOnlySheet && /示例|样例|范例|样表|填[写表]说明|填[写表]须知/.test(sheet.name);
  if (choices.isIncluded === false) return 'left-out';
  if (isExample && choices.isIncluded !== true) return 'left-out';
  if (sheet.rows.every((row) => row.every((cell) => foldText(cell) === ''))) return 'empty';
  if (sheet.isHidden && choices.isIncluded !== true) return 'hidden';
  return header ? 'read' : 'no-header';
};

const withoutRows = (sheet: FilledSheet, status: SheetReading['status'], header: HeaderRows | null): SheetContents => ({
  sheet: outline(sheet, status, header),
  rows: [],
  origins: [],
  problems: [],
});

const outline = (sheet: FilledSheet, status: SheetReading['status'], header: HeaderRows | null): SheetReading => ({
  name: sheet.name,
  status,
  header,
  columns: [],
  compound: null,
  building: null,
  width: sheet.width,
  height: sheet.rows.length,
  people: 0,
  skipped: [],
  isCut: sheet.isCut,
  merges: sheet.merges.filter((merge) => merge.top < previewRows),
  preview: sheet.rows.slice(0, previewRows),
});

/** A person's word first; then the title, the sheet's name, the file's name. */
const surroundingsOf = (sheet: FilledSheet, header: HeaderRows, context: SheetContext): Surroundings => {
  const headings = [
    ...titleTexts(sheet, header).map((text) => readHeading(text)),
    readHeading(sheet.name),
    context.file,
  ];
  const { choices } = context;
  // A title may name one building of several; only the sheet's own name or title says it for the whole sheet.
  return {
    compound: choices.compound ?? context.compound ?? headings.find((each) => each.compound)?.compound ?? null,
    building: choices.building ?? headings.slice(0, -1).find((each) => each.building !== null)?.building ?? null,
    entrance: null,
  };
};

const titleTexts = (sheet: FilledSheet, header: HeaderRows): readonly string[] => {
  const texts: string[] = [];
  for (const row of sheet.rows.slice(0, header.first)) {
    // A title stands alone in its line, or with a date and a signature; many cells are a table.
    if (row.filter((cell) => foldText(cell) !== '').length > 3) continue;
    for (const cell of row) if (typeof cell === 'string') texts.push(cell);
  }
  // `单位：…  填表日期：…` is filled in by hand and no title; `小区名称：…` says it outright.
  return texts
    .map((text) => /小区(?:名称)?[:：]\s*([^\s,，;；]+)/.exec(text)?.[1]?.concat('居民') ?? text)
    .filter((text) => !/[:：]/.test(text.replace(/^\s*(附件|附表|表)[^:：]{0,4}[:：]/, '')));
};

/** `2号楼` or `2号楼1单元` alone in a line is the place of the lines below it. */
const readBlock = (cells: readonly CellValue[], around: Surroundings): Surroundings | null => {
  const text = foldText(cells.find((cell) => foldText(cell) !== '') ?? null);
  const place = parseAddress(text, around.building !== null);
  if (!place || (place.building === undefined && place.entrance === undefined) || place.room !== undefined) return null;
  return {
    compound: place.compound ?? around.compound,
    building: place.building ?? around.building,
    entrance: place.entrance ?? null,
  };
};

const reportFormulas = (sheet: Sheet, line: Line, columns: SheetReading['columns'], report: Report): void => {
  for (const { field, column } of columns) {
    if (!field) continue;
    const value = sheet.rows[line.row]?.[column] ?? null;
    const isError =
      typeof value === 'string' && /^#(REF!|N\/A|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/.test(value);
    if (isError || sheet.emptyFormulas.has(`${line.row},${column}`)) report(field, 'formula-empty', column, value);
  }
};
