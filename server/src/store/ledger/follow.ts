import type { Database } from 'better-sqlite3';
import { followEntries } from '../../ledger/consequences.ts';
import { createPosting } from '../../ledger/posting.ts';
import { createBooks } from './books.ts';

/** The posting over a connection: what follows from a ledger's entries in the transaction that stores them. */
export const postInBooks = (sqlite: Database): ReturnType<typeof followEntries> =>
  followEntries(createPosting(createBooks(sqlite)));
