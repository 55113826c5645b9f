import type { Outcome } from '@lianxi/documents';
import type { Database } from 'better-sqlite3';
import { toUpdates } from '../../ledger/consequences.ts';

/** Writes outcomes into a ledger's document, inside the caller's transaction; a running relay hands them on. */
export const writeOutcomes = (
  sqlite: Database,
  ledger: string,
  outcomes: ReadonlyMap<string, Outcome>,
  now: number,
): void => {
  for (const bytes of toUpdates(outcomes)) {
    const row = sqlite
      .prepare('UPDATE documents SET seq = seq + 1, updated_at = ? WHERE address = ? RETURNING room, seq')
      .get(now, ledger) as { readonly room: number; readonly seq: number };
    sqlite
      .prepare("INSERT INTO updates (room, seq, author, time, bytes) VALUES (?, ?, '', ?, ?)")
      .run(row.room, row.seq, now, bytes);
  }
};
