import { type ImportRow, sensitiveWords } from '@lianxi/documents';
import {
  type CellValue,
  type ColumnReading,
  foldText,
  isOpen,
  type Merge,
  type Problem,
  type ProblemKind,
  type RegisterReading,
  type RegisterRow,
  type SheetReading,
} from '@lianxi/exchange';

/**
 * What the page sees of a reading. The rows stay in the worker, so that nothing that comes over is larger than a screen;
 * they are fetched a few hundred at a time when they are written.
 */
export interface Outline {
  readonly fileName: string;
  readonly format: string;
  readonly sheets: readonly SheetOutline[];
  readonly people: number;
  readonly groups: readonly PlaceGroup[];
  readonly counts: Readonly<Partial<Record<ProblemKind, number>>>;
  readonly open: number;
  readonly mended: number;
  /** People who stand at no door: they wait and are not written. */
  readonly held: number;
  readonly notes: DoubtfulNotes;
}

/** Remarks that tell of health, hardship or faith, which a register does not keep unless a person decides so. */
export interface DoubtfulNotes {
  readonly cells: number;
  /** The words found, the most frequent first. */
  readonly words: readonly { readonly word: string; readonly count: number }[];
}

export interface SheetOutline {
  readonly name: string;
  readonly status: SheetReading['status'];
  readonly header: SheetReading['header'];
  readonly columns: readonly ColumnReading[];
  readonly compound: string | null;
  readonly building: string | null;
  readonly width: number;
  readonly height: number;
  readonly people: number;
  readonly isCut: boolean;
  readonly merges: readonly Merge[];
  /** The first lines, as text, numbers masked. */
  readonly lines: readonly (readonly string[])[];
}

/** The people of one building, who go to one grid's register. */
export interface PlaceGroup {
  readonly key: string;
  readonly compound: string | null;
  readonly building: string | null;
  readonly people: number;
  readonly households: number;
}

export interface ProblemPage {
  readonly total: number;
  readonly problems: readonly Problem[];
}

export type ProblemFilter = 'all' | 'open' | 'mended';

export const groupKeyOf = (row: RegisterRow): string => `${row.compound ?? ''}\u0000${row.building ?? ''}`;

export const isHeld = (row: RegisterRow): boolean => !row.room || row.building === null || row.building === undefined;

export const toOutline = (reading: RegisterReading): Outline => {
  const open = reading.problems.filter(isOpen).length;
  const counts: Partial<Record<ProblemKind, number>> = {};
  for (const { kind } of reading.problems) counts[kind] = (counts[kind] ?? 0) + 1;
  return {
    fileName: reading.fileName,
    format: reading.format,
    sheets: reading.sheets.map(toSheetOutline),
    people: reading.rows.length,
    groups: groupRows(reading.rows),
    counts,
    open,
    mended: reading.problems.length - open,
    held: reading.rows.filter(isHeld).length,
    notes: doubtNotes(reading.rows),
  };
};

const toSheetOutline = (sheet: SheetReading): SheetOutline => ({
  name: sheet.name,
  status: sheet.status,
  header: sheet.header,
  columns: sheet.columns.map((column) => ({ ...column, samples: column.samples.map(maskDigits) })),
  compound: sheet.compound,
  building: sheet.building === null ? null : String(sheet.building),
  width: Math.min(sheet.width, 30),
  height: sheet.height,
  people: sheet.people,
  isCut: sheet.isCut,
  merges: sheet.merges,
  lines: sheet.preview.map((line) => toTexts(line)),
});

export const toTexts = (line: readonly CellValue[]): readonly string[] =>
  line.slice(0, 30).map((cell) => maskDigits(typeof cell === 'string' ? cell.slice(0, 80).trim() : foldText(cell)));

const groupRows = (rows: readonly RegisterRow[]): readonly PlaceGroup[] => {
  const groups = new Map<string, { first: RegisterRow; people: number; doors: Set<string> }>();
  for (const row of rows) {
    if (isHeld(row)) continue;
    const key = groupKeyOf(row);
    const group = groups.get(key) ?? { first: row, people: 0, doors: new Set<string>() };
    group.people++;
    group.doors.add(`${row.entrance ?? ''}-${row.room ?? ''}`);
    groups.set(key, group);
  }
  return [...groups].map(([key, { first, people, doors }]) => ({
    key,
    compound: first.compound ?? null,
    building: first.building === null || first.building === undefined ? null : String(first.building),
    people,
    households: doors.size,
  }));
};

const doubtNotes = (rows: readonly RegisterRow[]): DoubtfulNotes => {
  const counts = new Map<string, number>();
  let cells = 0;
  for (const { note } of rows) {
    const words = note ? sensitiveWords(note) : [];
    if (words.length > 0) cells++;
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const words = [...counts].map(([word, count]) => ({ word, count })).sort((left, right) => right.count - left.count);
  return { cells, words: words.slice(0, 8) };
};

/**
 * A person chose the register that the row goes to, so the compound's name says nothing more. A doubtful remark stays
 * behind, whole: half of it would tell as much.
 */
export const toImportRow = ({ compound: _, note, ...row }: RegisterRow, withDoubtfulNotes: boolean): ImportRow =>
  note && (withDoubtfulNotes || sensitiveWords(note).length === 0) ? { ...row, note } : row;

/** Citizen numbers and telephones, also in full-width digits, as strangers at the screen may see them. */
export const maskDigits = (text: string): string =>
  text
    .replace(/([0-9０-９]{3})[0-9０-９ ]{10,14}([0-9０-９]{2}[0-9０-９XxＸｘ])(?![0-9０-９])/g, '$1************$2')
    .replace(/(?<![0-9０-９*])([1１][0-9０-９]{2})[- ]?[0-9０-９]{4}[- ]?([0-9０-９]{4})(?![0-9０-９])/g, '$1****$2')
    .replace(/(?<![0-9*])(0\d{2,3}-?)\d{3,4}(\d{4})(?!\d)/g, '$1****$2');
