import type { Batch, Claim, Entry } from './room-log.ts';

/**
 * Batches for another thread, all their bytes in one buffer that is handed over: a view of a socket's buffer would take
 * the whole of that buffer with it.
 */
export interface PackedBatches {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The clock's, in ms since 1970. */
  readonly time: number;
  readonly batches: readonly PackedBatch[];
}

interface PackedBatch {
  readonly room: number;
  readonly after: number;
  readonly authors: readonly string[];
  /** Lengths of the rows, one after the other. */
  readonly lengths: readonly number[];
  readonly entries: readonly Entry[];
  readonly claims: readonly Claim[];
}

export const pack = (batches: readonly Batch[], time: number): PackedBatches => {
  let size = 0;
  for (const { rows } of batches) for (const row of rows) size += row.bytes.length;
  const bytes = new Uint8Array(size);
  let position = 0;
  return {
    bytes,
    time,
    batches: batches.map(({ room, after, rows, entries, claims = [] }) => {
      for (const row of rows) {
        bytes.set(row.bytes, position);
        position += row.bytes.length;
      }
      return {
        room,
        after,
        authors: rows.map(({ author }) => author),
        lengths: rows.map((row) => row.bytes.length),
        entries,
        claims,
      };
    }),
  };
};

export const unpack = ({ bytes, batches }: PackedBatches): readonly Batch[] => {
  let position = 0;
  return batches.map(({ room, after, authors, lengths, entries, claims }) => ({
    room,
    after,
    rows: lengths.map((length, index) => {
      const row = { author: authors[index] ?? '', bytes: bytes.subarray(position, position + length) };
      position += length;
      return row;
    }),
    entries,
    claims,
  }));
};
