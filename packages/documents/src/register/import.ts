import { createUuid, type Json, jsonEquals, type Result } from '@lianxi/base';
import type * as Y from 'yjs';
import type { Author, Change, Row } from '../table/index.ts';
import { isLockable, type LockableColumn, lockableColumns } from './columns.ts';
import { commitRegister, type RegisterError } from './intents.ts';
import { placeKey } from './order.ts';
import type { RegisterProjection } from './read.ts';
import { type Resident, type ResidentField, residentsTable } from './schema.ts';
import { parseRelation, parseResidence, parseSex } from './words.ts';

/**
 * Bringing a list of people into a register: who is new, who is known, what would change. The plan is pure and is shown
 * before anything is written; writing it is one change set that can be taken back. A second import of the same rows
 * writes nothing, and what a person corrected after an import is not put back by importing the same rows again.
 */

/** A person as a workbook says it. A key that is absent or null says nothing, and never clears what is known. */
export interface ImportRow {
  readonly compound?: string | null;
  readonly building?: string | number | null;
  readonly entrance?: string | number | null;
  readonly room?: string | number | null;
  readonly name: string;
  readonly sex?: string | null;
  readonly birth?: string | null;
  readonly idNumber?: string | null;
  readonly relation?: string | null;
  readonly phones?: readonly string[] | null;
  readonly partyMember?: boolean | null;
  readonly residence?: string | null;
  readonly note?: string | null;
}

export interface FieldUpdate {
  readonly field: ResidentField;
  readonly from: Json;
  readonly to: Json;
}

/** Indexes are into the rows that the plan was made from. */
export interface ImportPlan {
  readonly rows: readonly ImportRow[];
  readonly create: readonly number[];
  readonly update: readonly {
    readonly row: number;
    readonly resident: string;
    readonly fields: readonly FieldUpdate[];
  }[];
  readonly unchanged: readonly number[];
  /** Fields that were corrected here since the rows were first imported; the correction stays. */
  readonly kept: readonly {
    readonly row: number;
    readonly resident: string;
    readonly fields: readonly FieldUpdate[];
  }[];
  /** Rows of people who were removed from the register; they stay removed. */
  readonly removed: readonly number[];
  /** Rows that say again who stands in an earlier row. */
  readonly repeated: readonly number[];
  /** Ids of residents that the rows do not mention. */
  readonly missing: readonly string[];
  /** Columns that the rows fill and the register has not unlocked; they are left out. */
  readonly locked: readonly LockableColumn[];
}

export interface ImportOptions {
  /** Writes people anew who were removed before, e.g. by taking an import back. Default: they stay removed. */
  readonly bringsBack?: boolean;
}

export const planImport = (
  register: RegisterProjection,
  rows: readonly ImportRow[],
  { bringsBack = false }: ImportOptions = {},
): ImportPlan => {
  const filled = new Set(rows.flatMap((row) => Object.keys(residentOfRow(row))));
  const find = indexResidents(register);
  const taken = new Set<string>();
  const create: number[] = [];
  const update: ImportPlan['update'][number][] = [];
  const kept: ImportPlan['kept'][number][] = [];
  const unchanged: number[] = [];
  const removed: number[] = [];
  const repeated: number[] = [];
  const created = new Set<string>();
  rows.forEach((row, index) => {
    const matches = find(row).filter((resident) => !taken.has(resident.id) && !(bringsBack && resident.isRemoved));
    const match = matches.find((resident) => !resident.isRemoved) ?? matches[0];
    if (!match) {
      const self = [placeOfRow(row), row.name.trim(), row.idNumber ?? row.birth ?? ''].join('\u0000');
      if (created.has(self)) repeated.push(index);
      else {
        created.add(self);
        create.push(index);
      }
      return;
    }
    taken.add(match.id);
    if (match.isRemoved) {
      removed.push(index);
      return;
    }
    const { changed, corrected } = compare(match, openIn(register, residentOfRow(row)));
    if (corrected.length > 0) kept.push({ row: index, resident: match.id, fields: corrected });
    if (changed.length > 0) update.push({ row: index, resident: match.id, fields: changed });
    else unchanged.push(index);
  });
  return {
    rows,
    create,
    update,
    unchanged,
    kept,
    removed,
    repeated,
    missing: register.residents.ids().filter((id) => !taken.has(id)),
    locked: lockableColumns.filter((column) => filled.has(column) && !register.isOpen(column)),
  };
};

