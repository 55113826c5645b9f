import type { About } from './schema.ts';

/**
 * The columns beyond the minimum. A register keeps names, doors, who belongs to which household, and telephones; whatever
 * else it is to hold is a column that the committee opens for a purpose, in this register alone, and locks again.
 */
export const lockableColumns = ['sex', 'birth', 'idNumber', 'residence', 'partyMember', 'note'] as const;
export type LockableColumn = (typeof lockableColumns)[number];

/** Where a column's purpose stands in `about`. */
export const purposeField = <C extends LockableColumn>(column: C): `${C}For` => `${column}For`;

/** The column that a cell belongs to; null for what every register holds. A remark on a door is a note as one on a person is. */
export const columnOf = (table: string, field: string): LockableColumn | null => {
  if (table === 'households') return field === 'remark' ? 'note' : null;
  return table === 'residents' && isLockable(field) ? field : null;
};

export const isLockable = (column: string): column is LockableColumn =>
  (lockableColumns as readonly string[]).includes(column);

/**
 * Whether a column is open. `unlocked`: the committee has said what for. `before`: it was open in a register of version 1,
 * which knew no lock but that of the citizen number; its purpose is what the register says of itself, if anything.
 */
export type ColumnStanding =
  | { readonly type: 'locked' }
  | { readonly type: 'unlocked'; readonly purpose: string }
  | { readonly type: 'before'; readonly purpose: string | null };

/** What is asked of `about`: its values by field, null where nothing is said. */
export type Said = (field: keyof About) => unknown;

export const standingOf = (column: LockableColumn, said: Said, version: unknown): ColumnStanding => {
  const purpose = said(purposeField(column));
  if (typeof purpose === 'string') return purpose === '' ? { type: 'locked' } : { type: 'unlocked', purpose };
  if (version !== 1) return { type: 'locked' };
  if (column !== 'idNumber') return { type: 'before', purpose: textOf(said('purpose')) };
  const list = said('unlocked');
  const isListed = Array.isArray(list) && list.includes(column);
  return isListed ? { type: 'unlocked', purpose: textOf(said('unlockReason')) ?? '' } : { type: 'locked' };
};

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** What a register must say of itself before it opens a column. */
export const requiredToUnlock = ['purpose', 'legalBasis', 'keepingPeriod', 'responsible'] as const;
