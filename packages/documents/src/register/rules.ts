import { ok, type Result } from '@lianxi/base';
import type { KindRules, RuleViolation, Write } from '../kind.ts';
import { isCell, parseKey, recordId } from '../table/index.ts';
import { createTableRules, violation } from '../table-rules.ts';
import { columnOf, lockableColumns, purposeField, requiredToUnlock, standingOf } from './columns.ts';
import { aboutRecord, registerTables } from './schema.ts';

const tableRules = createTableRules(registerTables);

/** What says whether a column is open: the committee's to write. */
const committeeFields: ReadonlySet<string> = new Set([
  'unlocked',
  'unlockReason',
  ...lockableColumns.map((column) => purposeField(column)),
]);

/**
 * What may be written into a register. The relay holds every update against this before it stores it. Beyond what holds
 * for every table: a locked column takes nothing, and only the committee unlocks one, once the register says what for.
 */
export const registerRules: KindRules = {
  mayWrite: (write) => {
    const judged = tableRules.mayWrite(write);
    if (!judged.ok || write.writer.isServer) return judged;
    if (write.container === aboutRecord.name) return judgeUnlocking(write);
    return fillsLocked(write) ? violation(write, 'column-locked') : judged;
  },
  mayDelete: () => false,
  // A register of version 1 locks less.
  remembered: ['meta'],
};

const judgeUnlocking = (write: Write): Result<void, RuleViolation> => {
  const key = parseKey(write.key ?? '');
  // A record is written cell by cell; a base would speak for cells that nobody was asked about.
  if (key?.type === 'row') return violation(write, 'unfit-value');
  // A value that lost opens nothing; whoever saw it lose may leave the note.
  if (key?.type !== 'cell' || !committeeFields.has(key.field)) return ok(undefined);
  if (!write.writer.isCommittee) return violation(write, 'committee-unlocks');
  const [value] = write.value as readonly unknown[];
  const opens =
    key.field === 'unlocked'
      ? Array.isArray(value) && value.length > 0
      : isPurpose(value) && key.field !== 'unlockReason';
  const required = key.field === 'unlocked' ? ([...requiredInVersion1, 'unlockReason'] as const) : requiredToUnlock;
  const isGrounded = required.every((each) => Boolean(aboutValue(write, each)));
  return opens && !isGrounded ? violation(write, 'purpose-missing') : ok(undefined);
};

const requiredInVersion1 = ['purpose', 'legalBasis', 'keepingPeriod'] as const;

const isPurpose = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

const fillsLocked = (write: Write): boolean => {
  const key = parseKey(write.key ?? '');
  const isFilled = (field: string, value: unknown): boolean => {
    const column = value === null ? null : columnOf(write.container, field);
    if (column === null) return false;
    const version = write.standing?.('meta', 'version');
    return standingOf(column, (said) => aboutValue(write, said), version).type === 'locked';
  };
  if (key?.type === 'row') {
    return Object.entries(write.value as object).some(([field, value]) => isFilled(field, value ?? null));
  }
  return key !== null && 'field' in key && isFilled(key.field, (write.value as readonly unknown[])[0]);
};

const aboutValue = (write: Write, field: string): unknown => {
  const cell = write.standing?.(aboutRecord.name, `${recordId}/${field}`);
  return isCell(cell) ? cell[0] : null;
};
