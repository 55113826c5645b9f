import { tryResult } from '@lianxi/base';
import type { Entry, Outcome } from '@lianxi/documents';
import type { Database } from 'better-sqlite3';
import { type ChainHead, emptyHead } from '../../chain.ts';
import type { ClosingRecord, LedgerRecords, LedgerTotal } from '../../ledger/audit.ts';
import type { LedgerHead, PostedEntry } from '../../ledger/chain.ts';
import { type LedgerDocument, readLedgerDocument } from '../../ledger/document.ts';
import type { Store } from '../open.ts';
import { postedColumns } from './columns.ts';

/** What the books are read from: the store, or any connection to a file. */
export type BooksFile = Pick<Store, 'sqlite'>;

/** null where there is no such document, or its content does not come out. */
export const readDocumentOf = (sqlite: Database, ledger: string): LedgerDocument | null => {
  const room = sqlite.prepare('SELECT room FROM documents WHERE address = ?').pluck().get(ledger);
  if (room === undefined) return null;
  const rows = sqlite
    .prepare(
      `SELECT 0 AS seq, state AS bytes FROM baselines WHERE room = @room
       UNION ALL SELECT seq, bytes FROM updates WHERE room = @room ORDER BY seq`,
    )
    .all({ room }) as { readonly bytes: Uint8Array }[];
  const read = tryResult(
    () => readLedgerDocument(rows.map(({ bytes }) => bytes)),
    () => null,
  );
  return read.ok ? read.value : null;
};

/** Every ledger that there is a document, a row, a sum or anything else of, by address. */
export const listLedgers = ({ sqlite }: BooksFile): readonly string[] =>
  sqlite
    .prepare(
      `SELECT address FROM documents WHERE kind = 'ledger' UNION SELECT ledger FROM ledger_entries
       UNION SELECT ledger FROM ledger_refusals UNION SELECT ledger FROM ledger_waiting UNION SELECT ledger FROM ledger_totals
       ORDER BY 1`,
    )
    .pluck()
    .all() as string[];

export const readHeads = ({ sqlite }: BooksFile): readonly LedgerHead[] =>
  sqlite
    .prepare(
      `SELECT ledger, number, hash FROM ledger_entries AS last
       WHERE number = (SELECT max(number) FROM ledger_entries WHERE ledger = last.ledger) ORDER BY ledger`,
    )
    .all() as LedgerHead[];

export const readRecords = (
  { sqlite }: BooksFile,
  ledger: string,
  closings: readonly ClosingRecord[],
): LedgerRecords => {
  const refusals = sqlite
    .prepare('SELECT entry, reason, refused_at AS at FROM ledger_refusals WHERE ledger = ?')
    .all(ledger) as { readonly entry: string; readonly reason: string; readonly at: number }[];
  return {
    ledger,
    rows: sqlite
      .prepare(`SELECT ${postedColumns} FROM ledger_entries WHERE ledger = ? ORDER BY number`)
      .all(ledger) as PostedEntry[],
    refusals: new Map(refusals.map((refusal) => [refusal.entry, refusal])),
    waiting: new Set(
      sqlite.prepare('SELECT entry FROM ledger_waiting WHERE ledger = ?').pluck().all(ledger) as string[],
    ),
    totals: sqlite
      .prepare('SELECT unit, measure, promised, delivered, used FROM ledger_totals WHERE ledger = ?')
      .all(ledger) as LedgerTotal[],
    document: readDocumentOf(sqlite, ledger),
    closings: closings.map(({ until, heads }): { until: string; head: ChainHead } => ({
      until,
      head: heads.find((head) => head.ledger === ledger) ?? emptyHead,
    })),
  };
};

export const readClosings = ({ sqlite }: BooksFile): readonly ClosingRecord[] => {
  const closings = sqlite
    .prepare(
      `SELECT number, previous, hash, until, closed_by AS closedBy, closed_at AS closedAt
       FROM ledger_closings ORDER BY number`,
    )
    .all() as Omit<ClosingRecord, 'heads'>[];
  const heads = sqlite.prepare(
    'SELECT ledger, number, hash, is_demo AS isDemo FROM ledger_closing_heads WHERE closing = ? ORDER BY ledger',
  );
  return closings.map((closing) => ({
    ...closing,
    heads: (heads.all(closing.number) as (LedgerHead & { readonly isDemo: number })[]).map((head) => ({
      ...head,
      isDemo: head.isDemo === 1,
    })),
  }));
};

export interface WaitingEntry {
  readonly ledger: string;
  readonly entry: Entry;
  readonly askedAt: number;
}

/** What waits for approval, the longest waiting first. */
export const listWaiting = ({ sqlite }: BooksFile): readonly WaitingEntry[] => {
  const rows = sqlite
    .prepare('SELECT ledger, content, asked_at AS askedAt FROM ledger_waiting ORDER BY asked_at, ledger, entry')
    .all() as { readonly ledger: string; readonly content: string; readonly askedAt: number }[];
  return rows.map(({ ledger, content, askedAt }) => ({ ledger, entry: JSON.parse(content) as Entry, askedAt }));
};

/** What the books say of an entry, as its document should. */
export const readOutcome = (sqlite: Database, ledger: string, entry: string): Outcome | null => {
  const posted = sqlite
    .prepare(
      `SELECT number, posted_at AS at, approved_by AS approvedBy, hash FROM ledger_entries WHERE ledger = ? AND entry = ?`,
    )
    .get(ledger, entry) as { number: number; at: number; approvedBy: string | null; hash: string } | undefined;
  if (posted) return { state: 'posted', ...posted };
  const refused = sqlite
    .prepare('SELECT reason, refused_at AS at FROM ledger_refusals WHERE ledger = ? AND entry = ?')
    .get(ledger, entry) as { reason: string; at: number } | undefined;
  return refused ? { state: 'refused', ...refused } : null;
};
