import { createUuid, err, type Json, type Result } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Author, type Change, type ChangeError, commit, parseKey, recordId, valueAt } from '../table/index.ts';
import { columnOf, type LockableColumn, purposeField, requiredToUnlock, standingOf } from './columns.ts';
import {
  type About,
  aboutRecord,
  type Household,
  householdsTable,
  type Resident,
  registerTables,
  residentsTable,
} from './schema.ts';

/**
 * The only writers of a register. Each is one transaction and returns the changes that take it back; nothing is deleted.
 * A locked column refuses a value here as it does at the relay.
 */
export type RegisterError =
  | ChangeError
  | { readonly type: 'ColumnLocked'; readonly field: string }
  /** What the register does not say of itself; `reason`: nobody said what the columns are for. */
  | { readonly type: 'PurposeMissing'; readonly missing: readonly ((typeof requiredToUnlock)[number] | 'reason')[] };

export type RegisterResult = Result<readonly Change[], RegisterError>;

/** One cell's new value: what the table, a paste and a fill write. */
export type CellEdit =
  | { readonly table: 'households'; readonly id: string; readonly field: keyof Household; readonly value: Json }
  | { readonly table: 'residents'; readonly id: string; readonly field: keyof Resident; readonly value: Json };

const households = householdsTable.name;
const residents = residentsTable.name;

/** What the register says of itself; what is open, and for what, is said by unlocking. */
export type Statement = Pick<About, 'grid' | 'compound' | (typeof requiredToUnlock)[number]>;

export const describeRegister = (doc: Y.Doc, statement: Partial<Statement>, author: Author) =>
  commitRegister(doc, setAll(aboutRecord.name, recordId, statement), author);

/** Opens columns for one purpose, in a register that says what it is for, on what grounds, for how long, and who answers. */
export const unlockColumns = (
  doc: Y.Doc,
  columns: readonly LockableColumn[],
  reason: string,
  author: Author,
): RegisterResult => {
  const missing: ((typeof requiredToUnlock)[number] | 'reason')[] = requiredToUnlock.filter(
    (each) => !aboutValue(doc, each),
  );
  if (reason.trim() === '') missing.push('reason');
  if (missing.length > 0) return err({ type: 'PurposeMissing', missing } as RegisterError);
  return commitRegister(doc, setPurposes(columns, reason.trim()), author);
};

/** Closes columns again: they take nothing more in and are not read. What stands in them waits, unseen, until it is cleared. */
export const lockColumns = (doc: Y.Doc, columns: readonly LockableColumn[], author: Author): RegisterResult =>
  commitRegister(doc, setPurposes(columns, ''), author);

/** Empties columns, locked ones too, of everybody in the register, those who were removed included. */
export const clearColumns = (doc: Y.Doc, columns: readonly LockableColumn[], author: Author): RegisterResult => {
  const changes: Change[] = [];
  for (const schema of registerTables) {
    const cleared = Object.keys(schema.fields).filter((field) => {
      const column = columnOf(schema.name, field);
      return column !== null && columns.includes(column);
    });
    if (cleared.length === 0) continue;
    const map = doc.getMap(schema.name);
    for (const key of map.keys()) {
      if (parseKey(key)?.type !== 'row') continue;
      for (const field of cleared) {
        if (valueAt(map, key, field) !== null)
          changes.push({ type: 'set', table: schema.name, id: key, field, value: null });
      }
    }
  }
  return commitRegister(doc, changes, author);
};

/** Adds a door with those who live behind it. Ids may be given, so that a link can be made before; else they are made here. */
export const addHousehold = (
  doc: Y.Doc,
  household: Partial<Household>,
  people: readonly Partial<Omit<Resident, 'household'>>[],
  author: Author,
  id: string = createUuid(author.clock, author.random),
): RegisterResult =>
  commitRegister(
    doc,
    [
      { type: 'create', table: households, id, values: household },
      ...people.map((person) => createResident({ ...person, household: id }, author)),
    ],
    author,
  );

export const addResident = (
  doc: Y.Doc,
  household: string,
  person: Partial<Omit<Resident, 'household'>>,
  author: Author,
  id: string = createUuid(author.clock, author.random),
): RegisterResult =>
  commitRegister(doc, [{ type: 'create', table: residents, id, values: { ...person, household } }], author);

export const correctHousehold = (doc: Y.Doc, id: string, values: Partial<Household>, author: Author): RegisterResult =>
  commitRegister(doc, setAll(households, id, values), author);

