/** Bounds on what a file may cost. A community has up to 20,000 people; these leave room and keep a browser alive. */
export const limits = {
  /** Refused before reading. A register of 9,000 people takes 1.6 MB; what is a hundred times as large is no register. */
  fileBytes: 100 * 1_000_000,
  /** All parts of a workbook together, unpacked. */
  unpackedBytes: 512 * 1024 * 1024,
  /** Parts of an archive; a workbook has one a sheet, and some twenty besides. */
  parts: 5_000,
  /** Lines read of one sheet; what lies below is left out, and said. */
  rowsPerSheet: 100_000,
  /** Columns looked at; a register has about fifteen. */
  columnsPerSheet: 200,
} as const;
