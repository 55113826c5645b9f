import type { Outcome, Sum } from '@lianxi/documents';
import { hashEntry } from '../../ledger/chain.ts';
import type { LedgerDocument } from '../../ledger/document.ts';
import { createPosting, type Submitted } from '../../ledger/posting.ts';
import { type DocumentRow, listDocuments } from '../documents.ts';
import type { Store } from '../open.ts';
import { createBooks } from './books.ts';
import { writeOutcomes } from './outcomes.ts';
import { readDocumentOf, readOutcome } from './records.ts';

/**
 * Goes through ledgers' documents and posts every entry that has no outcome: what was stored before there were books, or
 * came by a way of its own. Again, it changes nothing. Without `isThorough` only documents that were never gone through
 * are read: what comes later is posted as it is stored. Returns how many outcomes were written.
 */
export const settleLedgers = (store: Store, { isThorough }: { readonly isThorough: boolean }): number => {
  const isOpened = store.sqlite.prepare('SELECT 1 FROM ledger_books WHERE ledger = ?').pluck();
  let count = 0;
  for (const row of listDocuments(store)) {
    if (row.kind !== 'ledger' || row.sealedAt !== null) continue;
    if (isThorough || isOpened.get(row.address) === undefined) count += settleLedger(store, row);
  }
  if (count > 0) for (const watcher of store.watchers) watcher();
  return count;
};

const settleLedger = (store: Store, { address }: DocumentRow): number => {
  const { sqlite } = store;
  return sqlite
    .transaction((): number => {
      const read = readDocumentOf(sqlite, address);
      if (!read) return 0;
      const now = store.clock();
      const isFirst = sqlite.prepare('INSERT OR IGNORE INTO ledger_books VALUES (?, ?)').run(address, now).changes > 0;
      if (isFirst) takeOver(store, address, read);
      const posting = createPosting(createBooks(sqlite));
      const open = [...read.entries.values()].filter(({ id }) => !read.outcomes.has(id));
      const outcomes = new Map(
        posting.post(
          address,
          open.map((entry): Submitted => ({ entry, author: null })),
          now,
        ),
      );
      for (const { id } of open) {
        const outcome = outcomes.has(id) ? null : readOutcome(sqlite, address, id);
        if (outcome) outcomes.set(id, outcome);
      }
      writeOutcomes(sqlite, address, outcomes, now);
      return outcomes.size;
    })
    .immediate();
};

/** Outcomes of a document that is older than the books: they are entered as they were made, in the order of their numbers. */
const takeOver = ({ sqlite }: Store, ledger: string, { entries, outcomes }: LedgerDocument): void => {
  const books = createBooks(sqlite);
  const older = [...outcomes].flatMap(([id, outcome]) => {
    const entry = entries.get(id);
    return entry && !books.knows(ledger, id) ? [{ entry, outcome }] : [];
  });
  for (const { entry, outcome } of older.toSorted(byNumber)) {
    if (outcome.state === 'refused') {
      books.refuse(ledger, entry.id, outcome.reason, null, outcome.at);
      continue;
    }
    const { number, hash: previous } = books.head(ledger);
    const sum = books.sum(ledger, entry.unit, entry.measure);
    const after: Sum = { ...sum, [entry.step]: sum[entry.step] + entry.quantity };
    if (outcome.hash !== undefined || outcome.number !== number + 1) continue;
    if (after.used < 0 || after.used > after.delivered || after.delivered > after.promised) continue;
    const row = { ...entry, ledger, number: outcome.number, previous, approvedBy: null, postedAt: outcome.at };
    books.post({ ...row, hash: hashEntry(row) }, after);
  }
};

const numberOf = (outcome: Outcome): number => (outcome.state === 'posted' ? outcome.number : 0);
const byNumber = (left: { readonly outcome: Outcome }, right: { readonly outcome: Outcome }): number =>
  numberOf(left.outcome) - numberOf(right.outcome);
