import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { hasShortCells } from './xlsb-cells.ts';

/** A ZIP of one deflated part. */
const zipOf = (name: string, content: Uint8Array): Uint8Array => {
  const packed = deflateRawSync(content);
  const path = Buffer.from(name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([Buffer.from('504b0304', 'hex'), common, path, packed]);
  const central = Buffer.concat([Buffer.from('504b01021400', 'hex'), common, Buffer.alloc(14), path]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length, 16);
  return Uint8Array.from(Buffer.concat([local, central, end]));
};

const record = (id: readonly number[], body: number): readonly number[] => [
  ...id,
  body,
  ...Array<number>(body).fill(0),
];
const begin = record([0x81, 0x01], 0);
const line = record([0x00], 25);

test('[EX12] cells of an XLSB that would be passed over are noticed behind any other record', async () => {
  const long = Uint8Array.from([...begin, ...line, ...record([0x06], 16), ...record([0x92, 0x01], 0)]);
  const short = Uint8Array.from([...begin, ...line, ...record([0x06], 16), ...record([0x11], 12)]);
  expect(await hasShortCells(zipOf('xl/worksheets/sheet1.bin', long))).toBe(false);
  expect(await hasShortCells(zipOf('xl/worksheets/sheet1.bin', short))).toBe(true);
  expect(await hasShortCells(zipOf('xl/styles.bin', short))).toBe(false);
});
