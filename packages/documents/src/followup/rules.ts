import { ok, type Result } from '@lianxi/base';
import { judgeAttachment } from '../attachments/rules.ts';
import { attachmentsSchema } from '../attachments/schema.ts';
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
    if (write.container === attachmentsSchema.name) return judgeFile(write);
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
  remembered: [itemsSchema.name, feedbackSchema.name, reviewsSchema.name, attachmentsSchema.name],
};

/** Files go with what somebody reported, by that very person, and with it again. */
const judgeFile = (write: Write): Result<void, RuleViolation> => {
  const judged = tableRules.mayWrite(write);
  if (!judged.ok) return judged;
  const isOwnReport = (about: unknown): boolean => {
    const report = typeof about === 'string' ? write.standing?.(feedbackSchema.name, about) : undefined;
    return isRowBase(report) && report.$by === write.writer.member;
  };
  return judgeAttachment(write, { mayAttach: ({ about }) => isOwnReport(about), mayTidy: false });
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
