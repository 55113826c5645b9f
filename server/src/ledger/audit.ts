import { jsonEquals } from '@lianxi/base';
import { type Entry, isOpposite, type Outcome, type Sum } from '@lianxi/documents';
import { type ChainHead, emptyHead } from '../chain.ts';
import { type Closing, hashClosing, hashEntry, type LedgerHead, type PostedEntry } from './chain.ts';
import type { LedgerDocument } from './document.ts';

/** All that is kept of one ledger, from one moment of the file. */
export interface LedgerRecords {
  readonly ledger: string;
  /** In the order of their numbers. */
  readonly rows: readonly PostedEntry[];
  readonly refusals: ReadonlyMap<string, { readonly reason: string; readonly at: number }>;
  readonly waiting: ReadonlySet<string>;
  readonly totals: readonly LedgerTotal[];
  /** null: there is no such document. */
  readonly document: LedgerDocument | null;
  /** The closings that this ledger had a place in or missed, oldest first. */
  readonly closings: readonly { readonly until: string; readonly head: ChainHead }[];
}

export interface LedgerTotal extends Sum {
  readonly unit: string;
  readonly measure: string;
}

export interface ClosingRecord extends Closing {
  readonly heads: readonly (LedgerHead & { readonly isDemo: boolean })[];
}

/** What is wrong, with the first row, entry, sum or closing that shows it. */
export type Problem =
  | { readonly type: RowProblem; readonly ledger: string; readonly number: number }
  | { readonly type: EntryProblem; readonly ledger: string; readonly entry: string }
  | { readonly type: 'sum-differs'; readonly ledger: string; readonly unit: string; readonly measure: string }
  | { readonly type: 'document-missing'; readonly ledger: string }
  | { readonly type: 'closing-altered' | 'closing-missing'; readonly closing: number };

type RowProblem =
  /** Its number is not there, though a later one is, or the document or a closing knows of it. */
  | 'row-missing'
  /** It does not come to its hash. */
  | 'row-altered'
  /** It does not name the hash of the row before it. */
  | 'row-unchained'
  /** More delivered than promised, or used than delivered, from this row on; or a reversal of what it cannot reverse. */
  | 'row-unsound'
  /** The document has no such entry, or another one under its id. */
  | 'row-not-in-document'
  /** The document says something else of it, or nothing. */
  | 'row-outcome-differs'
  /** A closing has another hash under its number. */
  | 'row-differs-from-closing'
  /** Dated in a period that had been closed when it was posted. */
  | 'row-in-closed-period';

type EntryProblem =
  /** It stands in the document and was neither posted nor refused, and does not wait either. */
  | 'entry-unposted'
  /** The document says that it was refused; the books do not, or say it otherwise. */
  | 'refusal-differs';

/** Recomputes one ledger's chain, sums and outcomes; the first thing that is wrong, or null. */
export const auditLedger = (records: LedgerRecords): Problem | null =>
  findRowProblem(records) ?? findEntryProblem(records) ?? findSumProblem(records);

const findRowProblem = ({ ledger, rows, document, closings }: LedgerRecords): Problem | null => {
  const problem = (type: RowProblem, number: number): Problem => ({ type, ledger, number });
  const posted = new Map<string, PostedEntry>();
  const reversed = new Set<string>();
  const sums = new Map<string, Sum>();
  let head: ChainHead = emptyHead;
  for (const row of rows) {
    const number = head.number + 1;
    if (row.number !== number) return problem('row-missing', number);
    if (row.hash !== hashEntry(row)) return problem('row-altered', number);
    if (row.previous !== head.hash) return problem('row-unchained', number);
    const original = row.reverses === null ? null : posted.get(row.reverses);
    if (original === undefined || (original && (!isOpposite(row, original) || reversed.has(original.id)))) {
      return problem('row-unsound', number);
    }
    if (original) reversed.add(original.id);
    if (!isSound(addTo(sums, row))) return problem('row-unsound', number);
    const closed = closings.filter((closing) => closing.head.number < number).at(-1);
    if (closed && row.date <= closed.until) return problem('row-in-closed-period', number);
    if (closings.some((closing) => closing.head.number === number && closing.head.hash !== row.hash)) {
      return problem('row-differs-from-closing', number);
    }
    if (document && !jsonEquals({ ...document.entries.get(row.id) }, entryOf(row))) {
      return problem('row-not-in-document', number);
    }
    if (document && !tells(document.outcomes.get(row.id), row)) return problem('row-outcome-differs', number);
    posted.set(row.id, row);
    head = row;
  }
  const known = closings.map((closing) => closing.head.number);
  for (const [id, outcome] of document?.outcomes ?? []) {
    if (outcome.state === 'posted' && !posted.has(id)) known.push(outcome.number);
  }
  const beyond = known.filter((number) => number > head.number);
  if (beyond.length > 0) return problem('row-missing', head.number + 1);
  return document || rows.length === 0 ? null : { type: 'document-missing', ledger };
};

