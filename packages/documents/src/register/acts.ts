import type { Act, ActRules } from '../kind.ts';
import { isCell, recordId } from '../table/index.ts';
import { aboutRecord } from './schema.ts';

const unlocked = `${recordId}/unlocked`;

/** Columns that were shut until then. What is written again unlocks nothing anew. */
export const registerActs: ActRules = {
  container: aboutRecord.name,
  of: (key, value, before): readonly Act[] => {
    if (key !== unlocked) return [];
    const known = listIn(before(aboutRecord.name, unlocked));
    return listIn(value)
      .filter((column) => !known.includes(column))
      .map((column) => ({ type: 'unlocked', column }));
  },
};

const listIn = (cell: unknown): readonly string[] => {
  const value = isCell(cell) ? cell[0] : null;
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
};
