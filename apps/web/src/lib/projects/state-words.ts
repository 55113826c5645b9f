import type { LedgerLine, ReversalFlaw } from '@lianxi/documents';
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

/** What stands with an entry, and what it means for the totals. */
export const stateWords = (line: LedgerLine): string => {
  if (line.state === 'refused') return m.projects_why_refused({ reason: line.reason ?? '' });
  if (line.flaw !== null) return flawWords(line.flaw);
  if (line.reversedBy !== null) return m.projects_why_reversed();
  return line.state === 'posted' ? m.projects_why_posted() : m.projects_why_pending();
};
