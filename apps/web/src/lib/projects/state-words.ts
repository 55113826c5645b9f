import { type EntryRefusal, type LedgerLine, type ReversalFlaw, refusals } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';

const flawWords = (flaw: ReversalFlaw): string => {
  switch (flaw) {
    case 'entry-missing':
      return m.projects_flaw_missing();
    case 'not-its-opposite':
      return m.projects_flaw_not_opposite();
    case 'entry-refused':
      return m.projects_flaw_refused();
    case 'already-reversed':
      return m.projects_flaw_already();
  }
};

const refusalWords = {
  'period-closed': m.projects_refusal_period_closed,
  'over-promised': m.projects_refusal_over_promised,
  'over-delivered': m.projects_refusal_over_delivered,
  'delivery-stands': m.projects_refusal_delivery_stands,
  'use-stands': m.projects_refusal_use_stands,
  'sum-too-large': m.projects_refusal_sum_too_large,
  'entry-missing': m.projects_refusal_entry_missing,
  'entry-refused': m.projects_refusal_entry_refused,
  'entry-waiting': m.projects_refusal_entry_waiting,
  'not-its-opposite': m.projects_refusal_not_its_opposite,
  'already-reversed': m.projects_refusal_already_reversed,
  'stamp-of-another': m.projects_refusal_stamp_of_another,
  declined: m.projects_refusal_declined,
} satisfies { readonly [R in EntryRefusal]: () => string };

/** A reason that only a newer version knows is shown as it is. */
const reasonWords = (reason: string | null): string => {
  const known = refusals.find((each) => each === reason);
  return known ? refusalWords[known]() : (reason ?? '');
};

/** What stands with an entry, and what it means for the totals. */
export const stateWords = (line: LedgerLine): string => {
  if (line.state === 'refused') return m.projects_why_refused({ reason: reasonWords(line.reason) });
  if (line.flaw !== null) return flawWords(line.flaw);
  if (line.reversedBy !== null) return m.projects_why_reversed();
  return line.state === 'posted' ? m.projects_why_posted() : m.projects_why_pending();
};