export const correctResident = (
  doc: Y.Doc,
  id: string,
  values: Partial<Omit<Resident, 'household' | 'movedOut' | 'deceased'>>,
  author: Author,
): RegisterResult => commitRegister(doc, setAll(residents, id, values), author);

/** Writes cells of both tables at once: a paste, a fill, a cleared range. All of them or none. */
export const editCells = (doc: Y.Doc, edits: readonly CellEdit[], author: Author): RegisterResult =>
  commitRegister(
    doc,
    edits.map((edit) => ({ type: 'set', ...edit })),
    author,
  );

/** Keeps one of two values that were written at the same time; the other goes into the history. */
export const chooseValue = (doc: Y.Doc, edit: CellEdit, author: Author): RegisterResult =>
  commitRegister(
    doc,
    [
      { type: 'set', ...edit },
      { type: 'settle', table: edit.table, id: edit.id, field: edit.field },
    ],
    author,
  );

export const moveOut = (doc: Y.Doc, id: string, day: string, author: Author): RegisterResult =>
  commitRegister(doc, setAll(residents, id, { movedOut: day }), author);

export const recordDeath = (doc: Y.Doc, id: string, day: string, author: Author): RegisterResult =>
  commitRegister(doc, setAll(residents, id, { deceased: day }), author);

/** Somebody who moved out or was taken for dead by mistake lives here again. */
export const moveBack = (doc: Y.Doc, id: string, author: Author): RegisterResult =>
  commitRegister(doc, setAll(residents, id, { movedOut: null, deceased: null }), author);

export const moveResident = (doc: Y.Doc, id: string, household: string, author: Author): RegisterResult =>
  doc.getMap(households).has(household)
    ? commitRegister(doc, setAll(residents, id, { household }), author)
    : err({ type: 'NoSuchRow', id: household } as RegisterError);

/** Hides an entry that should never have been made. Erasure for good is the server's, with its own record. */
export const removeResident = (doc: Y.Doc, id: string, author: Author): RegisterResult =>
  commitRegister(doc, [{ type: 'remove', table: residents, id }], author);

export const restoreResident = (doc: Y.Doc, id: string, author: Author): RegisterResult =>
  commitRegister(doc, [{ type: 'restore', table: residents, id }], author);

/** Hides a door together with those listed behind it. */
export const removeHousehold = (
  doc: Y.Doc,
  id: string,
  livingThere: readonly string[],
  author: Author,
): RegisterResult =>
  commitRegister(
    doc,
    [
      ...livingThere.map((each): Change => ({ type: 'remove', table: residents, id: each })),
      { type: 'remove', table: households, id },
    ],
    author,
  );

export const restoreHousehold = (doc: Y.Doc, id: string, author: Author): RegisterResult =>
  commitRegister(doc, [{ type: 'restore', table: households, id }], author);

/** Writes changes of any kind to a register: what undo and the import use, under the same locks. */
export const commitRegister = (doc: Y.Doc, changes: readonly Change[], author: Author): RegisterResult => {
  const version = doc.getMap('meta').get('version');
  const isLocked = (column: LockableColumn) =>
    standingOf(column, (field) => aboutValue(doc, field), version).type === 'locked';
  for (const change of changes) {
    const field = filledColumns(change).find(isLocked);
    if (field) return err({ type: 'ColumnLocked', field } as RegisterError);
  }
  return commit(doc, registerTables, changes, author);
};

const filledColumns = (change: Change): readonly LockableColumn[] => {
  const cells: readonly (readonly [string, unknown])[] =
    change.type === 'create'
      ? Object.entries(change.values)
      : change.type === 'set'
        ? [[change.field, change.value]]
        : [];
  return cells
    .filter(([, value]) => (value ?? null) !== null)
    .map(([field]) => columnOf(change.table, field))
    .filter((column) => column !== null);
};

const setPurposes = (columns: readonly LockableColumn[], purpose: string): readonly Change[] =>
  setAll(aboutRecord.name, recordId, Object.fromEntries(columns.map((column) => [purposeField(column), purpose])));

const createResident = (values: Partial<Resident>, author: Author): Change => ({
  type: 'create',
  table: residents,
  id: createUuid(author.clock, author.random),
  values,
});

const setAll = (table: string, id: string, values: { readonly [field: string]: Json }): readonly Change[] =>
  Object.entries(values).map(([field, value]) => ({ type: 'set', table, id, field, value }));

const aboutValue = (doc: Y.Doc, field: keyof About): Json => valueAt(doc.getMap(aboutRecord.name), recordId, field);
