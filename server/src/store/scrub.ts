import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { scrubDue } from './erasures.ts';
import { syncPath } from './sync-path.ts';
import { applyTombstones, tombstonesOf } from './tombstones.ts';
import { growWal } from './wal.ts';

export const isScrubDue = (sqlite: Database): boolean =>
  sqlite.prepare('SELECT 1 FROM settings WHERE key = ?').get(scrubDue) !== undefined;

/**
 * What was deleted in SQLite stays in free pages and in the write-ahead log until something is written over it. This writes the
 * whole file anew and empties the log, so that of what was erased no byte is left there; and takes it out of the copies that
 * migrations and restores have laid beside the file. False where somebody else kept the log from being emptied: it stays due.
 *
 * Takes as long as writing the file does, and nobody else writes meanwhile. Throws what the disk throws.
 */
export const scrub = (sqlite: Database, file: string, now: number): boolean => {
  const due = sqlite.prepare('SELECT value FROM settings WHERE key = ?').pluck().get(scrubDue);
  const tombstones = tombstonesOf(sqlite);
  for (const copy of copiesBeside(file)) scrubCopy(copy, tombstones, now);
  sqlite.exec('VACUUM');
  const [folded] = sqlite.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[];
  if (folded?.busy !== 0) return false;
  // Another erasure may have come since: then it is due again.
  sqlite.prepare('DELETE FROM settings WHERE key = ? AND value = ?').run(scrubDue, due ?? '');
  growWal(sqlite, file);
  return true;
};

/** Takes what was erased since out of a backup, and writes it anew. Returns how many of its documents were rebuilt. */
export const scrubCopy = (copy: string, tombstones: ReturnType<typeof tombstonesOf>, now: number): number => {
  const sqlite = new Sqlite(copy, { fileMustExist: true });
  try {
    const count = applyTombstones(sqlite, tombstones, now);
    if (count === 0) return 0;
    sqlite.exec('VACUUM');
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
    return count;
  } finally {
    sqlite.close();
    syncPath(copy);
  }
};

const copiesBeside = (file: string): readonly string[] =>
  readdirSync(dirname(file))
    .filter((name) => name.startsWith(`${basename(file)}.before-`) && name.endsWith('.sqlite'))
    .map((name) => join(dirname(file), name));
