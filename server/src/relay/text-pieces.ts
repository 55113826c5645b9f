import type { TextPiece } from '@lianxi/documents';
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding';
import type { Place } from './places.ts';
import type { Struct } from './update.ts';

/** What a struct would put into rich text. The reader has checked its bytes; `at` is where its content begins. */
export const pieceOf = (bytes: Uint8Array, { content, at, value }: Struct, { attribute }: Place): TextPiece => {
  const decoder = createDecoder(bytes);
  decoder.pos = at;
  if (attribute !== null)
    return content === 8 ? { type: 'attribute', name: attribute, value: value() } : { type: 'other' };
  switch (content) {
    case 4:
      return { type: 'characters' };
    case 6: {
      const name = readVarString(decoder);
      return { type: 'format', name, value: JSON.parse(readVarString(decoder)) as unknown };
    }
    case 7: {
      const kind = readVarUint(decoder);
      if (kind === 3) return { type: 'element', name: readVarString(decoder) };
      return { type: kind === 6 ? 'run' : 'other' };
    }
    default:
      return { type: 'other' };
  }
};
