import type { Database } from 'better-sqlite3';
import type { BaselineRenewal } from '../room-log.ts';
import { type HistoryEntry, joinRows, type TimedRow } from './join.ts';

/** Whose rows outlive their folding. Of residents nothing does (docs/spec/erasure.md). */
export const keepsHistory = (kind: string): boolean => kind === 'minutes';

export interface Archive {
  /** What a renewal takes out of the log, as the history will hold it. Reads alone: the joining takes its time. */
  gather(renewal: BaselineRenewal): readonly HistoryEntry[];
  /** In the transaction of the renewal, before the rows and the former baseline go. */
  put(room: number, entries: readonly HistoryEntry[]): void;
}

/** What the baseline says, where there is nothing older: as one entry, of nobody in particular. */
export const baselineEntry = 'SELECT seq, \'\' AS author, time AS at, time AS "until", state AS bytes FROM baselines';

export const createArchive = (sqlite: Database): Archive => {
  const kindOf = sqlite.prepare('SELECT kind FROM documents WHERE room = ?').pluck();
  const isBegun = sqlite.prepare('SELECT 1 FROM history WHERE room = ? LIMIT 1');
  const baseline = sqlite.prepare(`${baselineEntry} WHERE room = ?`);
  const rows = sqlite.prepare('SELECT seq, author, time, bytes FROM updates WHERE room = ? AND seq <= ? ORDER BY seq');
  const insert = sqlite.prepare(
    'INSERT INTO history (room, seq, author, at, "until", bytes) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const gather = sqlite.transaction(({ room, seq, quarantined }: BaselineRenewal): readonly HistoryEntry[] => {
    if (!keepsHistory(kindOf.get(room) as string)) return [];
    const before = isBegun.get(room) ? [] : (baseline.all(room) as HistoryEntry[]);
    const unfit = new Set(quarantined.map((row) => row.seq));
    const sound = (rows.all(room, seq) as TimedRow[]).filter((row) => !unfit.has(row.seq));
    return [...before, ...joinRows(sound)];
  });
  return {
    gather: (renewal) => gather.deferred(renewal),
    put: (room, entries) => {
      for (const { seq, author, at, until, bytes } of entries) insert.run(room, seq, author, at, until, bytes);
    },
  };
};
