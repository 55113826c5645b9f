/**
 * Text to the bytes of an encoding that the platform only decodes. The GB18030 table is turned round from `TextDecoder`
 * itself: every two-byte code, and for the rest the four-byte codes of the planes that tests use.
 */
export type MadeEncoding = 'gb18030' | 'utf-8' | 'utf-8-mark' | 'utf-16le' | 'utf-16be';

export const encodeText = (text: string, encoding: MadeEncoding): Uint8Array => {
  switch (encoding) {
    case 'utf-8':
      return new TextEncoder().encode(text);
    case 'utf-8-mark':
      return new TextEncoder().encode(`\ufeff${text}`);
    case 'utf-16le':
    case 'utf-16be':
      return encodeUtf16(`\ufeff${text}`, encoding === 'utf-16le');
    case 'gb18030':
      return encodeGb18030(text);
  }
};

const encodeUtf16 = (text: string, isLittle: boolean): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), isLittle);
  return bytes;
};

let twoByteCodes: Map<string, readonly number[]> | undefined;

const readTwoByteCodes = (): Map<string, readonly number[]> => {
  const decoder = new TextDecoder('gb18030');
  const codes = new Map<string, readonly number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1 && character !== '\ufffd') codes.set(character, [lead, trail]);
    }
  }
  return codes;
};

const encodeGb18030 = (text: string): Uint8Array => {
  twoByteCodes ??= readTwoByteCodes();
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) bytes.push(point);
    else bytes.push(...(twoByteCodes.get(character) ?? fourByteCode(character, point)));
  }
  return Uint8Array.from(bytes);
};

/** Beyond the BMP the code is linear (GB 18030-2022, 0x90308130 = U+10000); inside it is searched for. */
const fourByteCode = (character: string, point: number): readonly number[] => {
  if (point >= 0x10000) return toFour(point - 0x10000 + 189_000);
  const decoder = new TextDecoder('gb18030');
  for (let linear = 0; linear < 39_420; linear++) {
    const code = toFour(linear);
    if (decoder.decode(Uint8Array.from(code)) === character) return code;
  }
  throw new Error(`no GB18030 code for U+${point.toString(16)}`);
};

const toFour = (linear: number): readonly number[] => [
  0x81 + Math.floor(linear / 12_600),
  0x30 + (Math.floor(linear / 1260) % 10),
  0x81 + (Math.floor(linear / 10) % 126),
  0x30 + (linear % 10),
];
