import {
  createEncoder,
  type Encoder,
  toUint8Array,
  writeAny,
  writeUint8,
  writeVarString,
  writeVarUint,
} from 'lib0/encoding';

/** Updates that no Yjs client would make, byte by byte. */
export type Id = readonly [client: number, clock: number];

export interface Forged {
  readonly origin?: Id;
  readonly rightOrigin?: Id;
  /** Root type's name, or the item that holds the nested type. */
  readonly parent?: string | Id;
  readonly key?: string;
  readonly content: Content;
}
export interface Content {
  readonly number: number;
  write(encoder: Encoder): void;
}

export const gc = (length: number): Forged => ({ content: { number: 0, write: (to) => writeVarUint(to, length) } });
export const deleted = (length: number): Content => ({ number: 1, write: (to) => writeVarUint(to, length) });
export const words = (text: string): Content => ({ number: 4, write: (to) => writeVarString(to, text) });
export const embed = (json: string): Content => ({ number: 5, write: (to) => writeVarString(to, json) });
export const nestedMap: Content = { number: 7, write: (to) => writeVarUint(to, 1) };
/** One value; `write` puts it there as bytes, where it is none that JavaScript could hold. */
export const value = (plain: Parameters<typeof writeAny>[1] | ((to: Encoder) => void)): Content => ({
  number: 8,
  write: (to) => {
    writeVarUint(to, 1);
    if (typeof plain === 'function') plain(to);
    else writeAny(to, plain);
  },
});

export const values = (plain: readonly Parameters<typeof writeAny>[1][]): Content => ({
  number: 8,
  write: (to) => {
    writeVarUint(to, plain.length);
    for (const each of plain) writeAny(to, each);
  },
});

export interface ClientPart {
  readonly client: number;
  readonly clock: number;
  readonly structs: readonly Forged[];
}

export const forge = (
  parts: readonly ClientPart[],
  deletes: readonly { readonly client: number; readonly ranges: readonly (readonly [number, number])[] }[] = [],
): Uint8Array => {
  const encoder = createEncoder();
  writeVarUint(encoder, parts.length);
  for (const { client, clock, structs } of parts) {
    writeVarUint(encoder, structs.length);
    writeVarUint(encoder, client);
    writeVarUint(encoder, clock);
    for (const struct of structs) writeStruct(encoder, struct);
  }
  writeVarUint(encoder, deletes.length);
  for (const { client, ranges } of deletes) {
    writeVarUint(encoder, client);
    writeVarUint(encoder, ranges.length);
    for (const [clock, length] of ranges) {
      writeVarUint(encoder, clock);
      writeVarUint(encoder, length);
    }
  }
  return toUint8Array(encoder);
};

const writeStruct = (to: Encoder, { origin, rightOrigin, parent, key, content }: Forged): void => {
  const hasKey = key !== undefined ? 0x20 : 0;
  writeUint8(to, content.number | (origin ? 0x80 : 0) | (rightOrigin ? 0x40 : 0) | (content.number === 0 ? 0 : hasKey));
  if (content.number !== 0) {
    for (const id of [origin, rightOrigin]) if (id) for (const part of id) writeVarUint(to, part);
    if (!origin && !rightOrigin) {
      writeVarUint(to, typeof parent === 'string' ? 1 : 0);
      if (typeof parent === 'string') writeVarString(to, parent);
      else for (const part of parent ?? []) writeVarUint(to, part);
      if (key !== undefined) writeVarString(to, key);
    }
  }
  content.write(to);
};
