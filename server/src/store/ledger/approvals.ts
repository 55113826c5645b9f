import { type Address, type Grant, parseAddress } from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';
import type { Measure, Outcome } from '@lianxi/documents';
import { type ApprovalError, findApprovalError } from '../../ledger/approval.ts';
import type { ApprovalLimits } from '../../ledger/decide.ts';
import { createPosting } from '../../ledger/posting.ts';
import type { Store } from '../open.ts';
import { approvalSetting, createBooks, parseLimits } from './books.ts';
import { writeOutcomes } from './outcomes.ts';
import { listWaiting } from './records.ts';

/** What somebody of the committee says to an entry that waits. Durable when this returns, and then seen by every device. */
export interface Verdict {
  readonly ledger: Address;
  readonly entry: string;
  readonly isApproved: boolean;
  readonly by: { readonly id: string; readonly grants: readonly Grant[] };
}

/** The outcome: an approved entry may be refused after all, by the books as they are now. */
export const decideWaiting = (
  store: Store,
  { ledger, entry: id, isApproved, by }: Verdict,
): Result<Outcome, ApprovalError> => {
  const { sqlite, clock } = store;
  const parts = parseAddress(ledger);
  if (!parts.ok) return err({ type: 'NotWaiting' });
  const decided = sqlite
    .transaction((): Result<Outcome, ApprovalError> => {
      const waiting = listWaiting(store).find((each) => each.ledger === ledger && each.entry.id === id);
      if (!waiting) return err({ type: 'NotWaiting' });
      const now = clock();
      const error = findApprovalError(waiting.entry, parts.value, by, now);
      if (error) return { ok: false, error };
      const posting = createPosting(createBooks(sqlite));
      const decide = isApproved ? posting.approve : posting.decline;
      const outcome = decide(ledger, waiting.entry, by.id, now);
      writeOutcomes(sqlite, ledger, new Map([[id, outcome]]), now);
      return ok(outcome);
    })
    .immediate();
  if (decided.ok) for (const watcher of store.watchers) watcher();
  return decided;
};

export const readApprovalLimits = ({ sqlite }: Store): ApprovalLimits =>
  parseLimits(sqlite.prepare('SELECT value FROM settings WHERE key = ?').pluck().get(approvalSetting) as string);

/** From which quantity on entries of a measure need approval; null: never. What waits already goes on waiting. */
export const setApprovalLimit = (store: Store, measure: Measure, from: number | null): void => {
  store.sqlite
    .transaction(() => {
      const { [measure]: _, ...others } = readApprovalLimits(store);
      const limits = from === null ? others : { ...others, [measure]: from };
      store.sqlite
        .prepare('INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value')
        .run(approvalSetting, JSON.stringify(limits));
    })
    .immediate();
};
