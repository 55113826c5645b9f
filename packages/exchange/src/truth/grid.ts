/** A workbook before it becomes bytes, and the truth beside it. Lines count from 0 here, from 1 in the truth's problems. */
export type Cell = string | number | Date | null;

export interface Grid {
  readonly name: string;
  readonly rows: Cell[][];
  /** top, left, bottom, right */
  readonly merges: [number, number, number, number][];
}

export interface TruthRow {
  [key: string]: unknown;
}

export interface TruthProblem {
  readonly row: number;
  readonly field: 'idNumber';
  readonly kind: 'precision-lost' | 'checksum';
}

export type Format = 'xlsx' | 'xls' | 'csv';

export interface Made {
  readonly fileName: string;
  readonly format: Format;
  readonly grids: readonly Grid[];
  readonly rows: readonly TruthRow[];
  readonly problems: readonly TruthProblem[];
}
