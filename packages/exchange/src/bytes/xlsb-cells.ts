import { listEntries, type ZipEntry } from './zip.ts';

/**
 * Whether a sheet of an XLSB stores cells in the short form (MS-XLSB BrtShortBlank to BrtShortIsst, records 12 to 18: no
 * column, one behind the cell before). Excel does not write it, some programs do, and the reader passes over such cells:
 * names and numbers would be lost without a word, so such a file is refused.
 */
export const hasShortCells = async (bytes: Uint8Array): Promise<boolean> => {
  const sheets = (listEntries(bytes) ?? []).filter((entry) => /^xl\/worksheets\/[^/]+\.bin$/.test(entry.name));
  for (const entry of sheets) {
    const part = await unpack(bytes, entry);
    if (part && holdsShortCell(part)) return true;
  }
  return false;
};

const unpack = async (bytes: Uint8Array, { at, packed, method }: ZipEntry): Promise<Uint8Array | null> => {
  if (at + 30 > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const body = bytes.slice(start, start + packed);
  if (method === 0) return body;
  try {
    const stream = new Blob([body]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const chunks: Uint8Array[] = [];
    let size = 0;
    // A short cell stands among the first ones if anywhere.
    const reader = stream.getReader();
    while (size <= mostBytes) {
      const { value, done } = await reader.read();
      if (done) break;
      chunks.push(value);
      size += value.length;
    }
    await reader.cancel();
    const whole = new Uint8Array(size);
    let to = 0;
    for (const chunk of chunks) {
      whole.set(chunk, to);
      to += chunk.length;
    }
    return whole;
  } catch {
    return null;
  }
};

const mostBytes = 4_000_000;

/** Records are an id of one or two bytes and a length of one to four, seven bits each. */
const holdsShortCell = (part: Uint8Array): boolean => {
  let at = 0;
  while (at < part.length) {
    const first = part[at++] ?? 0;
    const id = first & 0x80 ? (first & 0x7f) | (((part[at++] ?? 0) & 0x7f) << 7) : first;
    let length = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = part[at++] ?? 0;
      length |= (byte & 0x7f) << shift;
      if (!(byte & 0x80)) break;
    }
    if (id >= 12 && id <= 18) return true;
    at += length;
  }
  return false;
};
