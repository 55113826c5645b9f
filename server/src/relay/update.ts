import { err, ok, type Result } from '@lianxi/base';
import { createDecoder, readAny, readVarUint } from 'lib0/decoding';
import type { GuardLimits } from './limits.ts';

/**
 * Reads a Yjs update (v1) without building a document, and believes nothing in it. What this accepts, Yjs can decode:
 * whole, no byte too many, valid UTF-8 and JSON, nothing that refers to what comes after it in its own client.
 *
 *   update  = varUint clients, { client }, deletes
 *   client  = varUint structs, varUint id, varUint clock, { struct }
 *   struct  = info, then by its lower five bits: 0 GC and 10 skip: varUint length; else an item:
 *             [bit 8] id origin, [bit 7] id right origin, [neither] parent: 1 name | 0 id, [and bit 6] key, content
 *   deletes = varUint clients, { varUint id, varUint ranges, { varUint clock, varUint length } }
 *
 * A client stands once in either part, the greater id before the smaller, its structs and its ranges in rising order: Yjs
 * writes no other. It keeps only the last part of a client that is told twice, and merging loses what stands out of order.
 */
export interface Update {
  readonly bytes: Uint8Array;
  readonly structs: readonly Struct[];
  readonly deletes: readonly Range[];
  readonly sections: readonly Section[];
}

/** One client's part of the structs: its clocks from `clock` to `end`, and its bytes after count, id and clock. */
export interface Section {
  readonly client: number;
  readonly count: number;
  readonly clock: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

export interface Id {
  readonly client: number;
  readonly clock: number;
}

export interface Range extends Id {
  readonly length: number;
}

export interface Struct extends Range {
  /** `gc`: the place is known, what stood there is not. `deleted`: an item without its content. */
  readonly type: 'gc' | 'item' | 'deleted';
  readonly origin: Id | null;
  readonly rightOrigin: Id | null;
  /** The root type's name, or the item that made the nested type; null where the origin says it. */
  readonly parent: string | Id | null;
  readonly key: string | null;
  /** The content's number on the wire (1 deleted, 4 text, 8 values, …; 0 for GC) and where it begins. */
  readonly content: number;
  readonly at: number;
  /** The content's value where it is plain JSON (the last of several), else undefined. */
  value(): unknown;
}

export type UpdateError = {
  readonly type: 'MalformedUpdate' | 'UpdateTooLarge';
  /** What is wrong, or the limit's name. */
  readonly detail: string;
};

/** What a client lacks in the middle of what it sends on: `fit` finds the hole in the clocks. */
const skip = 10;
const largestClock = 0x7fffffff;
const prototype = '__proto__';

type Limits = Pick<GuardLimits, 'structs' | 'ranges' | 'clocks' | 'valueDepth' | 'keyLength' | 'valueBytes'>;

/** What stands in the log was judged when it came, by the limits of its day. Only the stack's bound always holds. */
const unlimited: Limits = {
  structs: Infinity,
  ranges: Infinity,
  clocks: Infinity,
  keyLength: Infinity,
  valueBytes: Infinity,
  valueDepth: 64,
};

export const readUpdate = (bytes: Uint8Array, limits: Limits = unlimited): Result<Update, UpdateError> => {
  try {
    return ok(new Reader(bytes, limits).update());
  } catch (cause) {
    if (cause instanceof Malformed) return err({ type: 'MalformedUpdate', detail: cause.message } as UpdateError);
    if (cause instanceof TooLarge) return err({ type: 'UpdateTooLarge', detail: cause.message } as UpdateError);
    throw cause;
  }
};

export const isEmptyUpdate = (bytes: Uint8Array): boolean => bytes.length === 2 && bytes[0] === 0 && bytes[1] === 0;

class Malformed extends Error {}
class TooLarge extends Error {}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const nothing = () => undefined;

class Reader {
  private position = 0;
  private clocks = 0;
  private readonly bytes: Uint8Array;
  private readonly limits: Limits;

  constructor(bytes: Uint8Array, limits: Limits) {
    this.bytes = bytes;
    this.limits = limits;
  }