type ResidentRow = Row<typeof residentsTable.fields>;

/**
 * Finds whom a row means: by citizen number; else by door and name, with a birth that does not contradict; else, for
 * somebody who moved within the grid, by name and full birth where only one fits.
 */
const indexResidents = (register: RegisterProjection): ((row: ImportRow) => readonly ResidentRow[]) => {
  const byNumber = new Map<string, ResidentRow[]>();
  const byDoor = new Map<string, ResidentRow[]>();
  const byBirth = new Map<string, ResidentRow[]>();
  const { compound } = register.aboutValues();
  const add = (index: Map<string, ResidentRow[]>, key: string, row: ResidentRow) => {
    const rows = index.get(key);
    if (rows) rows.push(row);
    else index.set(key, [row]);
  };
  for (const id of register.residents.allIds()) {
    const row = register.residents.row(id);
    if (!row) continue;
    const { idNumber, name, birth, household } = row.values;
    const at = placeKey({ ...register.households.values(household ?? ''), compound: null });
    if (idNumber) add(byNumber, idNumber, row);
    if (name) add(byDoor, `${at}\u0000${name}`, row);
    if (name && birth?.length === 10) add(byBirth, `${name}\u0000${birth}`, row);
  }
  return (row) => {
    if (row.compound && compound && row.compound !== compound) return [];
    const name = row.name.trim();
    const number = row.idNumber || null;
    const numbered = number ? byNumber.get(number) : undefined;
    if (numbered) return numbered;
    const mayBe = (known: ResidentRow) =>
      !contradicts(known.values.birth, row.birth ?? null) && !(number && known.values.idNumber);
    const sameDoor = (byDoor.get(`${placeOfRow(row)}\u0000${name}`) ?? []).filter(mayBe);
    if (sameDoor.length > 0) return sameDoor;
    const sameBirth = row.birth ? (byBirth.get(`${name}\u0000${row.birth}`) ?? []).filter(mayBe) : [];
    return sameBirth.length === 1 ? sameBirth : [];
  };
};

const textOf = (value: string | number | null | undefined): string | null => {
  const text = value === null || value === undefined ? '' : String(value).trim();
  return text === '' ? null : text;
};

const doorOfRow = (row: ImportRow) => ({
  building: textOf(row.building),
  entrance: textOf(row.entrance),
  room: textOf(row.room),
});

const placeOfRow = (row: ImportRow): string => placeKey({ ...doorOfRow(row), compound: null });

/** 1978-05 and 1978-05-09 may be one day; 1978-05 and 1978-06-01 may not. */
const contradicts = (left: string | null, right: string | null): boolean =>
  left !== null && right !== null && right !== '' && !left.startsWith(right) && !right.startsWith(left);

/** What a row says of the person, in the register's own terms; what it does not say is absent. */
export const residentOfRow = (row: ImportRow): Partial<Omit<Resident, 'household'>> => {
  const relation = row.relation ? parseRelation(row.relation) : null;
  const sex = row.sex ? parseSex(row.sex) : null;
  const residence = row.residence ? parseResidence(row.residence) : null;
  return {
    name: row.name.trim(),
    ...(sex && { sex }),
    ...(row.phones && row.phones.length > 0 && { phones: row.phones }),
    ...(row.idNumber && { idNumber: row.idNumber }),
    ...(row.birth && { birth: row.birth }),
    ...(relation && { relation: relation.relation, relationText: relation.relationText }),
    ...(residence && { residence }),
    ...(typeof row.partyMember === 'boolean' && { partyMember: row.partyMember }),
    ...(row.note && { note: row.note }),
  };
};

