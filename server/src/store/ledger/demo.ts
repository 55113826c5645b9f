import type { Entry, Outcome } from '@lianxi/documents';
import type { Database } from 'better-sqlite3';
import { createPosting } from '../../ledger/posting.ts';
import { createBooks } from './books.ts';
import { writeOutcomes } from './outcomes.ts';

/** An entry of the demo, and when the server dealt with it. */
export interface BookedEntry {
  readonly entry: Entry;
  readonly at: number;
  /** It waits for approval, as a large one would. */
  readonly waits: boolean;
}

/** Posts what the demo's people entered as if it had come day by day. Inside the caller's transaction. */
export const bookEntries = (sqlite: Database, ledger: string, booked: readonly BookedEntry[], now: number): void => {
  const books = createBooks(sqlite);
  const posting = createPosting(books);
  const outcomes = new Map<string, Outcome>();
  sqlite.prepare('INSERT INTO ledger_books VALUES (?, ?)').run(ledger, now);
  for (const { entry, at, waits } of booked) {
    if (waits) books.wait(ledger, entry, at);
    else for (const [id, outcome] of posting.post(ledger, [{ entry, author: null }], at)) outcomes.set(id, outcome);
  }
  writeOutcomes(sqlite, ledger, outcomes, now);
};
