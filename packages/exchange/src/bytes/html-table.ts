import { limits } from './limits.ts';
import { attributeOf, countOf, readMarkup } from './markup.ts';
import type { CellValue, Merge, Sheet } from './sheet.ts';

/**
 * A web page that an old system saved as .xls: its tables below each other as one sheet, as a spreadsheet shows them, with
 * the lines of text that stand above. Null where there is no table, or tables lie within tables: that is a page's layout.
 */
export const readHtmlTable = (source: string, fileTitle: string): Sheet | null => {
  // Spreadsheets write the sheet's name into a comment of the page's head.
  const name = /<x:Name>([^<>]{1,100})<\/x:Name>/.exec(source.slice(0, 8000))?.[1]?.trim() || fileTitle;
  const rows: CellValue[][] = [];
  const merges: Merge[] = [];
  /** For each column, how many lines below are covered by a cell above. */
  const held: number[] = [];
  let depth = 0;
  let tables = 0;
  let loose = '';
  let isHead = false;
  let row: CellValue[] | null = null;
  let cell: { text: string; readonly attributes: string } | null = null;

  const endCell = (): void => {
    if (cell && row) placeCell(cell, row);
    cell = null;
  };
  const endRow = (): void => {
    endCell();
    if (row) for (let column = 0; column < held.length; column++) held[column] = Math.max(0, (held[column] ?? 0) - 1);
    row = null;
  };
  const placeCell = ({ text, attributes }: { text: string; attributes: string }, into: CellValue[]): void => {
    let column = into.length;
    while ((held[column] ?? 0) > 0) column++;
    if (column >= limits.columnsPerSheet) return;
    while (into.length < column) into.push(null);
    const width = countOf(attributes, 'colspan', limits.columnsPerSheet - column);
    const height = countOf(attributes, 'rowspan', limits.rowsPerSheet);
    into.push(toValue(text, attributes), ...Array<CellValue>(width - 1).fill(null));
    // One more, because the end of this line counts too.
    if (height > 1) for (let each = column; each < column + width; each++) held[each] = height;
    const top = rows.length - 1;
    if (width > 1 || height > 1)
      merges.push({ top, left: column, bottom: top + height - 1, right: column + width - 1 });
  };
  const flushLoose = (): void => {
    for (const line of loose.split('\n')) if (line.trim() !== '') rows.push([line.trim()]);
    loose = '';
  };

  for (const token of readMarkup(source)) {
    if (rows.length > limits.rowsPerSheet) break;
    if (token.type === 'text') {
      const text = token.text.replace(/[ \t\r\n]+/g, ' ');
      if (cell) cell.text += text;
      else if (!isHead && row === null) loose += text;
      continue;
    }
    const isOpen = token.type === 'open';
    switch (token.name) {
      case 'head':
        isHead = isOpen;
        break;
      case 'body':
        isHead = false;
        break;
      case 'table':
        if (isOpen && cell) return null;
        if (isOpen) tables++;
        else endRow();
        depth += isOpen ? 1 : -1;
        held.length = 0;
        isHead = false;
        break;
      case 'tr':
        endRow();
        if (!isOpen || depth < 1) break;
        flushLoose();
        row = [];
        rows.push(row);
        break;
      case 'td':
      case 'th':
        endCell();
        if (token.type === 'open' && row) cell = { text: '', attributes: token.attributes };
        break;
      case 'br':
      case 'p':
      case 'div':
      case 'center':
      case 'caption':
      case 'h1':
      case 'h2':
      case 'h3':
        if (cell && (isOpen || token.name !== 'br')) cell.text += '\n';
        else if (!cell) loose += '\n';
    }
  }
  endRow();
  if (tables === 0) return null;
  const isCut = rows.length > limits.rowsPerSheet;
  return { name, isHidden: false, rows: rows.slice(0, limits.rowsPerSheet), merges, emptyFormulas: new Set(), isCut };
};

/** `x:num` is what the spreadsheet that wrote the page had in the cell; what is shown may be rounded. */
const toValue = (text: string, attributes: string): CellValue => {
  const number = attributeOf(attributes, 'x:num');
  if (number !== null && number !== '' && Number.isFinite(Number(number))) return Number(number);
  const plain = text.replace(/ ?\n+ ?/g, '\n').trim();
  return plain === '' ? null : plain;
};
