import { chmodSync, copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result, tryResult } from '@lianxi/base';
import { epochAfterRestore } from '@lianxi/protocol';
import Sqlite from 'better-sqlite3';
import { databaseName, makeFolder } from './open.ts';
import { eraseAgain, readErasures } from './restore-erasures.ts';
import { keepTaken } from './restore-people.ts';
import { syncPath } from './sync-path.ts';

export type RestoreError =
  /** A server or a command has the present file open. */
  | { readonly type: 'InUse'; readonly file: string }
  | { readonly type: 'FolderUnwritable'; readonly folder: string; readonly cause: string };

export interface Restored {
  readonly file: string;
  /** Where the file that stood there before was put; null where there was none. */
  readonly aside: string | null;
  /** How many documents of the backup still told of somebody who has been erased since. */
  readonly erasedAgain: number;
}

/**
 * Puts a copy of `backup`, which the caller has checked, in the place of the folder's database. At every moment there is a
 * whole database under its name, the old or the new one; the old one stays beside it. Sessions that were ended since the
 * backup stay ended, and what else was taken from somebody stays taken. Every document has an epoch that no device has heard of: its copy is newer than what is here, and it
 * fetches the document anew and brings back what its own member wrote. Whoever was erased since stays erased; `later`: another
 * file that knows of erasures, for a machine that has no present one.
 */
export const restoreFrom = (
  backup: string,
  folder: string,
  now: number,
  later: string | null = null,
): Result<Restored, RestoreError> => {
  const file = join(folder, databaseName);
  const partial = `${file}.restoring-${process.pid}`;
  const aside = `${file}.before-restore-${stampOf(now)}.sqlite`;
  const isThere = existsSync(file);
  try {
    makeFolder(folder);
    copyFileSync(backup, partial);
    chmodSync(partial, 0o600);
    if (isThere) {
      const closed = foldIfAlone(file);
      if (!closed.ok) return closed;
    }
    endSessionsEndedSince(partial, isThere ? file : null);
    keepTaken(partial, isThere ? file : null, now);
    const known = [...readErasures(later), ...readErasures(isThere ? file : null)];
    const erasedAgain = eraseAgain(partial, known, now);
    raiseEpochs(partial, isThere ? file : null, now);
    syncPath(partial);
    if (isThere) {
      linkSync(file, aside);
      // Of a damaged file the log could not be folded; it belongs to what is put aside.
      if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${aside}-wal`);
      rmSync(`${file}-shm`, { force: true });
    }
    renameSync(partial, file);
    syncPath(folder);
    return ok({ file, aside: isThere ? aside : null, erasedAgain });
  } catch (cause) {
    return err({ type: 'FolderUnwritable', folder, cause: cause instanceof Error ? cause.message : String(cause) });
  } finally {
    for (const end of ['', '-journal']) rmSync(`${partial}${end}`, { force: true });
  }
};

/**
 * SQLite gives up the log beside a file only to somebody who is alone with it, so this both folds it in and tells whether a
 * server is running. A file that is damaged is nobody's.
 */
const foldIfAlone = (file: string): Result<void, RestoreError> => {
  const opened = tryResult(
    () => new Sqlite(file, { timeout: 500 }),
    () => undefined,
  );
  if (!opened.ok) return ok(undefined);
  try {
    opened.value.pragma('journal_mode = DELETE');
    return ok(undefined);
  } catch (cause) {
    const { code } = cause as { code?: string };
    return code?.startsWith('SQLITE_BUSY') ? err({ type: 'InUse', file }) : ok(undefined);
  } finally {
    opened.value.close();
  }
};

/** Somebody signed out, a token revoked, a phone lost: an older copy must not let them in again. */
const endSessionsEndedSince = (restored: string, present: string | null): void => {
  const sqlite = new Sqlite(restored);
  try {
    const standing = present === null ? null : readSessions(present);
    const remove = sqlite.prepare('DELETE FROM sessions WHERE token_hash = ?');
    const hashes = sqlite.prepare('SELECT token_hash FROM sessions').pluck().all() as string[];
    sqlite.transaction(() => {
      for (const hash of hashes) if (!standing?.has(hash)) remove.run(hash);
    })();
  } finally {
    sqlite.close();
  }
};

/** Also where the present file cannot say which epochs there have been: the time tells them apart. */
const raiseEpochs = (restored: string, present: string | null, now: number): void => {
  const since = present === null ? null : readEpochs(present);
  const sqlite = new Sqlite(restored);
  try {
    const documents = sqlite.prepare('SELECT room, address, epoch FROM documents').all() as readonly Epoch[];
    const raise = sqlite.prepare('UPDATE documents SET epoch = ? WHERE room = ?');
    sqlite.transaction(() => {
      for (const { room, address, epoch } of documents)
        raise.run(epochAfterRestore(Math.max(epoch, since?.get(address) ?? 0), now), room);
    })();
  } finally {
    sqlite.close();
  }
};

interface Epoch {
  readonly room: number;
  readonly address: string;
  readonly epoch: number;
}

/** By address; null where the file cannot say. */
const readEpochs = (file: string): ReadonlyMap<string, number> | null => {
  const read = tryResult(
    () => {
      const sqlite = new Sqlite(file, { readonly: true });
      try {
        const all = sqlite.prepare('SELECT room, address, epoch FROM documents').all() as readonly Epoch[];
        return new Map(all.map(({ address, epoch }) => [address, epoch]));
      } finally {
        sqlite.close();
      }
    },
    () => undefined,
  );
  return read.ok ? read.value : null;
};

/** null where the file cannot say. */
const readSessions = (file: string): ReadonlySet<string> | null => {
  const read = tryResult(
    () => {
      const sqlite = new Sqlite(file, { readonly: true });
      try {
        return new Set(sqlite.prepare('SELECT token_hash FROM sessions').pluck().all() as string[]);
      } finally {
        sqlite.close();
      }
    },
    () => undefined,
  );
  return read.ok ? read.value : null;
};

/** `2026-11-21-180500`, by the machine's own calendar. */
const stampOf = (now: number): string => new Date(now).toLocaleString('sv-SE').replace(' ', '-').replaceAll(':', '');
