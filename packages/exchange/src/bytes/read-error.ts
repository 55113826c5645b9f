/**
 * Why a file could not be read as a workbook at all. Everything smaller (a doubtful cell, a sheet that was left out) is part
 * of the reading and never stops it. The English sentences are for the command line; the app has its own words by `type`.
 */
export type ReadError =
  | { readonly type: 'FileTooLarge'; readonly bytes: number; readonly limit: number }
  | { readonly type: 'FileEmpty' }
  | { readonly type: 'NotAWorkbook'; readonly looksLike: ForeignType }
  | { readonly type: 'OldWorkbookVersion' }
  | { readonly type: 'Encrypted' }
  | { readonly type: 'Damaged'; readonly detail: string }
  | { readonly type: 'Inflated'; readonly bytes: number; readonly limit: number }
  | { readonly type: 'TooManyCells'; readonly limit: number }
  | { readonly type: 'WorkbookEmpty' }
  /** Our own export with names and numbers hidden. */
  | { readonly type: 'Masked' }
  | { readonly type: 'NoHeader'; readonly sheets: readonly string[] }
  | { readonly type: 'NoResidents'; readonly sheets: readonly string[] };

export const foreignTypes = [
  'pdf',
  'image',
  'word',
  'slides',
  'archive',
  'web-page',
  'program',
  'text',
  'other',
] as const;
export type ForeignType = (typeof foreignTypes)[number];

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1_000_000)} MB`;

export const describeReadError = (error: ReadError): string => {
  switch (error.type) {
    case 'FileTooLarge':
      return `the file has ${megabytes(error.bytes)}; at most ${megabytes(error.limit)} are read`;
    case 'FileEmpty':
      return 'the file is empty';
    case 'NotAWorkbook':
      return `this is not a workbook (it looks like: ${error.looksLike}); expected .xlsx, .xls or .csv`;
    case 'OldWorkbookVersion':
      return 'this .xls was written by a program older than Excel 97; save it as .xlsx and try again';
    case 'Encrypted':
      return 'the workbook is protected by a password; save a copy without one and try again';
    case 'Damaged':
      return `the file is damaged or cut off (${error.detail})`;
    case 'Inflated':
      return `unpacked, the workbook has ${megabytes(error.bytes)}; at most ${megabytes(error.limit)} are read`;
    case 'TooManyCells':
      return `a sheet spans more than ${error.limit} cells; delete the empty columns and rows and try again`;
    case 'WorkbookEmpty':
      return 'no sheet of this workbook holds anything';
    case 'Masked':
      return 'names and numbers are hidden in this export; export the register anew without hiding them';
    case 'NoHeader':
      return `no sheet has a line of column titles with names of residents (sheets: ${error.sheets.join(', ')})`;
    case 'NoResidents':
      return `column titles were found, but nobody stands below them (sheets: ${error.sheets.join(', ')})`;
  }
};
