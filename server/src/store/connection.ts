import Sqlite, { type Database } from 'better-sqlite3';

/** How long another writer is waited for, in ms. */
export const patience = 5_000;

/** Somebody else is writing, and was not waited for any longer. */
export const isBusy = (cause: unknown): boolean =>
  String((cause as { readonly code?: unknown } | null)?.code).startsWith('SQLITE_BUSY');

/**
 * Every connection to the file, in whatever process or thread, is opened here, so that durability is never a matter of who
 * wrote: WAL, `synchronous=FULL`, foreign keys, and patience with other writers. Throws what SQLite throws.
 */
export const openConnection = (file: string): Database => {
  const sqlite = new Sqlite(file, { timeout: patience });
  try {
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    sqlite.pragma('wal_autocheckpoint = 4000');
  } catch (cause) {
    sqlite.close();
    throw cause;
  }
  return sqlite;
};
