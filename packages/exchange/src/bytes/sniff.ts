import type { ForeignType } from './read-error.ts';

/**
 * What a file is, by its first bytes; its name is not believed (an office's .xls is often a web page or a text).
 * `zip` and `ole` may be workbooks: their readers decide.
 */
export type Sniffed =
  | { readonly type: 'zip' | 'ole' | 'text' }
  | { readonly type: 'foreign'; readonly is: ForeignType };

const signatures: readonly (readonly [string, ForeignType])[] = [
  ['25504446', 'pdf'],
  ['89504e47', 'image'],
  ['ffd8ff', 'image'],
  ['47494638', 'image'],
  ['424d', 'image'],
  ['49492a00', 'image'],
  ['4d4d002a', 'image'],
  ['7b5c727466', 'word'],
  ['52617221', 'archive'],
  ['377abcaf271c', 'archive'],
  ['1f8b', 'archive'],
  ['4d5a9000', 'program'],
  ['7f454c46', 'program'],
];

export const sniff = (bytes: Uint8Array): Sniffed => {
  const head = Array.from(bytes.subarray(0, 12), (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (head.startsWith('504b0304') || head.startsWith('504b0506')) return { type: 'zip' };
  if (head.startsWith('d0cf11e0a1b11ae1')) return { type: 'ole' };
  if (head.startsWith('52494646') && ascii(bytes, 8, 12) === 'WEBP') return { type: 'foreign', is: 'image' };
  if (ascii(bytes, 4, 8) === 'ftyp') return { type: 'foreign', is: 'image' };
  const known = signatures.find(([signature]) => head.startsWith(signature));
  if (known) return { type: 'foreign', is: known[1] };
  const hasUtf16Mark = head.startsWith('fffe') || head.startsWith('feff');
  if (!hasUtf16Mark && looksBinary(bytes)) return { type: 'foreign', is: 'other' };
  return { type: 'text' };
};

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));

/** Control characters other than tab and line ends; UTF-16 without a mark has NULs too, in every second place. */
const looksBinary = (bytes: Uint8Array): boolean => {
  const head = bytes.subarray(0, 4096);
  let controls = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++;
  return controls > head.length / 100 && !looksUtf16(head);
};

const looksUtf16 = (head: Uint8Array): boolean => utf16ByteOrder(head) !== null;

/** The byte order of UTF-16 without a mark, told by where the high bytes of commas, tabs and line ends stand. */
export const utf16ByteOrder = (bytes: Uint8Array): 'le' | 'be' | null => {
  const head = bytes.subarray(0, 4096);
  let little = 0;
  let big = 0;
  for (let at = 0; at + 1 < head.length; at += 2) {
    if (head[at + 1] === 0 && isSeparator(head[at])) little++;
    if (head[at] === 0 && isSeparator(head[at + 1])) big++;
  }
  if (Math.max(little, big) < 4 || little === big) return null;
  return little > big ? 'le' : 'be';
};

const isSeparator = (byte: number | undefined) => byte === 0x2c || byte === 0x09 || byte === 0x0a || byte === 0x0d;
