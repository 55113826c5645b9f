import { neutralise } from './neutral.ts';

/** RFC 4180: every cell in quotes, lines end with CR LF. No cell is a formula. */
export const toCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('');

/** UTF-8 with a mark, without which Excel takes it for GBK. */
export const writeCsv = (rows: readonly (readonly string[])[]): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`\ufeff${toCsv(rows)}`);

const toCell = (text: string): string => `"${neutralise(text).replaceAll('"', '""')}"`;
