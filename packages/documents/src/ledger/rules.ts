import { ok, type Result } from '@lianxi/base';
import type { KindRules, RuleViolation, Write } from '../kind.ts';
import { createTableRules, violation } from '../table-rules.ts';
import { parseEntry } from './entry.ts';
import { entriesName, ledgerTables, outcomesName } from './schema.ts';

/**
 * An entry is written once, in one's own name, for one's own unit; the committee may enter for any. Outcomes are the
 * server's. Whether a reversal is sound needs other entries: the totals decide it (balance.ts), and the posting refuses it.
 */
const judgeEntry = (write: Write): Result<void, RuleViolation> => {
  const { key, value, writer } = write;
  const entry = key === null ? null : parseEntry(key, value);
  if (!entry) return violation(write, 'unfit-value');
  if (write.exists) return violation(write, 'entry-is-final');
  if (entry.by !== writer.member) return violation(write, 'stamp-of-another');
  if (!writer.isCommittee && !writer.units.includes(entry.unit)) return violation(write, 'entry-of-another-unit');
  return ok(undefined);
};

export const ledgerRules: KindRules = {
  ...createTableRules(ledgerTables, (write) => {
    if (write.container === entriesName) return judgeEntry(write);
    if (write.container === outcomesName) return violation(write, 'server-only');
    return undefined;
  }),
  facts: entriesName,
};
