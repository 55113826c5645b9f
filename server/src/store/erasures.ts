import { createUuid } from '@lianxi/base';
import { type RowName, residentsTable } from '@lianxi/documents';
import type { Database } from 'better-sqlite3';
import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { AuditEvent } from '../audit/index.ts';
import { audit } from './audit.ts';
import type { Store } from './open.ts';
import { erasures } from './schema.ts';

export type ErasureRow = typeof erasures.$inferSelect;
export type ErasureReason = ErasureRow['reason'];

/** The queue and the tombstones, over the one file. Each change is in the audit log, in the same transaction. */
export interface ErasureStore {
  /** Those that wait, the oldest first. */
  listOpen(): readonly ErasureRow[];
  /** Those that are done, the newest first. */
  listDone(most: number): readonly ErasureRow[];
  find(id: string): ErasureRow | null;
  /** Takes requests in; one for a record that is in the queue or gone already is left out. Says which were new. */
  add(rows: readonly Omit<ErasureRow, 'confirmedAt' | 'confirmedBy' | 'doneAt'>[]): readonly string[];
  /** Takes one out that is not done; false where there is none such. */
  remove(id: string, by: string | null): boolean;
}

export const createErasureStore = (store: Store): ErasureStore => {
  const { db, sqlite, clock } = store;
  const find = (id: string): ErasureRow | null => db.select().from(erasures).where(eq(erasures.id, id)).get() ?? null;
  return {
    listOpen: () =>
      db.select().from(erasures).where(isNull(erasures.doneAt)).orderBy(erasures.requestedAt, erasures.id).all(),
    listDone: (most) =>
      db
        .select()
        .from(erasures)
        .where(and(isNotNull(erasures.doneAt), eq(erasures.table, residentsTable.name)))
        .orderBy(desc(erasures.doneAt), erasures.id)
        .limit(most)
        .all(),
    find,
    add: (rows) =>
      sqlite
        .transaction(() => {
          const added = rows.filter((row) => db.insert(erasures).values(row).onConflictDoNothing().run().changes === 1);
          audit(
            store,
            added.map(({ id, address, reason, requestedAt, requestedBy }) => ({
              type: 'erasure-requested',
              time: requestedAt,
              member: requestedBy,
              room: roomOf(sqlite, address),
              detail: { erasure: id, reason },
            })),
          );
          return added.map(({ id }) => id);
        })
        .immediate(),
    remove: (id, by) =>
      sqlite
        .transaction(() => {
          const row = find(id);
          if (!row || row.doneAt !== null) return false;
          db.delete(erasures).where(eq(erasures.id, id)).run();
          const room = roomOf(sqlite, row.address);
          audit(store, [{ type: 'erasure-withdrawn', time: clock(), member: by, room, detail: { erasure: id } }]);
          return true;
        })
        .immediate(),
  };
};

const roomOf = (sqlite: Database, address: string): number | null =>
  (sqlite.prepare('SELECT room FROM documents WHERE address = ?').pluck().get(address) as number | undefined) ?? null;

/** Whether all of these wait. */
export const areOpen = (sqlite: Database, ids: readonly string[]): boolean => {
  const open = sqlite.prepare('SELECT 1 FROM erasures WHERE id = ? AND done_at IS NULL');
  return ids.every((id) => open.get(id) !== undefined);
};

/**
 * The tombstones of rows that go with a record without having been asked for by themselves (somebody's labels). `by`: the
 * request that they go with; where there is none they are a mistake's.
 */
export const bury = (
  sqlite: Database,
  room: number,
  rows: readonly RowName[],
  by: string | undefined,
  time: number,
): void => {
  const address = sqlite.prepare('SELECT address FROM documents WHERE room = ?').pluck().get(room);
  const put = sqlite.prepare(
    `INSERT OR IGNORE INTO erasures (id, address, "table", row, reason, requested_at, done_at)
     VALUES (?, ?, ?, ?, coalesce((SELECT reason FROM erasures WHERE id = ?), 'error'), ?, ?)`,
  );
  for (const { table, row } of rows)
    put.run(
      createUuid(() => time),
      address,
      table,
      row,
      by ?? null,
      time,
      time,
    );
};

/** Inside the transaction that takes the records out: they are tombstones from now on, and the file is to be scrubbed. */
export const fulfil = (sqlite: Database, ids: readonly string[], by: string | null, time: number): void => {
  const read = sqlite.prepare('SELECT address, reason FROM erasures WHERE id = ?');
  const write = sqlite.prepare('UPDATE erasures SET confirmed_at = ?, confirmed_by = ?, done_at = ? WHERE id = ?');
  const events = ids.flatMap((id): AuditEvent[] => {
    const row = read.get(id) as Pick<ErasureRow, 'address' | 'reason'> | undefined;
    if (!row) return [];
    write.run(time, by, time, id);
    const detail = { erasure: id, reason: row.reason };
    return [{ type: 'erased', time, member: by, room: roomOf(sqlite, row.address), detail }];
  });
  audit({ sqlite }, events);
  askScrub(sqlite, time);
};

/** Something was deleted of which no byte is to stay in the file. */
export const askScrub = (sqlite: Database, time: number): void => {
  sqlite
    .prepare('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
    .run(scrubDue, String(time));
};

/** The setting that stands from an erasure until nothing of it is left in the file's free places. */
export const scrubDue = 'scrub_due';
