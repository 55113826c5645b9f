import { tryResult } from '@lianxi/base';
import type { Database } from 'better-sqlite3';
import { openConnection } from './connection.ts';
import type { Store } from './open.ts';

/** When the data was last taken care of, as the file itself remembers; null: not since it was made. */
export interface Care {
  readonly lastBackup: { readonly time: number; readonly bytes: number } | null;
  readonly lastCheck: { readonly time: number; readonly problems: number } | null;
}

const keys = { lastBackup: 'last_backup', lastCheck: 'last_check' } as const;

export const readCare = ({ sqlite }: Store): Care => {
  const read = sqlite.prepare('SELECT value FROM settings WHERE key = ?').pluck();
  const of = (key: string) => {
    const text = read.get(key) as string | undefined;
    return text === undefined ? null : JSON.parse(text);
  };
  return { lastBackup: of(keys.lastBackup), lastCheck: of(keys.lastCheck) };
};

export const noteBackup = ({ sqlite }: Store, backup: NonNullable<Care['lastBackup']>): void =>
  put(sqlite, keys.lastBackup, backup);

/** A check writes nothing else; where even this cannot be written, its outcome stands all the same. */
export const noteCheck = (file: string, check: NonNullable<Care['lastCheck']>): void => {
  tryResult(
    () => {
      const sqlite = openConnection(file);
      try {
        put(sqlite, keys.lastCheck, check);
      } finally {
        sqlite.close();
      }
    },
    () => undefined,
  );
};

const put = (sqlite: Database, key: string, value: unknown): void => {
  sqlite
    .prepare('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
    .run(key, JSON.stringify(value));
};
