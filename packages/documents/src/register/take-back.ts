import { type Json, jsonEquals, type Result } from '@lianxi/base';
import type * as Y from 'yjs';
import type { Author, Change } from '../table/index.ts';
import { columnOf } from './columns.ts';
import { commitRegister, type RegisterError } from './intents.ts';
import type { RegisterProjection } from './read.ts';
import { householdsTable, residentsTable } from './schema.ts';

/** What stays of an import that is taken back, because somebody has gone on with it. */
export interface KeptOfImport {
  /** People whom it had brought and about whom something was written since. */
  readonly people: number;
  /** Cells that hold something else than it had written. */
  readonly cells: number;
}

export const nothingKept: KeptOfImport = { people: 0, cells: 0 };

/**
 * Takes an import back, or a piece of it; pieces newest first. `changes` are what its writing returned. What somebody has written
 * since stays, whoever it was: a cell as they left it, a person with everything that is known of them, and the door behind
 * which somebody still lives.
 */
export const takeBackImport = (
  doc: Y.Doc,
  register: RegisterProjection,
  changes: readonly Change[],
  author: Author,
): Result<KeptOfImport, RegisterError> => {
  const { residents, households } = register;
  const removed = (table: string) =>
    changes.flatMap((each) => (each.type === 'remove' && each.table === table ? [each.id] : []));
  const isThere = (row: AnyRow | undefined) => row !== undefined && !row.isRemoved;
  const people = removed(residentsTable.name).filter((id) => isThere(residents.row(id)));
  const stay = new Set<string>(people.filter((id) => isGoneOnWith(residents.row(id))));
  const leaving = new Set(people.filter((id) => !stay.has(id)));
  let cells = 0;
  for (const id of removed(householdsTable.name)) {
    const row = households.row(id);
    if (!isThere(row)) continue;
    const door = register.door(id);
    const isLivedIn = [...(door?.residents ?? []), ...(door?.gone ?? [])].some((each) => !leaving.has(each));
    const isChanged = isGoneOnWith(row);
    if (isChanged) cells++;
    if (isLivedIn || isChanged) stay.add(id);
  }
  const written = commitRegister(
    doc,
    changes.filter((each) => (each.type === 'remove' ? !stay.has(each.id) : !fillsLocked(each, register))),
    author,
  );
  if (!written.ok) return written;
  for (const change of changes) {
    if (change.type !== 'set') continue;
    const table = change.table === residentsTable.name ? residents : register.about;
    const values: { readonly [field: string]: Json } = table.values(change.id);
    if (!jsonEquals(values[change.field] ?? null, change.value)) cells++;
  }
  return { ok: true, value: { people: people.length - leaving.size, cells } };
};

/** A value of before whose column was locked since stays away; it is told with what was kept. */
const fillsLocked = (change: Change, register: RegisterProjection): boolean => {
  if (change.type !== 'set' || change.value === null) return false;
  const column = columnOf(change.table, change.field);
  return column !== null && !register.isOpen(column);
};

/** What is asked of a row, whichever table it is of. */
interface AnyRow {
  readonly isRemoved: boolean;
  readonly changes: readonly { readonly field: string; readonly value: Json; readonly original: Json }[];
}

/** Something was written over what it was created with, or it was removed and brought back. */
const isGoneOnWith = (row: AnyRow | undefined): boolean =>
  row?.changes.some(({ field, value, original }) => (field === '~' ? value === false : !jsonEquals(value, original))) ??
  false;
