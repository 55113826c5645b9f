import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { err, ok, type Result } from '@lianxi/base';
import type { Database } from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { StoreError } from './open.ts';

/** Marks a file as ours (PRAGMA application_id): "LXdb". */
const applicationId = 0x4c586462;

const ownMigrations = fileURLToPath(new URL('../../migrations', import.meta.url));

/**
 * Brings the file to this version's schema: all steps in one transaction, so that a crash leaves the old schema or the new
 * one. `user_version` counts the steps done. Before an existing file is touched, a copy is laid beside it
 * (`….before-<steps>.sqlite`); a file of a newer version or of another program is left alone.
 */
export const migrate = (
  sqlite: Database,
  file: string,
  migrationsFolder: string = ownMigrations,
): Result<{ readonly steps: number }, StoreError> => {
  const migrations = readMigrationFiles({ migrationsFolder });
  const done = stepsDone(sqlite);
  if (done > migrations.length) return err({ type: 'DatabaseNewer', file } as StoreError);
  if (isForeign(sqlite)) return err({ type: 'DatabaseForeign', file } as StoreError);
  if (done === migrations.length) return ok({ steps: 0 });
  if (done > 0) copyTo(sqlite, `${file}.before-${migrations.length}.sqlite`);

  sqlite
    .transaction(() => {
      // Another process may have been faster while we waited for the lock.
      for (const migration of migrations.slice(stepsDone(sqlite))) {
        for (const statement of migration.sql) sqlite.exec(statement);
      }
      sqlite.pragma(`application_id = ${applicationId}`);
      sqlite.pragma(`user_version = ${migrations.length}`);
    })
    .immediate();
  return ok({ steps: migrations.length - done });
};

/** Whose a file is and how far its schema goes, without touching it. */
export const identifyFile = (
  sqlite: Database,
): { readonly type: 'ours'; readonly version: number } | { readonly type: 'newer' | 'foreign' } => {
  if (isForeign(sqlite)) return { type: 'foreign' };
  const version = stepsDone(sqlite);
  const known = readMigrationFiles({ migrationsFolder: ownMigrations }).length;
  return version > known ? { type: 'newer' } : { type: 'ours', version };
};

const stepsDone = (sqlite: Database): number => sqlite.pragma('user_version', { simple: true }) as number;

const isForeign = (sqlite: Database): boolean => {
  const id = sqlite.pragma('application_id', { simple: true }) as number;
  const tables = sqlite.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  return id !== applicationId && tables > 0;
};

const copyTo = (sqlite: Database, copy: string): void => {
  // Left by a start that was cut off: the file it was taken from has not changed since.
  rmSync(copy, { force: true });
  sqlite.prepare('VACUUM INTO ?').run(copy);
};