  update(): Update {
    const structs: Struct[] = [];
    const sections: Section[] = [];
    const clients = this.varUint();
    for (let index = 0; index < clients; index++)
      sections.push(this.client(structs, sections.at(-1)?.client ?? Infinity));
    const deletes: Range[] = [];
    const told = new Set<number>();
    const deleters = this.varUint();
    for (let index = 0; index < deleters; index++) this.deleter(deletes, told);
    if (this.position !== this.bytes.length) throw new Malformed('bytes after the end');
    return { bytes: this.bytes, structs, deletes, sections };
  }

  private deleter(deletes: Range[], told: Set<number>): void {
    const client = this.varUint();
    const ranges = this.varUint();
    if (told.has(client)) throw new Malformed('one client told twice');
    told.add(client);
    let end = 0;
    for (let each = 0; each < ranges; each++) {
      const clock = this.varUint();
      const length = this.varUint();
      if (length === 0 || clock + length > largestClock) throw new Malformed('deletion of nothing');
      if (clock < end) throw new Malformed('deletions that overlap');
      end = clock + length;
      deletes.push({ client, clock, length });
      if (deletes.length > this.limits.ranges) throw new TooLarge('ranges');
    }
  }

  /** `last`: the client before; ids fall. */
  private client(structs: Struct[], last: number): Section {
    const count = this.varUint();
    const client = this.varUint();
    const first = this.varUint();
    const from = this.position;
    let clock = first;
    if (client >= last) throw new Malformed('clients out of order');
    for (let index = 0; index < count; index++) {
      if (this.bytes[this.position] === skip) {
        this.position++;
        clock += this.varUint();
        continue;
      }
      const struct = this.struct(client, clock);
      if (struct.length <= 0 || clock + struct.length > largestClock) throw new Malformed('struct without a length');
      clock += struct.length;
      this.clocks += struct.length;
      structs.push(struct);
      if (structs.length > this.limits.structs) throw new TooLarge('structs');
      if (this.clocks > this.limits.clocks) throw new TooLarge('clocks');
    }
    return { client, count, clock: first, end: clock, from, to: this.position };
  }

  private struct(client: number, clock: number): Struct {
    const info = this.byte();
    const content = info & 31;
    if (content === 0) {
      const length = this.varUint();
      return {
        client,
        clock,
        length,
        type: 'gc',
        origin: null,
        rightOrigin: null,
        parent: null,
        key: null,
        content,
        at: this.position,
        value: nothing,
      };
    }
    const origin = (info & 0x80) !== 0 ? this.id(client, clock) : null;
    const rightOrigin = (info & 0x40) !== 0 ? this.id(client, clock) : null;
    let parent: string | Id | null = null;
    let key: string | null = null;
    if (!origin && !rightOrigin) {
      parent = this.varUint() === 1 ? this.name() : this.id(client, clock);
      if ((info & 0x20) !== 0) key = this.name();
    }
    const start = this.position;
    const length = this.content(content);
    const type = content === 1 ? 'deleted' : 'item';
    const value = content === 8 ? () => lastValue(this.bytes, start) : nothing;
    return { client, clock, length, type, origin, rightOrigin, parent, key, content, at: start, value };
  }

  /** An item can refer only to what was there before it. */
  private id(ownClient: number, ownClock: number): Id {
    const client = this.varUint();
    const clock = this.varUint();
    if (client === ownClient && clock >= ownClock) throw new Malformed('reference to what comes later');
    return { client, clock };
  }

  /** Skips an item's content and tells its length in clocks. */
  private content(type: number): number {
    switch (type) {
      case 1:
        return this.varUint();
      case 2: {
        const count = this.varUint();
        for (let index = 0; index < count; index++) this.json(true);
        return count;
      }
      case 3:
        // Binary content: no rule asks for it, so its bytes are only counted and passed over.
        this.sized(() => this.skip(this.varUint()));
        return 1;
      case 4:
        return this.textLength();
      case 5:
        this.json(false);
        return 1;
      case 6:
        this.skipName();
        this.json(false);
        return 1;
      case 7: {
        const kind = this.varUint();
        if (kind > 6) throw new Malformed('unknown shared type');
        if (kind === 3 || kind === 5) this.skipName();
        return 1;
      }
      case 8: {
        const count = this.varUint();
        for (let index = 0; index < count; index++) this.sized(() => this.any(0));
        return count;
      }
      case 9:
        this.skipName();
        this.sized(() => this.any(0));
        return 1;
      default:
        throw new Malformed('unknown content');
    }
  }

