import { limits } from './limits.ts';
import { attributeOf, countOf, readMarkup } from './markup.ts';
import type { CellValue, Merge, Sheet } from './sheet.ts';

/** A workbook as the XML of Excel 2002 and 2003 (`urn:schemas-microsoft-com:office:spreadsheet`), which report programs still write. */
export const isSpreadsheetXml = (source: string): boolean =>
  source.slice(0, 4000).includes('urn:schemas-microsoft-com:office:spreadsheet');

interface Draft {
  readonly name: string;
  readonly isHidden: boolean;
  readonly rows: CellValue[][];
  readonly merges: Merge[];
  isCut: boolean;
}

export const readSpreadsheetXml = (source: string): readonly Sheet[] => {
  const sheets: Draft[] = [];
  let row: CellValue[] | null = null;
  let column = 0;
  let next = 0;
  let data: { readonly kind: string; text: string } | null = null;
  let isComment = false;
  for (const token of readMarkup(source)) {
    const sheet = sheets.at(-1);
    if (token.type === 'text') {
      if (data) data.text += token.text;
      continue;
    }
    const isOpen = token.type === 'open';
    if (token.name === 'comment') isComment = isOpen && !token.isEmpty;
    if (isComment) continue;
    if (token.type === 'close') {
      if (token.name !== 'data' || !data) continue;
      if (row && column < limits.columnsPerSheet) row[column] = toValue(data.kind, data.text);
      data = null;
      continue;
    }
    const { attributes } = token;
    if (token.name === 'worksheet') {
      sheets.push({
        name: attributeOf(attributes, 'Name') ?? `Sheet${sheets.length + 1}`,
        isHidden: false,
        rows: [],
        merges: [],
        isCut: false,
      });
      row = null;
    } else if (token.name === 'row' && sheet) {
      const index = attributeOf(attributes, 'Index');
      const at = index === null ? sheet.rows.length : countOf(attributes, 'Index', limits.rowsPerSheet + 1) - 1;
      sheet.isCut ||= at >= limits.rowsPerSheet;
      next = 0;
      row = sheet.isCut ? null : [];
      if (!row) continue;
      while (sheet.rows.length < at) sheet.rows.push([]);
      sheet.rows.push(row);
    } else if (token.name === 'cell' && sheet && row) {
      const index = attributeOf(attributes, 'Index');
      column = index === null ? next : countOf(attributes, 'Index', limits.columnsPerSheet + 1) - 1;
      const across = spanOf(attributes, 'MergeAcross', limits.columnsPerSheet);
      const down = spanOf(attributes, 'MergeDown', limits.rowsPerSheet);
      next = column + 1 + across;
      while (row.length < Math.min(next, limits.columnsPerSheet)) row.push(null);
      const top = sheet.rows.length - 1;
      if (across + down > 0) sheet.merges.push({ top, left: column, bottom: top + down, right: column + across });
    } else if (token.name === 'data') {
      data = { kind: attributeOf(attributes, 'Type') ?? 'String', text: '' };
    }
  }
  return sheets.map((sheet) => ({ ...sheet, emptyFormulas: new Set<string>() }));
};

const spanOf = (attributes: string, name: string, most: number): number =>
  attributeOf(attributes, name) === null ? 0 : countOf(attributes, name, most);

const toValue = (kind: string, text: string): CellValue => {
  if (text === '') return null;
  if (kind === 'Number') return Number.isFinite(Number(text)) ? Number(text) : text;
  if (kind === 'Boolean') return text === '1';
  if (kind !== 'DateTime') return text;
  const date = new Date(/Z$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(date.getTime()) ? text : date;
};
