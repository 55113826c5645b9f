import type { Database } from 'better-sqlite3';
import * as Y from 'yjs';
import type { Problem } from './report.ts';

/** An older file has no history yet. */
export const hasHistory = (sqlite: Database): boolean =>
  sqlite.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'history'").pluck().get() === 1;

/** Each document by itself: what is kept of its history says as much as its baseline, no more and no less. */
export const findHistoryProblems = (sqlite: Database): readonly Problem[] => {
  if (!hasHistory(sqlite)) return [];
  const rooms = sqlite
    .prepare('SELECT DISTINCT room, address FROM history JOIN documents USING (room) ORDER BY room')
    .all() as readonly { readonly room: number; readonly address: string }[];
  const read = sqlite.transaction((room: number) => ({
    vector: sqlite.prepare('SELECT state_vector FROM baselines WHERE room = ?').pluck().get(room) as Buffer | undefined,
    entries: sqlite.prepare('SELECT bytes FROM history WHERE room = ? ORDER BY seq').pluck().all(room) as Buffer[],
  }));
  return rooms.flatMap(({ room, address }): readonly Problem[] => {
    const { vector, entries } = read.deferred(room);
    return vector && says(entries, vector) ? [] : [{ type: 'HistoryUnsound', address }];
  });
};

const says = (entries: readonly Uint8Array[], vector: Uint8Array): boolean => {
  try {
    const doc = new Y.Doc({ gc: false });
    doc.transact(() => {
      for (const bytes of entries) Y.applyUpdate(doc, bytes);
    });
    if (doc.store.pendingStructs || doc.store.pendingDs) return false;
    const [own, stated] = [Y.decodeStateVector(Y.encodeStateVector(doc)), Y.decodeStateVector(vector)];
    return own.size === stated.size && [...own].every(([client, clock]) => stated.get(client) === clock);
  } catch {
    return false;
  }
};
