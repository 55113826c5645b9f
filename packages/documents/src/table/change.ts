import {
  type Clock,
  type Json,
  jsonEquals,
  ok,
  type Random,
  type Result,
  systemClock,
  systemRandom,
} from '@lianxi/base';
import type * as Y from 'yjs';
import { type Fields, fitsField } from './field.ts';
import {
  type Cell,
  cellKey,
  isCell,
  isRowBase,
  isRowId,
  isSettledClash,
  parseKey,
  recordId,
  removedKey,
  type SettledClash,
  type TableSchema,
} from './layout.ts';

/** Who writes, and by which clock: stamped into every cell. */
export interface Author {
  readonly member: string;
  readonly clock: Clock;
  readonly random: Random;
}

export const createAuthor = (member: string, clock: Clock = systemClock, random: Random = systemRandom): Author => ({
  member,
  clock,
  random,
});

/** What an intent wants written. A list of changes is one Y transaction: all of it or, after an error, none. */
export type Change =
  | {
      readonly type: 'create';
      readonly table: string;
      readonly id: string;
      readonly values: { readonly [field: string]: Json };
    }
  | {
      readonly type: 'set';
      readonly table: string;
      readonly id: string;
      readonly field: string;
      readonly value: Json;
      /** Only where this still stands, by the same member: undoing never overwrites what somebody else has written since. */
      readonly over?: Json;
    }
  | { readonly type: 'remove'; readonly table: string; readonly id: string }
  | { readonly type: 'restore'; readonly table: string; readonly id: string }
  /** Settles a clash: what stands, stands; the values beside it go into the history. */
  | { readonly type: 'settle'; readonly table: string; readonly id: string; readonly field: string }
  /** Takes a settling back. */
  | { readonly type: 'unsettle'; readonly table: string; readonly id: string; readonly field: string };

export type ChangeError =
  | { readonly type: 'UnknownTable'; readonly table: string }
  | { readonly type: 'UnknownField'; readonly table: string; readonly field: string }
  | { readonly type: 'UnfitValue'; readonly table: string; readonly field: string; readonly value: Json }
  | { readonly type: 'InvalidRowId'; readonly id: string }
  | { readonly type: 'RowExists'; readonly id: string }
  | { readonly type: 'NoSuchRow'; readonly id: string };

/** The origin of transactions that a person here caused; everything else came from disk or wire. */
export const intentOrigin = Symbol('lianxi.intent');

/**
 * Checks every change, then writes them in one transaction. Returns the changes that take it back, newest first; undoing
 * writes anew (with the undoer's name and time), it never deletes. Setting what already stands writes nothing, and nor does
 * taking back what somebody else has overwritten meanwhile: the inverse is then shorter than the changes.
 */
export const commit = (
  doc: Y.Doc,
  schemas: readonly TableSchema<Fields>[],
  changes: readonly Change[],
  author: Author,
): Result<readonly Change[], ChangeError> => {
  const created = new Set<string>();
  for (const change of changes) {
    const problem = findProblem(doc, schemas, change, created);
    if (problem) return { ok: false, error: problem };
  }
  const inverse: Change[] = [];
  if (changes.length > 0) {
    doc.transact(() => {
      for (const change of changes) inverse.push(...write(doc, change, author));
    }, intentOrigin);
  }
  return ok(inverse.reverse());
};

const findProblem = (
  doc: Y.Doc,
  schemas: readonly TableSchema<Fields>[],
  change: Change,
  created: Set<string>,
): ChangeError | null => {
  const schema = schemas.find((candidate) => candidate.name === change.table);
  if (!schema) return { type: 'UnknownTable', table: change.table };
  if (!isRowId(change.id)) return { type: 'InvalidRowId', id: change.id };
  const map = doc.getMap(change.table);
  const rowKey = `${change.table}\n${change.id}`;
  if (change.type === 'create') {
    if (map.has(change.id) || created.has(rowKey)) return { type: 'RowExists', id: change.id };
    created.add(rowKey);
    for (const [field, value] of Object.entries(change.values)) {
      const problem = findValueProblem(schema, field, value);
      if (problem) return problem;
    }
    return null;
  }
  const exists = schema.isRecord ? change.id === recordId : map.has(change.id) || created.has(rowKey);
  if (!exists) return { type: 'NoSuchRow', id: change.id };
  if (change.type === 'set') return findValueProblem(schema, change.field, change.value);
  if (change.type === 'settle' || change.type === 'unsettle') {
    if (Object.hasOwn(schema.fields, change.field)) return null;
    return { type: 'UnknownField', table: schema.name, field: change.field };
  }
  return null;
};

