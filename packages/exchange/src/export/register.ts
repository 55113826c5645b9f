import { writeCsv } from './csv.ts';
import { type ExportMark, markText } from './mark.ts';
import { type ExportTable, exportTitles } from './table.ts';
import { writeWorkbook } from './workbook.ts';

/** A list of residents as a file. Rules: docs/spec/exchange.md. */
export const writeRegister = async (
  table: ExportTable,
  mark: ExportMark,
  format: 'xlsx' | 'csv',
  now: Date,
): Promise<Uint8Array> =>
  format === 'xlsx'
    ? writeWorkbook(table, mark, now)
    : writeCsv([[markText(mark)], table.fields.map((field) => exportTitles[field]), ...table.rows]);
