import { isJsonObject, type Json } from '@lianxi/base';
import type * as Y from 'yjs';
import type { Fields } from './field.ts';

/**
 * A table is one flat Y.Map at the document's root:
 *
 *   rowId                         the row as it was created: its values, `$at` (ms) and `$by` (member)
 *   rowId "/" field               a cell written over it: [value, time in ms, member]
 *   rowId "/~"                    [true | false, time, member]: removed, or brought back
 *   rowId "/" field "!" stamp     a value that lost against another written at the same time: [value, time, member] until
 *                                 somebody chooses, then [value, time, member, time settled, who settled] for the history.
 *                                 The stamp is the lost value's `time-member`
 *
 * Nothing is ever removed from the map, so that a deletion and an edit made apart both survive (measured against nested
 * maps, which lose the edit). Row ids are random or UUIDv7 and hold no "/" and no "!". A record is a table with the
 * single row `self`, which needs no creation.
 */
export interface TableSchema<F extends Fields = Fields> {
  readonly name: string;
  readonly fields: F;
  readonly isRecord: boolean;
}

export const defineTable = <const F extends Fields>(name: string, fields: F): TableSchema<F> => ({
  name,
  fields,
  isRecord: false,
});

/** A form with one set of fields, such as a meeting's header. */
export const defineRecord = <const F extends Fields>(name: string, fields: F): TableSchema<F> => ({
  name,
  fields,
  isRecord: true,
});

export type Cell = readonly [value: Json, time: number, member: string];

export type TableKey =
  | { readonly type: 'row'; readonly id: string }
  | { readonly type: 'cell'; readonly id: string; readonly field: string }
  | { readonly type: 'removed'; readonly id: string }
  | { readonly type: 'clash'; readonly id: string; readonly field: string; readonly stamp: string };

export const recordId = 'self';
export const removedField = '~';
export const isRowId = (id: string): boolean => /^[0-9A-Za-z][0-9A-Za-z_.:-]{0,63}$/.test(id);

/** Of a root map; Yjs says null for the parts of a list, which somebody may have put under the same name. */
export const changedKeys = ({ keysChanged }: Y.YMapEvent<unknown>): readonly string[] =>
  [...(keysChanged as ReadonlySet<string | null>)].filter((key) => key !== null);

/** null where a key is none of ours: a newer version's, or nonsense. Such keys are left alone. */
export const parseKey = (key: string): TableKey | null => {
  const slash = key.indexOf('/');
  if (slash < 0) return isRowId(key) ? { type: 'row', id: key } : null;
  const id = key.slice(0, slash);
  const rest = key.slice(slash + 1);
  if (!isRowId(id) || rest === '') return null;
  if (rest === removedField) return { type: 'removed', id };
  const bang = rest.indexOf('!');
  if (bang < 0) return { type: 'cell', id, field: rest };
  return { type: 'clash', id, field: rest.slice(0, bang), stamp: rest.slice(bang + 1) };
};

export const cellKey = (id: string, field: string): string => `${id}/${field}`;
export const removedKey = (id: string): string => `${id}/${removedField}`;
export const clashKey = (id: string, field: string, cell: Cell): string => `${id}/${field}!${cell[1]}-${cell[2]}`;

export const isCell = (value: unknown): value is Cell =>
  Array.isArray(value) && value.length === 3 && typeof value[1] === 'number' && typeof value[2] === 'string';

/** A lost value that somebody has looked at; it stays for the history. */
export type SettledClash = readonly [value: Json, time: number, member: string, settledAt: number, settledBy: string];

export const isSettledClash = (value: unknown): value is SettledClash =>
  Array.isArray(value) &&
  value.length === 5 &&
  typeof value[1] === 'number' &&
  typeof value[2] === 'string' &&
  typeof value[3] === 'number' &&
  typeof value[4] === 'string';

export interface RowBase {
  readonly $at: number;
  readonly $by: string;
  readonly [field: string]: Json;
}

export const isRowBase = (value: unknown): value is RowBase =>
  isJsonObject(value) && typeof value.$at === 'number' && typeof value.$by === 'string';
