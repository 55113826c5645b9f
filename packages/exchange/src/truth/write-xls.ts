import type { Cell, Grid } from './grid.ts';

/**
 * Grids as a BIFF8 workbook (MS-XLS) in a compound file (MS-CFB), as little as readers need: globals with a shared string
 * table that is continued over records (2.5.293, the split is where readers fail), a stream a sheet, numbers, days, merges.
 */
export const writeXls = (grids: readonly Grid[]): Uint8Array => {
  const strings = new Map<string, number>();
  let uses = 0;
  const share = (text: string): number => {
    uses++;
    const at = strings.get(text) ?? strings.size;
    strings.set(text, at);
    return at;
  };
  const sheets = grids.map((grid) => writeSheet(grid, share));
  const before = Buffer.concat([bof(0x0005), record(0x0042, u16(1200)), ...[0, 0, 14].map(formatRecord)]);
  const table = shared([...strings.keys()], uses);
  const bound = grids.map((grid) => record(0x0085, Buffer.concat([u32(0), u16(0), shortString(grid.name)])));
  const headLength = before.length + Buffer.concat(bound).length + table.length + 4;
  let at = headLength;
  for (const [index, sheet] of sheets.entries()) {
    bound[index]?.writeUInt32LE(at, 4);
    at += sheet.length;
  }
  return toCompoundFile(Buffer.concat([before, ...bound, table, record(0x000a), ...sheets]));
};

const u16 = (value: number): Buffer => Buffer.from([value & 255, (value >> 8) & 255]);
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
const f64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};
const record = (id: number, body: Buffer = Buffer.alloc(0)): Buffer => Buffer.concat([u16(id), u16(body.length), body]);
const bof = (kind: number): Buffer =>
  record(0x0809, Buffer.concat([u16(0x0600), u16(kind), u16(0x0dbb), u16(1996), u32(0x41), u32(6)]));
const formatRecord = (format: number): Buffer => record(0x00e0, Buffer.concat([u16(0), u16(format), Buffer.alloc(16)]));
const isLatin = (text: string): boolean => [...text].every((each) => each.charCodeAt(0) < 0x80);
const shortString = (text: string): Buffer =>
  Buffer.concat([Buffer.from([text.length, 1]), Buffer.from(text, 'utf16le')]);

const mostBytes = 8224;

/** The table of shared strings; a string that a record's end cuts goes on in the next one behind its own width byte. */
const shared = (texts: readonly string[], uses: number): Buffer => {
  const bodies: Buffer[] = [];
  let body: Buffer[] = [u32(uses), u32(texts.length)];
  let size = 8;
  const push = (bytes: Buffer): void => {
    body.push(bytes);
    size += bytes.length;
  };
  const next = (): void => {
    bodies.push(Buffer.concat(body));
    body = [];
    size = 0;
  };
  for (const text of texts) {
    const width = isLatin(text) ? 1 : 2;
    if (size + 3 + width > mostBytes) next();
    push(Buffer.concat([u16(text.length), Buffer.from([width - 1])]));
    let rest = width === 1 ? Buffer.from(text, 'latin1') : Buffer.from(text, 'utf16le');
    while (rest.length > 0) {
      const room = Math.floor((mostBytes - size) / width) * width;
      if (room === 0) {
        next();
        push(Buffer.from([width - 1]));
        continue;
      }
      push(rest.subarray(0, room));
      rest = rest.subarray(room);
    }
  }
  next();
  return Buffer.concat(bodies.map((each, index) => record(index === 0 ? 0x00fc : 0x003c, each)));
};

const writeSheet = (grid: Grid, share: (text: string) => number): Buffer => {
  const parts = [bof(0x0010)];
  const width = grid.rows.reduce((most, row) => Math.max(most, row.length), 0);
  parts.push(record(0x0200, Buffer.concat([u32(0), u32(grid.rows.length), u16(0), u16(width), u16(0)])));
  for (const [row, cells] of grid.rows.entries())
    for (const [column, cell] of cells.entries()) parts.push(writeCell(row, column, cell, share));
  for (let from = 0; from < grid.merges.length; from += 1000) {
    const merges = grid.merges
      .slice(from, from + 1000)
      .map(([top, left, bottom, right]) => Buffer.concat([u16(top), u16(bottom), u16(left), u16(right)]));
    parts.push(record(0x00e5, Buffer.concat([u16(merges.length), ...merges])));
  }
  return Buffer.concat([...parts, record(0x000a)]);
};

const writeCell = (row: number, column: number, cell: Cell, share: (text: string) => number): Buffer => {
  const at = (format: number): Buffer => Buffer.concat([u16(row), u16(column), u16(format)]);
  if (cell === null) return Buffer.alloc(0);
  if (typeof cell === 'string') return record(0x00fd, Buffer.concat([at(0), u32(share(cell))]));
  if (typeof cell === 'number') return record(0x0203, Buffer.concat([at(0), f64(cell)]));
  return record(0x0203, Buffer.concat([at(2), f64(cell.getTime() / 86_400_000 + 25_569)]));
};

const sector = 512;
const endOfChain = 0xfffffffe;

const toCompoundFile = (stream: Buffer): Uint8Array => {
  const length = Math.max(4096, stream.length);
  const streamSectors = Math.ceil(length / sector);
  let fatSectors = 1;
  while (fatSectors * 128 < streamSectors + 1 + fatSectors) fatSectors++;
  const fat: number[] = [];
  for (let index = 0; index < streamSectors; index++) fat.push(index === streamSectors - 1 ? endOfChain : index + 1);
  fat.push(endOfChain, ...Array<number>(fatSectors).fill(0xfffffffd));
  while (fat.length < fatSectors * 128) fat.push(0xffffffff);
  const difat = Array.from({ length: 109 }, (_, index) =>
    index < fatSectors ? streamSectors + 1 + index : 0xffffffff,
  );
  const header = Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(16),
    u16(0x3e),
    u16(3),
    u16(0xfffe),
    u16(9),
    u16(6),
    Buffer.alloc(6),
    u32(0),
    u32(fatSectors),
    u32(streamSectors),
    u32(0),
    u32(4096),
    u32(endOfChain),
    u32(0),
    u32(endOfChain),
    u32(0),
    ...difat.map(u32),
  ]);
  const none = 0xffffffff;
  const directory = Buffer.concat([
    entry('Root Entry', 5, 1, endOfChain, 0),
    entry('Workbook', 2, none, 0, length),
    Buffer.alloc(256),
  ]);
  return Buffer.concat([
    header,
    stream,
    Buffer.alloc(streamSectors * sector - stream.length),
    directory,
    ...fat.map(u32),
  ]);
};

const entry = (name: string, kind: number, child: number, start: number, size: number): Buffer => {
  const text = Buffer.alloc(64);
  text.write(name, 'utf16le');
  return Buffer.concat([
    text,
    u16(name.length * 2 + 2),
    Buffer.from([kind, 1]),
    u32(0xffffffff),
    u32(0xffffffff),
    u32(child),
    Buffer.alloc(36),
    u32(start),
    u32(size),
    u32(0),
  ]);
};