const findEntryProblem = ({ ledger, rows, refusals, waiting, document }: LedgerRecords): Problem | null => {
  if (!document) return null;
  const posted = new Set(rows.map(({ id }) => id));
  for (const entry of document.entries.keys()) {
    const outcome = document.outcomes.get(entry);
    const refusal = refusals.get(entry);
    if (outcome?.state === 'posted' && !posted.has(entry)) return { type: 'entry-unposted', ledger, entry };
    if (outcome?.state === 'refused' ? outcome.reason !== refusal?.reason || outcome.at !== refusal.at : refusal) {
      return { type: 'refusal-differs', ledger, entry };
    }
    if (!outcome && !waiting.has(entry)) return { type: 'entry-unposted', ledger, entry };
  }
  for (const entry of refusals.keys()) {
    if (!document.entries.has(entry)) return { type: 'refusal-differs', ledger, entry };
  }
  for (const entry of waiting) {
    if (!document.entries.has(entry) || posted.has(entry)) return { type: 'entry-unposted', ledger, entry };
  }
  return null;
};

const findSumProblem = ({ ledger, rows, totals }: LedgerRecords): Problem | null => {
  const sums = new Map<string, Sum>();
  for (const row of rows) addTo(sums, row);
  for (const total of totals) {
    const { unit, measure, promised, delivered, used } = total;
    const sum = sums.get(`${unit} ${measure}`);
    if (!jsonEquals({ ...sum }, { promised, delivered, used })) return { type: 'sum-differs', ledger, unit, measure };
    sums.delete(`${unit} ${measure}`);
  }
  const [missing] = sums.keys();
  if (missing === undefined) return null;
  const [unit = '', measure = ''] = missing.split(' ');
  return { type: 'sum-differs', ledger, unit, measure };
};

/** The closings' own chain. Whether the ledgers still stand where a closing says is each ledger's question. */
export const auditClosings = (closings: readonly ClosingRecord[]): Problem | null => {
  let last: Closing | null = null;
  for (const closing of closings) {
    const { heads, hash, ...unsigned } = closing;
    const number: number = (last?.number ?? 0) + 1;
    if (closing.number !== number) return { type: 'closing-missing', closing: number };
    const follows = closing.previous === (last?.hash ?? emptyHead.hash) && closing.until > (last?.until ?? '');
    if (!follows || hash !== hashClosing(unsigned, heads)) return { type: 'closing-altered', closing: number };
    last = closing;
  }
  return null;
};

const entryOf = ({
  id,
  unit,
  step,
  measure,
  quantity,
  item,
  date,
  by,
  at,
  reverses,
  need,
  offer,
}: Entry): Entry & {
  readonly [key: string]: string | number | null;
} => ({ id, unit, step, measure, quantity, item, date, by, at, reverses, need, offer });

const tells = (outcome: Outcome | undefined, row: PostedEntry): boolean =>
  outcome?.state === 'posted' &&
  outcome.number === row.number &&
  outcome.at === row.postedAt &&
  (outcome.hash ?? row.hash) === row.hash;

const addTo = (sums: Map<string, Sum>, { unit, measure, step, quantity }: Entry): Sum => {
  const key = `${unit} ${measure}`;
  const before = sums.get(key) ?? { promised: 0, delivered: 0, used: 0 };
  const after = { ...before, [step]: before[step] + quantity };
  sums.set(key, after);
  return after;
};

const isSound = ({ promised, delivered, used }: Sum): boolean =>
  used >= 0 && used <= delivered && delivered <= promised;
