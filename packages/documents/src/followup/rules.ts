import { ok, type Result } from '@lianxi/base';
import type { KindRules, RuleViolation, Write } from '../kind.ts';
import { isRowBase, parseKey } from '../table/index.ts';
import { createTableRules, violation } from '../table-rules.ts';
import { feedbackSchema, followupTables, itemsSchema, reviewsSchema } from './schema.ts';

const tableRules = createTableRules(followupTables);

/**
 * A unit reports on its own items, the committee on any; the committee decides. What was said is never changed, and taken back
 * only by whoever said it. Everything else is the relay's.
 */
export const followupRules: KindRules = {
  mayWrite: (write) => {
    if (write.writer.isServer) return ok(undefined);
    const isFeedback = write.container === feedbackSchema.name;
    if (!isFeedback && write.container !== reviewsSchema.name) return violation(write, 'server-only');
    const judged = tableRules.mayWrite(write);
    if (!judged.ok) return judged;
    const key = parseKey(write.key ?? '');
    if (key?.type === 'removed') return judgeRemoval(write, key.id);
    if (key?.type !== 'row') return violation(write, 'step-is-final');
    return judgeStep(write, isFeedback);
  },
  mayDelete: () => false,
  remembered: [itemsSchema.name, feedbackSchema.name, reviewsSchema.name],
};

const judgeStep = (write: Write, isFeedback: boolean): Result<void, RuleViolation> => {
  const { item } = write.value as { readonly item?: unknown };
  const about = typeof item === 'string' ? write.standing?.(itemsSchema.name, item) : undefined;
  if (!isRowBase(about)) return violation(write, 'no-such-item');
  const { isCommittee, units } = write.writer;
  if (isCommittee) return ok(undefined);
  if (!isFeedback) return violation(write, 'committee-settles');
  const parties = Array.isArray(about.parties) ? about.parties : [];
  return units.some((unit) => parties.includes(unit)) ? ok(undefined) : violation(write, 'item-of-another-unit');
};

const judgeRemoval = (write: Write, id: string): Result<void, RuleViolation> => {
  const row = write.standing?.(write.container, id);
  return isRowBase(row) && row.$by === write.writer.member ? ok(undefined) : violation(write, 'step-of-another');
};
