import { ok, type Result } from '@lianxi/base';
import type { KindRules, RuleViolation, Write } from '../kind.ts';
import { isCell, isRowBase, parseKey } from '../table/index.ts';
import { createTableRules, violation } from '../table-rules.ts';
import { findConsentProblem, isDay } from './consent.ts';
import { careTables, detailFields, labelsTable } from './schema.ts';

const tableRules = createTableRules(careTables);

/**
 * What may be written into a care document, beyond what holds for every table: no detail without a consent, a consent that
 * is never touched again, and none that is withdrawn with its details still standing.
 */
export const careRules: KindRules = {
  mayWrite: (write) => {
    const judged = tableRules.mayWrite(write);
    if (!judged.ok || write.writer.isServer) return judged;
    const key = parseKey(write.key ?? '');
    switch (key?.type) {
      case 'row':
        return judgeConsent(write);
      case 'cell':
        if (key.field === 'withdrawnOn') return judgeWithdrawal(write, key.id);
        return isDetail(key.field) ? judgeDetail(write, key.id, key.field) : violation(write, 'consent-is-final');
      case 'removed':
        return judgeRemoval(write, key.id);
      case 'clash':
        // Two may withdraw apart; of a detail no lost value is kept, or a withdrawal would not reach it.
        return key.field === 'withdrawnOn' ? ok(undefined) : violation(write, 'consent-is-final');
      default:
        return violation(write, 'unfit-value');
    }
  },
  mayDelete: () => false,
  remembered: [labelsTable.name],
};

type Judged = Result<void, RuleViolation>;

const judgeConsent = (write: Write): Judged => {
  const values = write.value as { readonly [field: string]: unknown };
  const isBeside = [...detailFields, 'withdrawnOn'].every((field) => (values[field] ?? null) === null);
  // In the row itself a detail could never be blanked.
  if (!isBeside) return violation(write, 'detail-in-row');
  const problem = findConsentProblem(values);
  return problem ? violation(write, problem) : ok(undefined);
};

const judgeDetail = (write: Write, id: string, field: string): Judged => {
  if (isBlank(write.value)) return ok(undefined);
  if (write.exists) return violation(write, 'detail-is-final');
  const row = write.standing?.(write.container, id);
  if (!isRowBase(row) || findConsentProblem(row)) return violation(write, 'no-consent');
  if (row.$by !== write.writer.member) return violation(write, 'stamp-of-another');
  const isOver = ['withdrawnOn', '~'].some((each) => !isBlank(standingCell(write, id, each)));
  // Recorded and withdrawn in one update, on a device without a network: the blank is what stands.
  const stands = !isBlank(standingCell(write, id, field));
  return isOver && stands ? violation(write, 'consent-withdrawn') : ok(undefined);
};

const judgeWithdrawal = (write: Write, id: string): Judged => {
  const [day] = write.value as readonly unknown[];
  if (!isDay(day)) return violation(write, 'withdrawal-is-final');
  return hasDetails(write, id) ? violation(write, 'details-left') : ok(undefined);
};

const judgeRemoval = (write: Write, id: string): Judged => {
  const [isRemoved] = write.value as readonly unknown[];
  if (isRemoved !== true) return violation(write, 'removal-is-final');
  const row = write.standing?.(write.container, id);
  const isOwn = isRowBase(row) && row.$by === write.writer.member;
  if (!isOwn && !write.writer.isCommittee) return violation(write, 'record-of-another');
  return hasDetails(write, id) ? violation(write, 'details-left') : ok(undefined);
};

const hasDetails = (write: Write, id: string): boolean =>
  detailFields.some((field) => !isBlank(standingCell(write, id, field)));

const standingCell = (write: Write, id: string, field: string): unknown =>
  write.standing?.(write.container, `${id}/${field}`);

const isDetail = (field: string): boolean => (detailFields as readonly string[]).includes(field);

/** Nothing, or a cell that was cleared. */
const isBlank = (value: unknown): boolean => !isCell(value) || value[0] === null || value[0] === false;
