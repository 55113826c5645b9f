import type { Entry, Sum } from '@lianxi/documents';
import { type Books, createPosting, emptyHead, followEntries, type PostedEntry } from '@lianxi/server';
import * as Y from 'yjs';
import type { Faults } from '../faults.ts';
import type { Consequences, LedgerBooks } from './relay-disk.ts';

/** What follows from a ledger's entries in the transaction that stores them: the real posting, over books in memory. */
export const createConsequences = (faults: Faults): Consequences => {
  const books = createMemoryBooks(faults);
  const follow = followEntries(createPosting(books));
  return {
    follow: (head, entries) => {
      const updates = follow(head, entries, 1);
      return faults.decidesTwice && updates.length > 0 ? [...updates, otherwise(books.first(head.address))] : updates;
    },
    booksOf: books.of,
  };
};

/** The fault: another word about the first entry of all, under an id that prevails. */
const otherwise = (entry: string): Uint8Array => {
  const doc = new Y.Doc();
  doc.clientID = 2 ** 50 + Math.floor(Math.random() * 2 ** 50);
  doc.getMap('outcomes').set(entry, { state: 'refused', reason: `late ${doc.clientID}`, at: 1 });
  return Y.encodeStateAsUpdate(doc);
};

/** What stands under a ledger's keys, by the rest of the key. */
const within = <T>(ledger: string, all: ReadonlyMap<string, T>): readonly (readonly [string, T])[] =>
  [...all].flatMap(([key, value]) => (key.startsWith(`${ledger}\n`) ? [[key.slice(ledger.length + 1), value]] : []));

const nothing: Sum = { promised: 0, delivered: 0, used: 0 };
/** Where the budget is not looked at, there is always enough. */
const plenty: Sum = { promised: 1e13, delivered: 1e12, used: 0 };

interface MemoryBooks extends Books {
  /** What was decided first of all. */
  first(ledger: string): string;
  of(ledger: string): LedgerBooks;
}

const createMemoryBooks = (faults: Faults): MemoryBooks => {
  const posted = new Map<string, PostedEntry[]>();
  const sums = new Map<string, Sum>();
  const refused = new Map<string, { readonly reason: string; readonly at: number }>();
  const waiting = new Map<string, Entry>();
  const decided: string[] = [];
  const keyOf = (...parts: readonly string[]) => parts.join('\n');
  const rowsOf = (ledger: string) => posted.get(ledger) ?? [];
  const find = (ledger: string, entry: string) => rowsOf(ledger).find(({ id }) => id === entry);

  return {
    first: () => decided[0] ?? '',
    of: (ledger) => ({
      rows: rowsOf(ledger),
      refusals: new Map(within(ledger, refused)),
      waiting: new Set(within(ledger, waiting).map(([entry]) => entry)),
      totals: within(ledger, sums).map(([key, sum]) => {
        const [unit = '', measure = ''] = key.split('\n');
        return { unit, measure, ...sum };
      }),
    }),
    knows: (ledger, entry) =>
      !faults.postsWhatCame &&
      (find(ledger, entry) !== undefined || refused.has(keyOf(ledger, entry)) || waiting.has(keyOf(ledger, entry))),
    head: (ledger) => {
      const head = rowsOf(ledger).at(-1) ?? emptyHead;
      return faults.breaksTheChain ? { ...head, hash: emptyHead.hash } : head;
    },
    sum: (ledger, unit, measure) =>
      faults.hasNoBudgetCheck ? plenty : (sums.get(keyOf(ledger, unit, measure)) ?? nothing),
    original: (ledger, entry) => {
      const row = find(ledger, entry);
      if (row) {
        return { type: 'posted', entry: row, isReversed: rowsOf(ledger).some(({ reverses }) => reverses === entry) };
      }
      if (refused.has(keyOf(ledger, entry))) return { type: 'refused' };
      return waiting.has(keyOf(ledger, entry)) ? { type: 'waiting' } : null;
    },
    closedUntil: () => null,
    approvalLimits: () => ({}),
    post: (row, sum) => {
      posted.set(row.ledger, [...rowsOf(row.ledger), row]);
      sums.set(keyOf(row.ledger, row.unit, row.measure), sum);
      decided.push(row.id);
    },
    refuse: (ledger, entry, reason, _declinedBy, at) => {
      refused.set(keyOf(ledger, entry), { reason, at });
      decided.push(entry);
    },
    wait: (ledger, entry) => void waiting.set(keyOf(ledger, entry.id), entry),
    decided: (ledger, entry) => void waiting.delete(keyOf(ledger, entry)),
  };
};
