import type { Json } from '@lianxi/base';
import type { Fields, Row } from '@lianxi/documents';

/** One of the values that stand beside each other, as a person chooses among them. */
export interface ClashValue {
  readonly key: string;
  readonly text: string;
  /** Whose it is and when it was written. */
  readonly by: string;
  readonly choose: () => void;
}

/** A value with its stamp. */
export interface StampedValue {
  readonly value: Json;
  readonly time: number;
  readonly member: string;
}

/** Every value that stands in one field, the present one among them, oldest first; none where nobody contradicts. */
export const standingValues = <F extends Fields>(row: Row<F> | undefined, field: string): readonly StampedValue[] => {
  const clash = row?.clashes.find((each) => each.field === field);
  if (!row || !clash) return [];
  const last = row.changes.find((change) => change.field === field);
  const value = (row.values as Readonly<Record<string, Json>>)[field] ?? null;
  const present = { value, time: last?.time ?? row.createdAt, member: last?.member ?? row.createdBy };
  return [present, ...clash.others].sort((one, other) => one.time - other.time);
};
