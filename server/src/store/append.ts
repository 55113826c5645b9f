import type { Clock } from '@lianxi/base';
import type { Database } from 'better-sqlite3';
import type { Appended, Batch, Entry, LogRow, NewRow, RoomHead } from './room-log.ts';

/** A few rooms' batches in one transaction: one commit, and so one sync of the disk, for all of them. */
export type Append = (batches: readonly Batch[]) => readonly Appended[];

/**
 * What follows from a batch's entries, decided and written inside the storing transaction: the updates that the server
 * adds to the room. Throwing takes the whole transaction back.
 */
export type Consequences = (room: RoomHead, entries: readonly Entry[], now: number) => readonly Uint8Array[];

const headColumns = 'room, address, kind, seq, sealed_at AS sealedAt, epoch';

export const createAppend = (sqlite: Database, clock: Clock, consequencesOf: Consequences): Append => {
  const readHead = sqlite.prepare(`SELECT ${headColumns} FROM documents WHERE room = ?`);
  const advance = sqlite.prepare('UPDATE documents SET seq = ?, updated_at = ? WHERE room = ?');
  const insert = sqlite.prepare('INSERT INTO updates (room, seq, author, time, bytes) VALUES (?, ?, ?, ?, ?)');

  const claim = sqlite.prepare('INSERT OR IGNORE INTO clients (room, client, member) VALUES (?, ?, ?)');

  const appendOne = ({ room, after, rows, entries, claims = [] }: Batch, now: number): Appended => {
    const head = readHead.get(room) as RoomHead | undefined;
    if (!head) return { type: 'gone' };
    if (head.sealedAt !== null) return { type: 'sealed', at: head.sealedAt };
    if (head.seq !== after) return { type: 'behind', seq: head.seq };
    let seq = after;
    const put = ({ author, bytes }: NewRow): LogRow => {
      insert.run(room, ++seq, author, now, bytes);
      return { seq, author, bytes };
    };
    for (const row of rows) put(row);
    for (const { client, member } of claims) claim.run(room, client, member);
    const consequences =
      entries.length === 0 ? [] : consequencesOf(head, entries, now).map((bytes) => put({ author: '', bytes }));
    advance.run(seq, now, room);
    return { type: 'stored', seq, consequences };
  };

  const append = sqlite.transaction((batches: readonly Batch[]): readonly Appended[] => {
    const now = clock();
    return batches.map((batch) => appendOne(batch, now));
  });
  return (batches) => append.immediate(batches);
};
