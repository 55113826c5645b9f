import { ok, type Result } from '@lianxi/base';
import type { KindRules, RuleViolation, Write } from '../kind.ts';
import { isCell, parseKey, recordId } from '../table/index.ts';
import { createTableRules, violation } from '../table-rules.ts';
import { requiredToUnlock } from './intents.ts';
import { aboutRecord, lockableFields, registerTables, residentsTable } from './schema.ts';

const tableRules = createTableRules(registerTables);

/**
 * What may be written into a register. The relay holds every update against this before it stores it. Beyond what holds
 * for every table: a locked column takes nothing, and only the committee unlocks one, once the register says what for.
 */
export const registerRules: KindRules = {
  mayWrite: (write) => {
    const judged = tableRules.mayWrite(write);
    if (!judged.ok || write.writer.isServer) return judged;
    if (write.container === aboutRecord.name) return judgeUnlocking(write);
    return write.container === residentsTable.name && fillsLocked(write) ? violation(write, 'column-locked') : judged;
  },
  mayDelete: () => false,
};

const judgeUnlocking = (write: Write): Result<void, RuleViolation> => {
  const field = fieldOf(write);
  if (field !== 'unlocked' && field !== 'unlockReason') return ok(undefined);
  if (!write.writer.isCommittee) return violation(write, 'committee-unlocks');
  const [value] = write.value as readonly unknown[];
  const opens = field === 'unlocked' && Array.isArray(value) && value.length > 0;
  const isGrounded = [...requiredToUnlock, 'unlockReason'].every((each) => Boolean(aboutValue(write, each)));
  return opens && !isGrounded ? violation(write, 'purpose-missing') : ok(undefined);
};

const fillsLocked = (write: Write): boolean => {
  const unlocked = aboutValue(write, 'unlocked');
  return lockableFields.some((field) => {
    if (Array.isArray(unlocked) && unlocked.includes(field)) return false;
    if (parseKey(write.key ?? '')?.type === 'row') {
      return ((write.value as Record<string, unknown>)[field] ?? null) !== null;
    }
    return fieldOf(write) === field && (write.value as readonly unknown[])[0] !== null;
  });
};

const fieldOf = (write: Write): string | undefined => {
  const key = parseKey(write.key ?? '');
  return key && 'field' in key ? key.field : undefined;
};

const aboutValue = (write: Write, field: string): unknown => {
  const cell = write.standing?.(aboutRecord.name, `${recordId}/${field}`);
  return isCell(cell) ? cell[0] : undefined;
};
