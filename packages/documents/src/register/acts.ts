import type { Act, ActRules } from '../kind.ts';
import { isCell, recordId } from '../table/index.ts';
import { lockableColumns, purposeField } from './columns.ts';
import { aboutRecord } from './schema.ts';

const listed = `${recordId}/unlocked`;
const columnByKey = new Map<string, string>(
  lockableColumns.map((column) => [`${recordId}/${purposeField(column)}`, column]),
);

/** Columns that were shut until then. What is written again, or for another purpose, unlocks nothing anew. */
export const registerActs: ActRules = {
  container: aboutRecord.name,
  of: (key, value, before): readonly Act[] => {
    const column = columnByKey.get(key);
    if (column) {
      const isOpened = Boolean(valueIn(value)) && !valueIn(before(aboutRecord.name, key));
      return isOpened ? [{ type: 'unlocked', column }] : [];
    }
    if (key !== listed) return [];
    const known = listIn(before(aboutRecord.name, listed));
    return listIn(value)
      .filter((each) => !known.includes(each))
      .map((each) => ({ type: 'unlocked', column: each }));
  },
};

const valueIn = (cell: unknown): unknown => (isCell(cell) ? cell[0] : null);

const listIn = (cell: unknown): readonly string[] => {
  const value = valueIn(cell);
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
};
