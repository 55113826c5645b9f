import { createEncoder, toUint8Array, writeUint8Array, writeVarUint } from 'lib0/encoding';
import type { Range, Section, Update } from './update.ts';

/**
 * One update instead of several that follow each other: each client's structs laid end to end as they are, the deletions
 * gathered. Says the same as Yjs's `mergeUpdates` at a tenth of its cost, for it decodes nothing. Null where the updates
 * are not the continuation of each other.
 */
export const joinUpdates = (updates: readonly Update[]): Uint8Array | null => {
  const [only] = updates;
  if (updates.length === 1 && only) return only.bytes;
  const parts = new Map<number, { readonly clock: number; end: number; count: number; bytes: Uint8Array[] }>();
  for (const update of updates) {
    for (const section of update.sections) {
      const bytes = bytesOf(update, section);
      const part = parts.get(section.client);
      if (!part) parts.set(section.client, { ...section, bytes: [bytes] });
      else if (part.end !== section.clock) return null;
      else {
        part.end = section.end;
        part.count += section.count;
        part.bytes.push(bytes);
      }
    }
  }
  const encoder = createEncoder();
  writeVarUint(encoder, parts.size);
  // Yjs reads and writes clients from the highest id to the lowest.
  for (const [client, { clock, count, bytes }] of [...parts].sort(fromTheHighest)) {
    writeVarUint(encoder, count);
    writeVarUint(encoder, client);
    writeVarUint(encoder, clock);
    for (const piece of bytes) writeUint8Array(encoder, piece);
  }
  const deleted = gather(updates);
  writeVarUint(encoder, deleted.size);
  for (const [client, ranges] of [...deleted].sort(fromTheHighest)) {
    writeVarUint(encoder, client);
    writeVarUint(encoder, ranges.length);
    for (const { clock, length } of ranges) {
      writeVarUint(encoder, clock);
      writeVarUint(encoder, length);
    }
  }
  return toUint8Array(encoder);
};

const bytesOf = ({ bytes }: Update, { from, to }: Section): Uint8Array => bytes.subarray(from, to);

const fromTheHighest = ([one]: readonly [number, unknown], [other]: readonly [number, unknown]): number => other - one;

/** For each client the ranges in rising order, none of which touch. */
const gather = (updates: readonly Update[]): ReadonlyMap<number, readonly Range[]> => {
  const byClient = new Map<number, Range[]>();
  for (const { deletes } of updates) {
    for (const range of deletes) {
      const own = byClient.get(range.client);
      if (own) own.push(range);
      else byClient.set(range.client, [range]);
    }
  }
  for (const [client, ranges] of byClient) {
    if (ranges.length === 1) continue;
    ranges.sort((one, other) => one.clock - other.clock);
    const joined: Range[] = [];
    for (const range of ranges) {
      const last = joined.at(-1);
      const end = last ? last.clock + last.length : -1;
      if (!last || range.clock > end) joined.push(range);
      else if (range.clock + range.length > end) {
        joined[joined.length - 1] = { ...last, length: range.clock + range.length - last.clock };
      }
    }
    byClient.set(client, joined);
  }
  return byClient;
};
