/**
 * A sheet as every format is brought to: a grid of plain cells. Lines and columns count from 0 here and from 1 wherever a
 * person reads them. A grid holds values only: formulas are their last results.
 */
export type CellValue = string | number | boolean | Date | null;

export interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface Sheet {
  readonly name: string;
  readonly isHidden: boolean;
  readonly rows: readonly (readonly CellValue[])[];
  readonly merges: readonly Merge[];
  /** Formulas without a stored result, as `row,column`. */
  readonly emptyFormulas: ReadonlySet<string>;
  /** True when lines below the bound were left out. */
  readonly isCut: boolean;
}

export type WorkbookFormat = 'xlsx' | 'xlsb' | 'xls' | 'csv' | 'html' | 'xml';

export interface Workbook {
  readonly format: WorkbookFormat;
  readonly sheets: readonly Sheet[];
}

/** `A`, `B` … `Z`, `AA`: what a spreadsheet calls the column. */
export const columnLetter = (column: number): string => {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
};
