import type { Draw } from './draw.ts';
import type { Cell, Grid } from './grid.ts';

/** A grid as comma or tab separated text in one of the encodings of office programs; Node reads GB18030 but cannot write it. */
export const writeText = (grid: Grid, draw: Draw): Uint8Array => {
  const end = draw.pick(['\r\n', '\r\n', '\n']);
  const encoding = draw.pick(['gb18030', 'gb18030', 'utf-8', 'utf-8-mark', 'utf-16le-mark'] as const);
  const comma = encoding === 'utf-16le-mark' ? '\t' : draw.pick([',', ',', ',', ',', '\t', ';']);
  const quotesAll = draw.chance(0.15);
  const lines = grid.rows.map((row) => row.map((cell) => toField(cell, comma, quotesAll)).join(comma));
  const text = lines.join(end) + (draw.chance(0.8) ? end : '');
  switch (encoding) {
    case 'gb18030':
      return toGb18030(text);
    case 'utf-8':
      return new TextEncoder().encode(text);
    case 'utf-8-mark':
      return new TextEncoder().encode(`\ufeff${text}`);
    case 'utf-16le-mark':
      return new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
  }
};

const toField = (cell: Cell, comma: string, quotes: boolean): string => {
  const text =
    cell instanceof Date
      ? cell.toISOString().slice(0, 10)
      : cell === null
        ? ''
        : typeof cell === 'number' && cell >= 1e12
          ? excelNumber(cell)
          : String(cell);
  return quotes || text.includes(comma) || /["\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** How a spreadsheet shows so long a number, and so writes it into a text. */
const excelNumber = (value: number): string => value.toExponential(5).replace('e+', 'E+');

let table: Map<string, readonly number[]> | undefined;

export const toGb18030 = (text: string): Uint8Array => {
  table ??= buildTable();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else bytes.push(...(code > 0xffff ? fourBytes(code - 0x10000 + 189_000) : (table.get(character) ?? [0x3f])));
  }
  return Uint8Array.from(bytes);
};

const fourBytes = (index: number): readonly number[] => [
  0x81 + Math.floor(index / 12_600),
  0x30 + (Math.floor(index / 1260) % 10),
  0x81 + (Math.floor(index / 10) % 126),
  0x30 + (index % 10),
];

/** The standard's table turned round, by decoding each of its codes. */
const buildTable = (): Map<string, readonly number[]> => {
  const decoder = new TextDecoder('gb18030');
  const found = new Map<string, readonly number[]>();
  const add = (bytes: readonly number[]): void => {
    const character = decoder.decode(Uint8Array.from(bytes));
    if ([...character].length === 1 && character !== '\ufffd' && !found.has(character)) found.set(character, bytes);
  };
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) add([lead, trail]);
  for (let index = 0; index < 39_420; index++) add(fourBytes(index));
  return found;
};
