import type { Database } from 'better-sqlite3';
import * as Y from 'yjs';
import type { Compaction } from './background.ts';

interface Row {
  readonly seq: number;
  readonly bytes: Uint8Array;
}

interface Built {
  readonly type: 'Built';
  readonly state: Uint8Array;
  readonly stateVector: Uint8Array;
  /** An update of the deletions alone. */
  readonly deletions: Uint8Array;
}

/**
 * Replaces a room's baseline and the rows after it by one new baseline, made through a document that lives no longer than
 * this call, so that what was deleted is gone. One transaction: a crash leaves all of the old or all of the new. Rows that
 * come meanwhile stay; their numbers never change. Any process may do this at any time: the slower one changes nothing.
 */
export const compactRoom = (sqlite: Database, room: number, now: number): Compaction => {
  const read = sqlite.transaction(() => ({
    epoch: sqlite.prepare('SELECT epoch FROM documents WHERE room = ?').pluck().get(room),
    baseline: sqlite.prepare('SELECT seq, state AS bytes FROM baselines WHERE room = ?').get(room) as Row | undefined,
    rows: sqlite.prepare('SELECT seq, bytes FROM updates WHERE room = ? ORDER BY seq').all(room) as Row[],
  }));
  const { epoch, baseline, rows } = read.deferred();
  const last = rows.at(-1);
  if (!last || epoch === undefined) return { type: 'Unchanged' };

  const built = build(baseline ? [baseline, ...rows] : rows);
  if (built.type === 'Unsound') return built;
  const { state, stateVector, deletions } = built;

  const write = sqlite.transaction((): Compaction => {
    const standing = sqlite.prepare('SELECT seq FROM baselines WHERE room = ?').pluck().get(room);
    const epochNow = sqlite.prepare('SELECT epoch FROM documents WHERE room = ?').pluck().get(room);
    if (standing !== baseline?.seq || epochNow !== epoch) return { type: 'Unchanged' };
    sqlite
      .prepare(
        'INSERT OR REPLACE INTO baselines (room, seq, time, state_vector, deletions, state) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(room, last.seq, now, stateVector, deletions, state);
    sqlite.prepare('DELETE FROM updates WHERE room = ? AND seq <= ?').run(room, last.seq);
    return { type: 'Compacted', seq: last.seq };
  });
  return write.immediate();
};

const build = (rows: readonly Row[]): Built | Extract<Compaction, { type: 'Unsound' }> => {
  const doc = new Y.Doc({ gc: true });
  try {
    doc.transact(() => {
      for (const { bytes } of rows) Y.applyUpdate(doc, bytes);
    });
    if (doc.store.pendingStructs || doc.store.pendingDs) {
      return { type: 'Unsound', detail: 'something that it builds on is missing' };
    }
    const stateVector = Y.encodeStateVector(doc);
    const deletions = Y.encodeStateAsUpdate(doc, stateVector);
    return { type: 'Built', state: Y.encodeStateAsUpdate(doc), stateVector, deletions };
  } catch (cause) {
    return { type: 'Unsound', detail: cause instanceof Error ? cause.message : String(cause) };
  } finally {
    doc.destroy();
  }
};