  private sized(read: () => void): void {
    const start = this.position;
    read();
    if (this.position - start > this.limits.valueBytes) throw new TooLarge('value');
  }

  /** A key, or a type's name. */
  private name(): string {
    const start = this.position;
    this.skipName();
    this.position = start;
    return this.text();
  }

  /** What JavaScript's objects take for their prototype would come out otherwise on every device. */
  private skipName(): void {
    const length = this.textLength();
    if (length > this.limits.keyLength) throw new TooLarge('key');
    if (length !== prototype.length || this.bytes[this.position - 1] !== 0x5f) return;
    if (utf8.decode(this.bytes.subarray(this.position - length, this.position)) === prototype) {
      throw new Malformed('forbidden key');
    }
  }

  private any(depth: number): void {
    if (depth > this.limits.valueDepth) throw new TooLarge('value depth');
    switch (this.byte()) {
      case 127: // undefined
      case 126: // null
      case 121: // false
      case 120: // true
        return;
      case 125: // integer
        for (let index = 0; this.byte() >= 0x80; index++) if (index > 8) throw new Malformed('number too long');
        return;
      case 124: // float32
        this.skip(4);
        return;
      case 123: // float64
      case 122: // bigint
        this.skip(8);
        return;
      case 119:
        this.textLength();
        return;
      case 118: {
        const count = this.varUint();
        for (let index = 0; index < count; index++) {
          this.skipName();
          this.any(depth + 1);
        }
        return;
      }
      case 117: {
        const count = this.varUint();
        for (let index = 0; index < count; index++) this.any(depth + 1);
        return;
      }
      case 116:
        this.skip(this.varUint());
        return;
      default:
        throw new Malformed('unknown value');
    }
  }

  /** Yjs keeps these as JSON text; only a list's items may be the bare word `undefined`. */
  private json(allowsUndefined: boolean): void {
    const text = this.text();
    if (allowsUndefined && text === 'undefined') return;
    if (text.length > this.limits.valueBytes) throw new TooLarge('value');
    if (jsonDepth(text) > this.limits.valueDepth) throw new TooLarge('value depth');
    try {
      JSON.parse(text);
    } catch {
      throw new Malformed('invalid JSON');
    }
  }

  private text(): string {
    const length = this.varUint();
    const start = this.position;
    this.skip(length);
    try {
      return utf8.decode(this.bytes.subarray(start, this.position));
    } catch {
      throw new Malformed('invalid UTF-8');
    }
  }

  /** In UTF-16 units, as Yjs counts; most text here is short, and much of it ASCII. */
  private textLength(): number {
    const start = this.position;
    const length = this.varUint();
    const end = this.position + length;
    if (end > this.bytes.length) throw new Malformed('cut short');
    for (let at = this.position; at < end; at++) {
      if ((this.bytes[at] as number) < 0x80) continue;
      this.position = start;
      return this.text().length;
    }
    this.position = end;
    return length;
  }

  private varUint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (value > Number.MAX_SAFE_INTEGER) throw new Malformed('number too large');
        return value;
      }
      factor *= 128;
      if (factor > 2 ** 56) throw new Malformed('number too long');
    }
  }

  private byte(): number {
    if (this.position >= this.bytes.length) throw new Malformed('cut short');
    return this.bytes[this.position++] as number;
  }

  private skip(length: number): void {
    if (length > this.bytes.length - this.position) throw new Malformed('cut short');
    this.position += length;
  }
}

/** Brackets inside brackets; what stands in quotes does not count. */
const jsonDepth = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (isQuoted) {
      if (char === 92) at++;
      else if (char === 34) isQuoted = false;
    } else if (char === 34) isQuoted = true;
    else if (char === 91 || char === 123) deepest = Math.max(deepest, ++depth);
    else if (char === 93 || char === 125) depth--;
  }
  return deepest;
};

/** Decoded only when somebody asks; the reader has checked the bytes. */
const lastValue = (bytes: Uint8Array, start: number): unknown => {
  const decoder = createDecoder(bytes);
  decoder.pos = start;
  let value: unknown;
  for (let count = readVarUint(decoder); count > 0; count--) value = readAny(decoder);
  return value;
};
