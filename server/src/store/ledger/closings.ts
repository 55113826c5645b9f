import { err, ok, type Result } from '@lianxi/base';
import { isDay } from '@lianxi/documents';
import { genesis } from '../../chain.ts';
import { auditClosings, auditLedger, type Problem } from '../../ledger/audit.ts';
import { type Closing, hashClosing } from '../../ledger/chain.ts';
import type { Store } from '../open.ts';
import { type BooksFile, listLedgers, listWaiting, readClosings, readHeads, readRecords } from './records.ts';

export type ClosingError =
  | { readonly type: 'DayInvalid'; readonly until: string }
  /** The period is not over: `until` lies after today. */
  | { readonly type: 'DayAhead'; readonly today: string }
  /** Closed already, up to `until`. */
  | { readonly type: 'ClosedAlready'; readonly until: string }
  /** Entries of the period wait for approval: they are approved or declined first. */
  | { readonly type: 'EntriesWait'; readonly count: number }
  | { readonly type: 'BooksUnsound'; readonly problem: Problem };

/** Recomputes everything; what is wrong first in each ledger, and with the closings. Empty: all of it holds. */
export const verifyBooks = (store: BooksFile): readonly Problem[] =>
  store.sqlite
    .transaction((): readonly Problem[] => {
      const closings = readClosings(store);
      const ofClosings = auditClosings(closings);
      const ledgers = new Set(listLedgers(store));
      // What a closing knows of is looked for even where nothing is left of it; only the demo's may be gone.
      for (const { ledger, isDemo } of closings.flatMap(({ heads }) => heads)) if (!isDemo) ledgers.add(ledger);
      const ofLedgers = [...ledgers]
        .sort()
        .flatMap((ledger) => auditLedger(readRecords(store, ledger, closings)) ?? []);
      return ofClosings ? [...ofLedgers, ofClosings] : ofLedgers;
    })
    .deferred();

/** Closes the period that ends with `until`, in every ledger at once. */
export const closePeriod = (
  store: Store,
  { until, by }: { readonly until: string; readonly by: string | null },
): Result<Closing, ClosingError> => {
  const { sqlite, clock } = store;
  if (!isDay(until)) return err({ type: 'DayInvalid', until });
  // Before the write lock is taken: the relay goes on while everything is read. What it posts meanwhile follows the rules.
  const [problem] = verifyBooks(store);
  if (problem) return err({ type: 'BooksUnsound', problem });
  return sqlite
    .transaction((): Result<Closing, ClosingError> => {
      const now = clock();
      const today = dayOf(now);
      if (until > today) return err({ type: 'DayAhead', today });
      const last = readClosings(store).at(-1);
      if (last && until <= last.until) return err({ type: 'ClosedAlready', until: last.until });
      const waiting = listWaiting(store).filter(({ entry }) => entry.date <= until).length;
      if (waiting > 0) return err({ type: 'EntriesWait', count: waiting });
      return ok(writeClosing(store, { until, closedBy: by, closedAt: now, last: last ?? null }));
    })
    .immediate();
};

const writeClosing = (
  store: Store,
  { until, closedBy, closedAt, last }: Pick<Closing, 'until' | 'closedBy' | 'closedAt'> & { last: Closing | null },
): Closing => {
  const isDemo = store.sqlite.prepare('SELECT is_demo FROM documents WHERE address = ?').pluck();
  const heads = readHeads(store).map((head) => ({ ...head, isDemo: isDemo.get(head.ledger) === 1 }));
  const unsigned = { number: (last?.number ?? 0) + 1, previous: last?.hash ?? genesis, until, closedBy, closedAt };
  const closing: Closing = { ...unsigned, hash: hashClosing(unsigned, heads) };
  store.sqlite
    .prepare(
      `INSERT INTO ledger_closings (number, previous, hash, until, closed_by, closed_at)
       VALUES (@number, @previous, @hash, @until, @closedBy, @closedAt)`,
    )
    .run(closing);
  const insert = store.sqlite.prepare('INSERT INTO ledger_closing_heads VALUES (?, ?, ?, ?, ?)');
  for (const head of heads) insert.run(closing.number, head.ledger, head.number, head.hash, head.isDemo ? 1 : 0);
  return closing;
};

/** The day where this machine stands. */
const dayOf = (time: number): string => {
  const at = new Date(time);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
};
