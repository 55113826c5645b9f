import { tryResult } from '@lianxi/base';
import { residentsTable } from '@lianxi/documents';
import Sqlite, { type Database } from 'better-sqlite3';
import type { ErasureRow } from './erasures.ts';
import { scrubCopy } from './scrub.ts';

const columns =
  'id, address, "table", row, reason, requested_at, requested_by, confirmed_at, confirmed_by, done_at' as const;
type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly done_at: number | null };

/** The queue and the tombstones of a file; none where there is no file, or it cannot say. */
export const readErasures = (file: string | null): readonly Row[] => {
  if (file === null) return [];
  const read = tryResult(
    () => {
      const sqlite = new Sqlite(file, { readonly: true });
      try {
        return hasQueue(sqlite) ? (sqlite.prepare(`SELECT ${columns} FROM erasures`).all() as Row[]) : [];
      } finally {
        sqlite.close();
      }
    },
    () => undefined,
  );
  return read.ok ? read.value : [];
};

/**
 * What was erased since a backup was made is taken out of its copy, and stays erased. Returns how many documents were rebuilt.
 * A copy of an older schema gets its tombstones when it has been brought to this one (`putErasures`).
 */
export const eraseAgain = (restored: string, known: readonly Row[], now: number): number => {
  const sqlite = new Sqlite(restored);
  try {
    putErasures(sqlite, known);
  } finally {
    sqlite.close();
  }
  const done = known.filter(
    ({ done_at, table }) => done_at !== null && table === residentsTable.name,
  ) as unknown as readonly ErasureRow[];
  return scrubCopy(restored, done, now);
};

/** Takes over what is known of the queue elsewhere; what is erased stays so, whatever the file says of it. */
export const putErasures = (sqlite: Database, known: readonly Row[]): void => {
  if (!hasQueue(sqlite)) return;
  const names = columns.split(', ').map((name) => name.replaceAll('"', ''));
  const put = sqlite.prepare(
    `INSERT OR REPLACE INTO erasures (${columns}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
  );
  sqlite.transaction(() => {
    for (const row of known) put.run(row);
  })();
};

const hasQueue = (sqlite: Database): boolean =>
  sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'erasures'").get() !== undefined;
