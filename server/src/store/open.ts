import { accessSync, chmodSync, closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Clock, err, ok, type Result, systemClock, tryResult } from '@lianxi/base';
import Sqlite, { type Database } from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { openConnection, patience } from './connection.ts';
import { migrate } from './migrate.ts';
import * as schema from './schema.ts';

/**
 * The one file in the data folder.
 */
export interface Store {
  readonly folder: string;
  readonly file: string;
  readonly db: BetterSQLite3Database<typeof schema>;
  /** The connection under `db`, for the prepared statements of the hot paths. */
  readonly sqlite: Database;
  readonly clock: Clock;
  /** Called after this process has changed documents behind the relay's back; other processes' changes are polled for. */
  readonly watchers: Set<() => void>;
  /** Folds the write-ahead log into the file and closes it. */
  close(): void;
}

export type StoreError =
  /** The folder cannot be made, read or written. */
  | { readonly type: 'FolderUnwritable'; readonly folder: string; readonly cause: string }
  /** SQLite does not accept the file, or its contents do not hold together. */
  | { readonly type: 'DatabaseDamaged'; readonly file: string; readonly cause: string }
  /** Written by a newer version of Lianxi. */
  | { readonly type: 'DatabaseNewer'; readonly file: string }
  /** A database, but of another program. */
  | { readonly type: 'DatabaseForeign'; readonly file: string }
  /** Somebody holds the file and does not let go, or the disk is full or failing. */
  | { readonly type: 'DatabaseUnusable'; readonly file: string; readonly cause: string };

export const databaseName = 'lianxi.sqlite';

export const openStore = (folder: string, clock: Clock = systemClock): Result<Store, StoreError> => {
  const file = join(folder, databaseName);
  const writable = tryResult(
    () => {
      makeFolder(folder);
      accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    },
    (cause): StoreError => ({ type: 'FolderUnwritable', folder, cause: messageOf(cause) }),
  );
  if (!writable.ok) return writable;

  const opened = tryResult(
    () => {
      keepPrivate(file);
      return openConnection(file);
    },
    (cause) => toStoreError(cause, folder, file),
  );
  if (!opened.ok) return opened;
  const sqlite = opened.value;
  try {
    const migrated = migrate(sqlite, file);
    if (!migrated.ok) {
      sqlite.close();
      return migrated;
    }
    settle(sqlite);
    const problem = sqlite.pragma('quick_check(1)', { simple: true });
    if (problem !== 'ok') {
      sqlite.close();
      return err({ type: 'DatabaseDamaged', file, cause: String(problem) } as StoreError);
    }
  } catch (cause) {
    sqlite.close();
    return { ok: false, error: toStoreError(cause, folder, file) };
  }
  return ok({
    ...storeOver(sqlite, file, clock),
    close: () => {
      if (!sqlite.open) return;
      sqlite.pragma('wal_checkpoint(TRUNCATE)');
      sqlite.close();
    },
  });
};

const storeOver = (sqlite: Database, file: string, clock: Clock): Omit<Store, 'close'> => ({
  folder: dirname(file),
  file,
  db: drizzle(sqlite, { schema }),
  sqlite,
  clock,
  watchers: new Set(),
});

/** For looking only; the file may be a backup, or one that a server is working on. Throws what SQLite throws. */
export const openReadOnly = (file: string): Store => {
  const sqlite = new Sqlite(file, { readonly: true, timeout: patience });
  return { ...storeOver(sqlite, file, systemClock), close: () => sqlite.close() };
};

/**
 * A process that was killed between writing and syncing leaves commits in the log that are whole and yet on no disk: they
 * would be read, shown to people, and gone at a power cut. Folded into the file they are synced. Where another process has
 * the file open this does not wait: what can be read there was synced before it could be.
 */
const settle = (sqlite: Database): void => {
  sqlite.pragma('busy_timeout = 0');
  try {
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    sqlite.pragma(`busy_timeout = ${patience}`);
  }
};

const toStoreError = (cause: unknown, folder: string, file: string): StoreError => {
  const code = (cause as { code?: unknown } | null)?.code;
  const text = messageOf(cause);
  if (code === 'SQLITE_NOTADB' || (typeof code === 'string' && code.startsWith('SQLITE_CORRUPT'))) {
    return { type: 'DatabaseDamaged', file, cause: text };
  }
  if (typeof code === 'string' && /^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/.test(code)) {
    return { type: 'FolderUnwritable', folder, cause: text };
  }
  return { type: 'DatabaseUnusable', file, cause: text };
};

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/**
 * The file and what lies beside it are their owner's alone; SQLite gives the logs the file's own mode. An existing folder is
 * the operator's matter: it may be one that others need to get through.
 */
const keepPrivate = (file: string): void => {
  if (!existsSync(file)) closeSync(openSync(file, 'a', ownersOnly));
  for (const each of [file, `${file}-wal`, `${file}-shm`]) {
    // Of somebody else's file, or a disk that takes nothing, SQLite says by itself whether it can be worked with.
    if (existsSync(each)) tryResult(() => chmodSync(each, ownersOnly), messageOf);
  }
};
const ownersOnly = 0o600;

/** Step by step: Node's own recursive `mkdir` never returns where a parent is there but takes no folders (`/proc`). */
export const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder, { mode: 0o700 });
};
