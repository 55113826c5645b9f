import { isDeepStrictEqual } from 'node:util';
import { createDecoder, readAny, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding';
import type { StateVector } from './guard.ts';
import { type Id, readUpdate, type Struct, type Update } from './update.ts';

/**
 * Whether an update tells of clocks that are here already something else than what stands here: two clients that went on
 * under one id without knowing of each other. Both would have the same state vector for good and never the same content.
 *
 * Compares clock by clock, for Yjs cuts and joins what it stores: origin, right origin, parent and key, and the content.
 * Where either side has only the place left of what was deleted there is nothing to compare. `contents` are what was
 * accepted, the newest first; they are read until everything told was found.
 */
export const findFork = (told: Update, here: StateVector, contents: Iterable<Uint8Array>): Fork => {
  const sought = new Map<number, Sought[]>();
  let left = 0;
  for (const struct of told.structs) {
    const end = Math.min(struct.clock + struct.length, here.get(struct.client) ?? 0);
    if (end <= struct.clock || struct.type !== 'item') continue;
    const own = sought.get(struct.client);
    const each = { struct, bytes: told.bytes, end };
    if (own) own.push(each);
    else sought.set(struct.client, [each]);
    left += end - struct.clock;
  }
  let read = 0;
  for (const bytes of contents) {
    if (left === 0) break;
    read += bytes.length;
    const update = readUpdate(bytes);
    if (!update.ok) continue;
    for (const struct of update.value.structs) {
      for (const each of overlapping(sought.get(struct.client), struct)) {
        left -= Math.min(each.end, struct.clock + struct.length) - Math.max(each.struct.clock, struct.clock);
        if (!isSame(each, { struct, bytes, end: struct.clock + struct.length })) {
          return { client: struct.client, read };
        }
      }
    }
  }
  return { client: null, read };
};

export interface Fork {
  /** Whose clocks differ; null where nothing does. */
  readonly client: number | null;
  /** Bytes of the document that had to be read. */
  readonly read: number;
}

interface Sought {
  readonly struct: Struct;
  readonly bytes: Uint8Array;
  readonly end: number;
}

/** The sought are in rising order; a struct meets a few of them that stand together. */
function* overlapping(sought: readonly Sought[] | undefined, { clock, length }: Struct): Iterable<Sought> {
  if (!sought) return;
  let low = 0;
  let high = sought.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sought[middle] as Sought).end <= clock) low = middle + 1;
    else high = middle;
  }
  for (let index = low; index < sought.length; index++) {
    const each = sought[index] as Sought;
    if (each.struct.clock >= clock + length) return;
    yield each;
  }
}

const isSame = (one: Sought, other: Sought): boolean => {
  if (other.struct.type !== 'item') return true;
  const from = Math.max(one.struct.clock, other.struct.clock);
  const to = Math.min(one.end, other.end);
  if (one.struct.content !== other.struct.content) return false;
  if (!isSameId(originAt(one.struct, from), originAt(other.struct, from))) return false;
  if (!isSameId(one.struct.rightOrigin, other.struct.rightOrigin)) return false;
  if (!originAt(one.struct, from) && !one.struct.rightOrigin) {
    if (one.struct.key !== other.struct.key || !isSameParent(one.struct.parent, other.struct.parent)) return false;
  }
  return isSameContent(partOf(one, from, to), partOf(other, from, to));
};

/** Inside a run each clock stands right of the one before. */
const originAt = ({ client, clock, origin }: Struct, at: number): Id | null =>
  at === clock ? origin : { client, clock: at - 1 };

const isSameId = (one: Id | null, other: Id | null): boolean =>
  one === other || (one !== null && other !== null && one.client === other.client && one.clock === other.clock);

const isSameParent = (one: Struct['parent'], other: Struct['parent']): boolean =>
  typeof one === 'string' || typeof other === 'string' ? one === other : isSameId(one, other);

type Content = string | readonly unknown[];

const partOf = ({ struct, bytes }: Sought, from: number, to: number): Content =>
  readContent(struct, bytes).slice(from - struct.clock, to - struct.clock);

/** As many characters or values as the struct has clocks. The reader has checked the bytes. */
const readContent = ({ content, at }: Struct, bytes: Uint8Array): Content => {
  const decoder = createDecoder(bytes);
  decoder.pos = at;
  switch (content) {
    case 2:
      return Array.from({ length: readVarUint(decoder) }, () => readVarString(decoder));
    case 3:
      return [[...readVarUint8Array(decoder)]];
    case 4:
      return readVarString(decoder);
    case 5:
      return [JSON.parse(readVarString(decoder))];
    case 6:
      return [[readVarString(decoder), JSON.parse(readVarString(decoder))]];
    case 7: {
      const kind = readVarUint(decoder);
      return [kind === 3 || kind === 5 ? [kind, readVarString(decoder)] : [kind]];
    }
    case 8:
      return Array.from({ length: readVarUint(decoder) }, () => readAny(decoder));
    default:
      return [[readVarString(decoder), readAny(decoder)]];
  }
};

const isSameContent = (one: Content, other: Content): boolean =>
  typeof one === 'string' && typeof other === 'string'
    ? one === other || isSameText(one, other)
    : isDeepStrictEqual(one, other);

/** Where somebody wrote between the halves of a character, Yjs has put a replacement in the place of each. */
const isSameText = (one: string, other: string): boolean => {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) {
    const [left, right] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (left === right || (left === 0xfffd && isHalf(right)) || (right === 0xfffd && isHalf(left))) continue;
    return false;
  }
  return true;
};

const isHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
