import { err, ok, type Result } from '@lianxi/base';
import { lookIntoOle } from '../bytes/ole.ts';
import type { ForeignType } from '../bytes/read-error.ts';
import { sniff } from '../bytes/sniff.ts';
import { listEntries, type ZipEntry } from '../bytes/zip.ts';

/** Why a file is no minutes that can be read. `detail` is for whoever looks into it, in English. */
export type OldMinutesError =
  | { readonly type: 'FileTooLarge'; readonly bytes: number; readonly limit: number }
  | { readonly type: 'FileEmpty' }
  | { readonly type: 'NotADocument'; readonly looksLike: ForeignType }
  /** .doc and .wps of the years before DOCX, and RTF. */
  | { readonly type: 'OldFormat' }
  | { readonly type: 'Encrypted' }
  | { readonly type: 'Damaged'; readonly detail: string }
  | { readonly type: 'Inflated'; readonly limit: number }
  | { readonly type: 'TooLong'; readonly characters: number; readonly blocks: number }
  | { readonly type: 'NothingWritten' };

export const oldMinutesLimits = {
  /** Refused before it is read; with photographs of a whole meeting it has five. */
  fileBytes: 20 * 1_000_000,
  /** All parts together, unpacked. */
  unpackedBytes: 200 * 1_000_000,
  /** Of all words; a long meeting has twenty thousand. */
  characters: 500_000,
  /** Paragraphs and cells: with more the relay would not take what was written offline as one update. */
  blocks: 10_000,
  /** Parts of the archive: one a picture, and some twenty besides. */
  parts: 2_000,
} as const;

/** What the file is, by its bytes, and that it stays within bounds when it is unpacked. Its name is not believed. */
export const checkDocument = async (
  bytes: Uint8Array<ArrayBuffer>,
  limits: Readonly<Record<keyof typeof oldMinutesLimits, number>> = oldMinutesLimits,
): Promise<Result<null, OldMinutesError>> => {
  if (bytes.length === 0) return err({ type: 'FileEmpty' });
  if (bytes.length > limits.fileBytes)
    return err({ type: 'FileTooLarge', bytes: bytes.length, limit: limits.fileBytes });
  const sniffed = sniff(bytes);
  if (sniffed.type === 'foreign')
    return sniffed.is === 'word' ? err({ type: 'OldFormat' }) : err({ type: 'NotADocument', looksLike: sniffed.is });
  if (sniffed.type === 'text') return err({ type: 'NotADocument', looksLike: 'text' });
  if (sniffed.type === 'ole') return err(errorOfOle(bytes));
  const entries = listEntries(bytes);
  if (!entries) return err({ type: 'Damaged', detail: 'the archive has no table of contents' });
  const names = entries.map(({ name }) => name);
  if (!names.some((name) => /^word\/document\d*\.xml$/.test(name)))
    return err({
      type: 'NotADocument',
      looksLike: names.some((name) => name.startsWith('ppt/')) ? 'slides' : 'archive',
    });
  if (entries.length > limits.parts) return err({ type: 'Damaged', detail: 'the archive has too many parts' });
  return unpackWithin(bytes, entries, limits.unpackedBytes);
};

const errorOfOle = (bytes: Uint8Array): OldMinutesError => {
  switch (lookIntoOle(bytes)) {
    case 'encrypted':
      return { type: 'Encrypted' };
    case 'word':
      return { type: 'OldFormat' };
    case 'slides':
      return { type: 'NotADocument', looksLike: 'slides' };
    default:
      return { type: 'NotADocument', looksLike: 'other' };
  }
};

/** Each part is unpacked once and thrown away: what a table of contents says of its size is not believed either. */
const unpackWithin = async (
  bytes: Uint8Array<ArrayBuffer>,
  entries: readonly ZipEntry[],
  limit: number,
): Promise<Result<null, OldMinutesError>> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let left = limit;
  for (const { name, at, packed, method } of entries) {
    const isThere = at + 30 <= bytes.length && view.getUint32(at, true) === 0x04034b50;
    const from = isThere ? at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true) : bytes.length;
    if (from + packed > bytes.length) return err({ type: 'Damaged', detail: `${name} is cut off` });
    const size = method === 0 ? packed : await inflatedSize(bytes.subarray(from, from + packed), left);
    if (size === null) return err({ type: 'Damaged', detail: `${name} does not unpack` });
    left -= size;
    if (left < 0) return err({ type: 'Inflated', limit });
  }
  return ok(null);
};

/** Counted up to a little beyond the limit; null where the bytes are no deflated stream. */
const inflatedSize = async (packed: Uint8Array<ArrayBuffer>, limit: number): Promise<number | null> => {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  let size = 0;
  try {
    while (size <= limit) {
      const { done, value } = await reader.read();
      if (done) return size;
      size += value.length;
    }
    await reader.cancel();
    return size;
  } catch {
    return null;
  }
};
