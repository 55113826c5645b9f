import type { ListField } from '@lianxi/documents';
import type { NewReport } from '#lib/workspace';

/** A screen with residents on it is printed by the browser's own means: what is told of it, one report a register. */
export const screenPrinted = (
  addresses: readonly (string | undefined)[],
  columns: readonly string[],
  isMasked: boolean,
): readonly NewReport[] => {
  const rows = new Map<string, number>();
  for (const address of addresses) if (address !== undefined) rows.set(address, (rows.get(address) ?? 0) + 1);
  return [...rows].map(([address, count]) => ({
    type: 'printed',
    address,
    columns,
    rows: count,
    isMasked,
    purpose: 'work',
    reference: null,
  }));
};

/** What a phone's doors show. */
export const doorFields: readonly ListField[] = ['building', 'entrance', 'room', 'name', 'residence'];