const findValueProblem = (schema: TableSchema<Fields>, field: string, value: Json): ChangeError | null => {
  const type = Object.hasOwn(schema.fields, field) ? schema.fields[field] : undefined;
  if (!type) return { type: 'UnknownField', table: schema.name, field };
  return fitsField(type, value) ? null : { type: 'UnfitValue', table: schema.name, field, value };
};

const write = (doc: Y.Doc, change: Change, author: Author): readonly Change[] => {
  const map = doc.getMap<unknown>(change.table);
  const { table, id } = change;
  const stamp = (value: Json): Cell => [value, author.clock(), author.member];
  switch (change.type) {
    case 'create': {
      const values = Object.fromEntries(Object.entries(change.values).filter(([, value]) => value !== null));
      map.set(id, { ...values, $at: author.clock(), $by: author.member });
      return [{ type: 'remove', table, id }];
    }
    case 'set': {
      const before = valueAt(map, id, change.field);
      if (jsonEquals(before, change.value)) return [];
      if (change.over !== undefined && !isOwn(map, id, change.field, change.over, author)) return [];
      map.set(cellKey(id, change.field), stamp(change.value));
      return [{ type: 'set', table, id, field: change.field, value: before, over: change.value }];
    }
    case 'remove':
    case 'restore': {
      const isRemoved = change.type === 'remove';
      const before = map.get(removedKey(id));
      if ((isCell(before) && before[0] === true) === isRemoved) return [];
      map.set(removedKey(id), stamp(isRemoved));
      return [{ type: isRemoved ? 'restore' : 'remove', table, id }];
    }
    case 'settle': {
      const open = clashesOf(map, id, change.field).filter(([, value]) => isCell(value));
      for (const [key, value] of open) map.set(key, [...(value as Cell), author.clock(), author.member]);
      return open.length === 0 ? [] : [{ type: 'unsettle', table, id, field: change.field }];
    }
    case 'unsettle': {
      const settled = clashesOf(map, id, change.field).filter(([, value]) => isSettledClash(value));
      for (const [key, value] of settled) map.set(key, (value as SettledClash).slice(0, 3));
      return settled.length === 0 ? [] : [{ type: 'settle', table, id, field: change.field }];
    }
  }
};

const isOwn = (map: Y.Map<unknown>, id: string, field: string, value: Json, author: Author): boolean => {
  const cell = map.get(cellKey(id, field));
  return isCell(cell) && cell[2] === author.member && jsonEquals(cell[0], value);
};

const clashesOf = (map: Y.Map<unknown>, id: string, field: string): readonly (readonly [string, unknown])[] => {
  const prefix = `${cellKey(id, field)}!`;
  return [...map.keys()].filter((key) => key.startsWith(prefix)).map((key) => [key, map.get(key)] as const);
};

/** The value that stands in a field: the cell's, else the one the row was created with, else null. */
export const valueAt = (map: Y.Map<unknown>, id: string, field: string): Json => {
  const cell = map.get(cellKey(id, field));
  if (isCell(cell)) return cell[0];
  const base = map.get(id);
  return isRowBase(base) && Object.hasOwn(base, field) ? (base[field] ?? null) : null;
};

/** Whether a map's entry is well formed under a schema: used by the relay, which believes nobody. */
export const findEntryProblem = (
  schema: TableSchema<Fields>,
  key: string,
  value: unknown,
): ChangeError | { readonly type: 'MalformedEntry'; readonly key: string } | null => {
  const malformed = { type: 'MalformedEntry', key } as const;
  const parsed = parseKey(key);
  if (!parsed) return malformed;
  if (schema.isRecord && (parsed.type === 'row' || parsed.type === 'removed' || parsed.id !== recordId))
    return malformed;
  switch (parsed.type) {
    case 'row': {
      if (!isRowBase(value)) return malformed;
      for (const [field, each] of Object.entries(value)) {
        if (field === '$at' || field === '$by') continue;
        const problem = findValueProblem(schema, field, each);
        if (problem) return problem;
      }
      return null;
    }
    case 'removed':
      return isCell(value) && typeof value[0] === 'boolean' ? null : malformed;
    case 'cell':
      return isCell(value) ? findValueProblem(schema, parsed.field, value[0]) : malformed;
    case 'clash':
      return isCell(value) || isSettledClash(value) ? findValueProblem(schema, parsed.field, value[0]) : malformed;
  }
};
