import type { Draw } from './draw.ts';
import type { Cell, Grid } from './grid.ts';
import { toGb18030 } from './write-text.ts';

/** A grid as the web page that an old system calls .xls. */
export const writeHtml = (grid: Grid, draw: Draw): Uint8Array => {
  const closes = draw.chance(0.8);
  const lines = grid.rows.map(
    (row, top) =>
      `<tr>${row.map((cell, left) => toTag(grid, cell, top, left, closes)).join('')}${closes ? '</tr>' : ''}`,
  );
  const charset = draw.pick(['gb2312', 'utf-8']);
  const page = `<html><head><meta http-equiv="Content-Type" content="text/html; charset=${charset}"><title>导出</title><!--[if gte mso 9]><xml><x:ExcelWorksheet><x:Name>${grid.name}</x:Name></x:ExcelWorksheet></xml><![endif]--></head>\r\n<body><table border="1">${lines.join('\r\n')}</table></body></html>`;
  return charset === 'utf-8' ? new TextEncoder().encode(page) : toGb18030(page);
};

const toTag = (grid: Grid, cell: Cell, top: number, left: number, closes: boolean): string => {
  const merge = grid.merges.find(([t, l, b, r]) => t <= top && top <= b && l <= left && left <= r);
  if (merge && (merge[0] !== top || merge[1] !== left)) return '';
  const spans = merge ? ` rowspan="${merge[2] - top + 1}" colspan=${merge[3] - left + 1}` : '';
  const number = typeof cell === 'number' && cell >= 1e12 ? ` x:num="${cell}"` : '';
  const text = cell instanceof Date ? cell.toISOString().slice(0, 10) : cell === null ? '&nbsp;' : String(cell);
  const plain = cell === null ? text : text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br>');
  return `<td${spans}${number}>${plain}${closes ? '</td>' : ''}`;
};
