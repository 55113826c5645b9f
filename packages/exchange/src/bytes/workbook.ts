import { err, ok, type Result } from '@lianxi/base';
import type * as Hucre from 'hucre/xlsx';
import { readCsv } from './csv.ts';
import { readHtmlTable } from './html-table.ts';
import { limits } from './limits.ts';
import { lookIntoOle } from './ole.ts';
import type { ReadError } from './read-error.ts';
import type { CellValue, Sheet, Workbook } from './sheet.ts';
import { sniff } from './sniff.ts';
import { isSpreadsheetXml, readSpreadsheetXml } from './spreadsheet-xml.ts';
import { decodeText } from './text.ts';
import { hasShortCells } from './xlsb-cells.ts';
import { checkZip } from './zip.ts';

/** Any file to grids. Its kind is told by its bytes; `fileName` only names the one sheet of a text table. */
export const openWorkbook = async (bytes: Uint8Array, fileName: string): Promise<Result<Workbook, ReadError>> => {
  if (bytes.length === 0) return err({ type: 'FileEmpty' });
  if (bytes.length > limits.fileBytes) {
    return err({ type: 'FileTooLarge', bytes: bytes.length, limit: limits.fileBytes });
  }
  const sniffed = sniff(bytes);
  switch (sniffed.type) {
    case 'foreign':
      return err({ type: 'NotAWorkbook', looksLike: sniffed.is });
    case 'text':
      return openText(bytes, fileName);
    case 'zip': {
      const format = checkZip(bytes);
      return format.ok ? openWith(format.value, bytes) : format;
    }
    case 'ole':
      return openOle(bytes);
  }
};

const openText = (bytes: Uint8Array, fileName: string): Result<Workbook, ReadError> => {
  const { text } = decodeText(bytes);
  const name = fileName.replace(/\.[^.]*$/, '');
  if (/^\ufeff?MIME-Version:/i.test(text)) return err({ type: 'NotAWorkbook', looksLike: 'web-page' });
  if (/^\ufeff?\s*<(!doctype|!--|html|table|\?xml|head|meta|body|style|workbook)/i.test(text))
    return openMarkup(text, name);
  const sheet = readCsv(text, name);
  // One column is prose or a list, not a table.
  return widthOf(sheet) < 2
    ? err({ type: 'NotAWorkbook', looksLike: 'text' })
    : ok({ format: 'csv', sheets: [sheet] } as const);
};

/** Old systems call a web page or an XML .xls, because spreadsheets open either. */
const openMarkup = (text: string, name: string): Result<Workbook, ReadError> => {
  if (isSpreadsheetXml(text) && /<(?:ss:)?Worksheet\b/i.test(text)) {
    return ok({ format: 'xml', sheets: readSpreadsheetXml(text) } as const);
  }
  const sheet = readHtmlTable(text, name);
  return sheet && widthOf(sheet) > 1
    ? ok({ format: 'html', sheets: [sheet] } as const)
    : err({ type: 'NotAWorkbook', looksLike: 'web-page' });
};

const widthOf = (sheet: Sheet): number => sheet.rows.reduce((most, row) => Math.max(most, row.length), 0);

const openOle = async (bytes: Uint8Array): Promise<Result<Workbook, ReadError>> => {
  const contents = lookIntoOle(bytes);
  switch (contents) {
    case 'workbook':
      return openWith('xls', bytes);
    case 'encrypted':
      return err({ type: 'Encrypted' });
    case 'old-workbook':
      return err({ type: 'OldWorkbookVersion' });
    default:
      return err({ type: 'NotAWorkbook', looksLike: contents });
  }
};

const openWith = async (format: 'xlsx' | 'xlsb' | 'xls', bytes: Uint8Array): Promise<Result<Workbook, ReadError>> => {
  try {
    if (format === 'xlsb' && (await hasShortCells(bytes))) {
      return err({
        type: 'Damaged',
        detail: 'its cells are stored in a short form that is not read; save it as .xlsx',
      });
    }
    const hucre = await import('hucre/xlsx');
    const read = { xlsx: hucre.readXlsx, xlsb: hucre.readXlsb, xls: hucre.readXls }[format];
    const workbook = await read(bytes, { maxRows: limits.rowsPerSheet + 1 });
    return ok({ format, sheets: workbook.sheets.map(toSheet) });
  } catch (cause) {
    return err(toReadError(cause));
  }
};

const toReadError = (cause: unknown): ReadError => {
  const name = cause instanceof Error ? cause.name : '';
  const detail = cause instanceof Error ? cause.message : String(cause);
  if (name === 'EncryptedFileError') return { type: 'Encrypted' };
  if (/BIFF 0x/.test(detail)) return { type: 'OldWorkbookVersion' };
  if (/over the \d+ limit/.test(detail)) return { type: 'TooManyCells', limit: 20_000_000 };
  if (/zip bomb|exceeds limit/i.test(detail)) {
    return { type: 'Inflated', bytes: limits.unpackedBytes, limit: limits.unpackedBytes };
  }
  return { type: 'Damaged', detail: detail.slice(0, 200) };
};

const toSheet = (sheet: Hucre.Sheet): Sheet => {
  const emptyFormulas = new Set<string>();
  for (const [at, cell] of sheet.cells ?? []) {
    if (cell.formula !== undefined && (cell.value === null || cell.value === '')) emptyFormulas.add(at);
  }
  const rows: CellValue[][] = [];
  const height = Math.min(sheet.rows.length, limits.rowsPerSheet);
  // Array.from also fills the holes that lines without a cell leave.
  for (let row = 0; row < height; row++) {
    rows.push(Array.from(sheet.rows[row] ?? [], toCell).slice(0, limits.columnsPerSheet));
  }
  return {
    name: sheet.name,
    isHidden: sheet.hidden === true || sheet.veryHidden === true,
    rows,
    merges: (sheet.merges ?? []).map(({ startRow, startCol, endRow, endCol }) => ({
      top: startRow,
      left: startCol,
      bottom: endRow,
      right: endCol,
    })),
    emptyFormulas,
    isCut: sheet.rows.length > limits.rowsPerSheet,
  };
};

const toCell = (value: unknown): CellValue => {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value instanceof Date ? value : String(value);
};
