import type { Clock } from '@lianxi/base';
import type { Database } from 'better-sqlite3';
import type { Appended, Batch, Entry, LogRow, RoomHead } from './room-log.ts';

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
  const advance = sqlite.prepare(
    'UPDATE documents SET seq = ?, updated_at = ? WHERE room = ? AND seq = ? AND sealed_at IS NULL',
  );
  const insert = sqlite.prepare('INSERT INTO updates (room, seq, author, time, bytes) VALUES (?, ?, ?, ?, ?)');
  const claim = sqlite.prepare('INSERT OR IGNORE INTO clients (room, client, member) VALUES (?, ?, ?)');
  const headOf = (room: number): RoomHead | undefined => readHead.get(room) as RoomHead | undefined;

  const appendOne = ({ room, after, rows, entries, claims = [] }: Batch, now: number): Appended => {
    // Asked and moved on by one statement: heads are read only where that is in vain, or something follows.
    if (advance.run(after + rows.length, now, room, after).changes === 0) return whyNot(headOf(room));
    let seq = after;
    for (const { author, bytes } of rows) insert.run(room, ++seq, author, now, bytes);
    for (const { client, member } of claims) claim.run(room, client, member);
    const consequences: LogRow[] = [];
    const head = entries.length === 0 ? undefined : headOf(room);
    for (const bytes of head ? consequencesOf(head, entries, now) : []) {
      advance.run(seq + 1, now, room, seq);
      insert.run(room, ++seq, '', now, bytes);
      consequences.push({ seq, author: '', bytes });
    }
    return { type: 'stored', seq, consequences };
  };

  const append = sqlite.transaction((batches: readonly Batch[]): readonly Appended[] => {
    const now = clock();
    return batches.map((batch) => appendOne(batch, now));
  });
  return (batches) => append.immediate(batches);
};

const whyNot = (head: RoomHead | undefined): Appended => {
  if (!head) return { type: 'gone' };
  return head.sealedAt !== null ? { type: 'sealed', at: head.sealedAt } : { type: 'behind', seq: head.seq };
};
