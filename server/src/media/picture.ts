import { err, ok, type Result } from '@lianxi/base';

export type PictureType = 'image/jpeg' | 'image/png' | 'image/webp';

/** `HasMetadata`: it says where, when or by what it was taken. The app takes that out; another program must as well. */
export type PictureError = { readonly type: 'NotAPicture' } | { readonly type: 'HasMetadata' };

/** What a file is by its bytes, whatever was said of it; and that it carries nothing but the picture. */
export const readPicture = (bytes: Uint8Array): Result<PictureType, PictureError> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [type, isOne, findMetadata] of formats) {
    if (!isOne(view)) continue;
    const found = findMetadata(view);
    if (found === 'broken') return err({ type: 'NotAPicture' });
    return found ? err({ type: 'HasMetadata' }) : ok(type);
  }
  return err({ type: 'NotAPicture' });
};

/** Whether there is metadata, or the file is none of its format. */
type Finding = boolean | 'broken';

const wordAt = (view: DataView, at: number, length = 4): string =>
  at + length > view.byteLength
    ? ''
    : Array.from({ length }, (_, index) => String.fromCharCode(view.getUint8(at + index))).join('');

/** Segments up to the picture's own data: APP1 is Exif and XMP, APP13 is IPTC, COM is a comment. */
const findInJpeg = (view: DataView): Finding => {
  let at = 2;
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return 'broken';
    const marker = view.getUint8(at + 1);
    if (marker === 0xda) return false;
    if (marker === 0xe1 || marker === 0xed || marker === 0xfe) return true;
    const length = view.getUint16(at + 2);
    if (length < 2) return 'broken';
    at += 2 + length;
  }
  return 'broken';
};

const pngWords: ReadonlySet<string> = new Set(['eXIf', 'tEXt', 'iTXt', 'zTXt', 'tIME']);
const findInPng = (view: DataView): Finding => {
  let at = 8;
  while (at + 12 <= view.byteLength) {
    const word = wordAt(view, at + 4);
    if (word === 'IEND') return false;
    if (pngWords.has(word)) return true;
    at += 12 + view.getUint32(at);
  }
  return 'broken';
};

const findInWebp = (view: DataView): Finding => {
  let at = 12;
  let hasPicture = false;
  while (at + 8 <= view.byteLength) {
    const word = wordAt(view, at);
    if (word === 'EXIF' || word === 'XMP ') return true;
    hasPicture ||= word === 'VP8 ' || word === 'VP8L' || word === 'ANMF';
    const length = view.getUint32(at + 4, true);
    at += 8 + length + (length % 2);
  }
  return hasPicture ? false : 'broken';
};

const pngMark = '\x89PNG\r\n\x1a\n';
const formats: readonly (readonly [PictureType, (view: DataView) => boolean, (view: DataView) => Finding])[] = [
  ['image/jpeg', (view) => wordAt(view, 0, 3) === '\xff\xd8\xff', findInJpeg],
  ['image/png', (view) => wordAt(view, 0, 8) === pngMark && wordAt(view, 12) === 'IHDR', findInPng],
  ['image/webp', (view) => wordAt(view, 0) === 'RIFF' && wordAt(view, 8) === 'WEBP', findInWebp],
];
