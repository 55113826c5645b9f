import type { ReadError } from '../bytes/read-error.ts';
import type { CellValue, Merge, WorkbookFormat } from '../bytes/sheet.ts';
import type { ColumnChoices, ColumnReading } from './columns.ts';
import type { HeaderRows } from './detect.ts';
import type { RegisterRow } from './field.ts';
import type { LineKind } from './line.ts';
import type { Problem } from './problem.ts';

/** What a person has corrected. Whatever is absent is recognised. */
export interface RegisterChoices {
  /** The compound of everything that does not say one in its cells. */
  readonly compound?: string;
  /** False leaves the citizen numbers out altogether, also as a source of birth and sex. Default true. */
  readonly withIdNumber?: boolean;
  readonly sheets?: Readonly<Record<string, SheetChoices>>;
}

export interface SheetChoices {
  readonly isIncluded?: boolean;
  readonly header?: HeaderRows;
  readonly columns?: ColumnChoices;
  readonly compound?: string;
  readonly building?: number | string;
}

/** `masked`: a list that we exported ourselves with names and numbers hidden; nothing in it can be taken in. */
export type SheetStatus = 'read' | 'no-header' | 'hidden' | 'left-out' | 'empty' | 'masked';

export interface SheetReading {
  readonly name: string;
  readonly status: SheetStatus;
  readonly header: HeaderRows | null;
  readonly columns: readonly ColumnReading[];
  /** From the sheet's title or name. */
  readonly compound: string | null;
  readonly building: number | string | null;
  readonly width: number;
  readonly height: number;
  readonly people: number;
  /** Lines that were not imported, by what they are, from 1. */
  readonly skipped: readonly { readonly row: number; readonly kind: Exclude<LineKind, 'person'> }[];
  /** True when lines below the bound were left out. */
  readonly isCut: boolean;
  readonly merges: readonly Merge[];
  /** The first lines as they stand. */
  readonly preview: readonly (readonly CellValue[])[];
}

/** Where a row came from. `row` is from 1. */
export interface Origin {
  readonly sheet: string;
  readonly row: number;
}

export interface RegisterReading {
  readonly fileName: string;
  readonly format: WorkbookFormat;
  readonly sheets: readonly SheetReading[];
  readonly rows: readonly RegisterRow[];
  /** As many as rows. */
  readonly origins: readonly Origin[];
  readonly problems: readonly Problem[];
}

/** Why a reading holds nobody; null where it does. */
export const findEmptiness = (reading: RegisterReading): ReadError | null => {
  if (reading.rows.length > 0) return null;
  const sheets = reading.sheets.map((sheet) => sheet.name);
  if (reading.sheets.some((sheet) => sheet.status === 'masked')) return { type: 'Masked' };
  if (reading.sheets.every((sheet) => sheet.status === 'empty')) return { type: 'WorkbookEmpty' };
  return reading.sheets.some((sheet) => sheet.status === 'read')
    ? { type: 'NoResidents', sheets }
    : { type: 'NoHeader', sheets };
};

/** The reading in the words of `lianxi register read --json`: rows, and of the problems the faulty citizen numbers. */
export const registerReadingToJson = (reading: RegisterReading) => ({
  rows: reading.rows,
  problems: reading.problems
    .filter((problem) => problem.kind === 'precision-lost' || problem.kind === 'checksum')
    .map(({ row, field, kind }) => ({ row, field, kind })),
});
