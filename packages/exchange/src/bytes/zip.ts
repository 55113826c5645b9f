import { err, ok, type Result } from '@lianxi/base';
import { limits } from './limits.ts';
import type { ForeignType, ReadError } from './read-error.ts';

/**
 * A look into a ZIP's table of contents (APPNOTE 4.3.12) before anything is unpacked: what kind of document it is, and
 * whether it would swell beyond the bound. The unpacker holds each part to the size that stands here.
 */
export const checkZip = (bytes: Uint8Array): Result<'xlsx' | 'xlsb', ReadError> => {
  const entries = listEntries(bytes);
  if (!entries) return err({ type: 'Damaged', detail: 'the archive has no table of contents' });
  if (entries.length > limits.parts) return err({ type: 'Damaged', detail: 'the archive has too many parts' });
  const unpacked = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (unpacked > limits.unpackedBytes) return err({ type: 'Inflated', bytes: unpacked, limit: limits.unpackedBytes });
  if (entries.some((entry) => entry.size === 0 && entry.packed > 2)) {
    return err({ type: 'Damaged', detail: 'the archive hides the size of a part' });
  }
  const names = new Set(entries.map((entry) => entry.name));
  if (names.has('xl/workbook.xml')) return ok('xlsx');
  if (names.has('xl/workbook.bin')) return ok('xlsb');
  return err({ type: 'NotAWorkbook', looksLike: foreignTypeOf(names) });
};

const foreignTypeOf = (names: ReadonlySet<string>): ForeignType => {
  if (names.has('word/document.xml')) return 'word';
  if (names.has('ppt/presentation.xml')) return 'slides';
  return 'archive';
};

export interface ZipEntry {
  readonly name: string;
  readonly packed: number;
  readonly size: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  /** Where its own header stands. */
  readonly at: number;
}

export const listEntries = (bytes: Uint8Array): readonly ZipEntry[] | null => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  const lowest = Math.max(0, bytes.length - 22 - 0xffff);
  while (end >= lowest && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < lowest || end < 0) return null;
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return null;
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    entries.push({
      name,
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      method: view.getUint16(at + 10, true),
      at: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
};
