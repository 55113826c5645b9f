import type { Entry, EntryRefusal, Outcome, Sum } from '@lianxi/documents';
import type { ChainHead } from '../chain.ts';
import type { Books } from './books.ts';
import { hashEntry, type PostedEntry } from './chain.ts';
import { type ApprovalLimits, decide } from './decide.ts';

/**
 * Posts entries or refuses them: unique id → stamp → period → reversal → enough promised and delivered → approval → the
 * next row of the ledger's chain. Runs inside the transaction that stores the entries, wherever that runs. An entry that
 * the books know already is passed over, so the same entries again change nothing.
 */
export interface Posting {
  /** The outcomes of those that are new; one that waits for approval has none yet. */
  post(ledger: string, entries: readonly Submitted[], now: number): ReadonlyMap<string, Outcome>;
  /** Of an entry that waits. It is judged by the books as they are now, and may be refused after all. */
  approve(ledger: string, entry: Entry, approver: string, now: number): Outcome;
  decline(ledger: string, entry: Entry, decliner: string, now: number): Outcome;
}

export interface Submitted {
  readonly entry: Entry;
  /** The member whose update it came in; null where that is no longer known. */
  readonly author: string | null;
}

/** What holds for all entries of one call. */
interface Round {
  readonly ledger: string;
  readonly now: number;
  readonly closedUntil: string | null;
  readonly limits: ApprovalLimits;
  head: ChainHead;
}

export const createPosting = (books: Books): Posting => {
  const begin = (ledger: string, now: number): Round => ({
    ledger,
    now,
    closedUntil: books.closedUntil(),
    limits: books.approvalLimits(),
    head: books.head(ledger),
  });

  const refuse = (round: Round, { id }: Entry, reason: EntryRefusal, by: string | null): Outcome => {
    books.refuse(round.ledger, id, reason, by, round.now);
    return { state: 'refused', reason, at: round.now };
  };

  const append = (round: Round, entry: Entry, sum: Sum, approvedBy: string | null): Outcome => {
    const number = round.head.number + 1;
    const { ledger, now: postedAt } = round;
    const unsigned = { ...entry, ledger, number, previous: round.head.hash, approvedBy, postedAt };
    const row: PostedEntry = { ...unsigned, hash: hashEntry(unsigned) };
    books.post(row, sum);
    round.head = row;
    return { state: 'posted', number, at: postedAt, approvedBy, hash: row.hash };
  };

  /** null: it waits. */
  const settle = (round: Round, entry: Entry, approver: string | null): Outcome | null => {
    const decision = decide(entry, {
      closedUntil: round.closedUntil,
      sum: books.sum(round.ledger, entry.unit, entry.measure),
      original: entry.reverses === null ? null : books.original(round.ledger, entry.reverses),
      approvalFrom: round.limits[entry.measure] ?? null,
      isApproved: approver !== null,
    });
    switch (decision.type) {
      case 'refuse':
        return refuse(round, entry, decision.reason, null);
      case 'post':
        return append(round, entry, decision.sum, approver);
      case 'wait':
        books.wait(round.ledger, entry, round.now);
        return null;
    }
  };

  return {
    post: (ledger, entries, now) => {
      const round = begin(ledger, now);
      const outcomes = new Map<string, Outcome>();
      for (const { entry, author } of entries.toSorted(asEntered)) {
        if (books.knows(ledger, entry.id)) continue;
        const isOwn = author === null || author === entry.by;
        const outcome = isOwn ? settle(round, entry, null) : refuse(round, entry, 'stamp-of-another', null);
        if (outcome) outcomes.set(entry.id, outcome);
      }
      return outcomes;
    },
    approve: (ledger, entry, approver, now) => {
      books.decided(ledger, entry.id);
      const outcome = settle(begin(ledger, now), entry, approver);
      if (!outcome) throw new Error('an approved entry waits for nothing');
      return outcome;
    },
    decline: (ledger, entry, decliner, now) => {
      books.decided(ledger, entry.id);
      return refuse(begin(ledger, now), entry, 'declined', decliner);
    },
  };
};

/** What a device wrote in several sessions comes at once and in no order: a promise stands before what is delivered of it. */
const asEntered = ({ entry: left }: Submitted, { entry: right }: Submitted): number =>
  left.at - right.at || (left.id < right.id ? -1 : 1);
