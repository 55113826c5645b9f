import { tryResult } from '@lianxi/base';
import Sqlite, { type Database } from 'better-sqlite3';

/**
 * What was taken from somebody since the backup stays taken: a device that was revoked, an invitation that was used or
 * withdrawn, a passkey that was removed, a passphrase that was replaced, a recovery sheet that was used or made anew. Roles are
 * those of the backup, as the guide says. Either file may be older than any of these.
 */
export const keepTaken = (restored: string, present: string | null, now: number): void => {
  const taken = present === null ? null : readTaken(present);
  const sqlite = new Sqlite(restored);
  try {
    sqlite.transaction(() => {
      if (taken) takeAgain(sqlite, taken);
      // Nobody knows which of them have been used; they are for three days anyhow.
      else if (has(sqlite, 'invitations')) {
        sqlite.prepare('UPDATE invitations SET revoked_at = ? WHERE used_at IS NULL AND revoked_at IS NULL').run(now);
      }
    })();
  } finally {
    sqlite.close();
  }
};

interface Taken {
  readonly devices: readonly Row[];
  readonly invitations: readonly Row[];
  /** null where the file is too old to have any. */
  readonly passkeys: ReadonlySet<unknown> | null;
  readonly passphrases: readonly Row[];
  readonly sheet: Row | undefined;
}
type Row = Readonly<Record<string, unknown>>;

const takeAgain = (sqlite: Database, taken: Taken): void => {
  const run = (sql: string, rows: readonly Row[]): void => {
    const statement = sqlite.prepare(sql);
    for (const row of rows) statement.run(row);
  };
  if (has(sqlite, 'devices')) {
    run(
      'UPDATE devices SET revoked_at = @revoked_at, revoked_by = @revoked_by, wiped_at = @wiped_at WHERE id = @id',
      taken.devices,
    );
  }
  if (has(sqlite, 'invitations')) {
    run(
      'UPDATE invitations SET used_at = @used_at, used_by = @used_by, revoked_at = @revoked_at WHERE id = @id',
      taken.invitations,
    );
  }
  if (has(sqlite, 'passkeys') && taken.passkeys) {
    const ids = sqlite.prepare('SELECT id FROM passkeys').pluck().all();
    const gone = ids.filter((id) => !taken.passkeys?.has(id)).map((id) => ({ id }));
    run('DELETE FROM passkeys WHERE id = @id', gone);
  }
  run('UPDATE members SET passphrase_hash = @passphrase_hash WHERE id = @id', taken.passphrases);
  sqlite.prepare("DELETE FROM settings WHERE key = 'recovery_sheet'").run();
  if (taken.sheet) run("INSERT INTO settings VALUES ('recovery_sheet', @value)", [taken.sheet]);
};

/** null where the file cannot say. */
const readTaken = (file: string): Taken | null => {
  const read = tryResult(
    (): Taken => {
      const sqlite = new Sqlite(file, { readonly: true });
      const rowsOf = (table: string, where: string): readonly Row[] =>
        has(sqlite, table) ? (sqlite.prepare(`SELECT * FROM ${table} WHERE ${where}`).all() as Row[]) : [];
      try {
        return {
          devices: rowsOf('devices', 'revoked_at IS NOT NULL'),
          invitations: rowsOf('invitations', 'used_at IS NOT NULL OR revoked_at IS NOT NULL'),
          passkeys: has(sqlite, 'passkeys') ? new Set(sqlite.prepare('SELECT id FROM passkeys').pluck().all()) : null,
          passphrases: rowsOf('members', 'passphrase_hash IS NOT NULL'),
          sheet: rowsOf('settings', "key = 'recovery_sheet'")[0],
        };
      } finally {
        sqlite.close();
      }
    },
    () => null,
  );
  return read.ok ? read.value : null;
};

const has = (sqlite: Database, table: string): boolean =>
  sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table) !== undefined;