/** Without what stands in columns that the register has locked. */
const openIn = (register: RegisterProjection, person: ReturnType<typeof residentOfRow>): typeof person =>
  Object.fromEntries(Object.entries(person).filter(([field]) => !isLockable(field) || register.isOpen(field)));

const compare = (known: ResidentRow, person: ReturnType<typeof residentOfRow>) => {
  const changed: FieldUpdate[] = [];
  const corrected: FieldUpdate[] = [];
  for (const [key, to] of Object.entries(person) as [ResidentField, Json][]) {
    const from = known.values[key];
    if (jsonEquals(from, to)) continue;
    // A month, or “no” in an empty column, says less than what is known already.
    if (key === 'birth' && typeof from === 'string' && typeof to === 'string' && from.startsWith(to)) continue;
    if (key === 'partyMember' && from === null && to === false) continue;
    const correction = known.changes.find((change) => change.field === key);
    if (correction && jsonEquals(correction.original, to)) corrected.push({ field: key, from, to });
    else changed.push({ field: key, from, to });
  }
  return { changed, corrected };
};

/** An import under way: `step` writes the next rows, so that a page can show progress and stop between two steps. */
export interface ImportRun {
  /** Rows to write, and rows written. */
  readonly total: number;
  readonly done: number;
  /** Returns what takes these rows back. */
  step(rows: number): Result<readonly Change[], RegisterError>;
  /** The changes that take back what has been written so far, as one. */
  inverse(): readonly Change[];
}

export const beginImport = (doc: Y.Doc, register: RegisterProjection, plan: ImportPlan, author: Author): ImportRun => {
  const doors = new Map<string, string>();
  for (const id of register.households.ids()) {
    doors.set(placeKey({ ...register.households.values(id), compound: null }), id);
  }
  const inverse: (readonly Change[])[] = [];
  const total = plan.create.length + plan.update.length;
  let done = 0;

  /** The household behind a row's door, made on the way where there is none. */
  const openDoor = (row: ImportRow, changes: Change[]): string => {
    const at = placeOfRow(row);
    const known = doors.get(at);
    if (known) return known;
    const id = createUuid(author.clock, author.random);
    doors.set(at, id);
    changes.push({ type: 'create', table: 'households', id, values: doorOfRow(row) });
    return id;
  };

  const changesOf = (position: number): readonly Change[] => {
    const changes: Change[] = [];
    const created = plan.create[position];
    if (created !== undefined) {
      const row = plan.rows[created] as ImportRow;
      const household = openDoor(row, changes);
      const values = { ...openIn(register, residentOfRow(row)), household };
      changes.push({ type: 'create', table: residentsTable.name, id: createUuid(author.clock, author.random), values });
      return changes;
    }
    const update = plan.update[position - plan.create.length];
    for (const { field, to } of update?.fields ?? []) {
      changes.push({ type: 'set', table: residentsTable.name, id: update?.resident ?? '', field, value: to });
    }
    return changes;
  };

  return {
    total,
    get done() {
      return done;
    },
    step: (rows) => {
      const until = Math.min(total, done + rows);
      const changes: Change[] = [];
      for (let position = done; position < until; position++) changes.push(...changesOf(position));
      const written = commitRegister(doc, changes, author);
      if (!written.ok) return written;
      inverse.unshift(written.value);
      done = until;
      return written;
    },
    inverse: () => inverse.flat(),
  };
};

/** The whole plan at once: for the server, tests and small lists. */
export const importResidents = (
  doc: Y.Doc,
  register: RegisterProjection,
  plan: ImportPlan,
  author: Author,
): Result<readonly Change[], RegisterError> => {
  const run = beginImport(doc, register, plan, author);
  const written = run.step(run.total);
  return written.ok ? { ok: true, value: run.inverse() } : written;
};
