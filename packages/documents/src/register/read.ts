import type * as Y from 'yjs';
import { projectTable, type Row, recordId, type TableProjection } from '../table/index.ts';
import { type ColumnStanding, columnOf, type LockableColumn, lockableColumns, standingOf } from './columns.ts';
import { floorOf, type Place, placeKey } from './order.ts';
import {
  type About,
  aboutRecord,
  householdsTable,
  isGone,
  type Resident,
  type ResidentField,
  residentsTable,
} from './schema.ts';

/**
 * A register as it is read: its three tables, and the doors in walking order with the people behind them. Doors and their
 * lists keep their identity until they change; an edit of a name or a number touches neither. A household that was
 * removed while somebody lives in it, or has not arrived yet, is still a door: nobody disappears.
 * A locked column reads as if nobody had ever written into it, here, so that no page, list or search can forget that it is.
 */
export interface RegisterProjection {
  readonly about: TableProjection<typeof aboutRecord.fields>;
  readonly households: TableProjection<typeof householdsTable.fields>;
  readonly residents: TableProjection<typeof residentsTable.fields>;
  aboutValues(): About;
  standing(column: LockableColumn): ColumnStanding;
  isOpen(column: LockableColumn): boolean;
  /** How many values stand in a column, hidden ones too. */
  held(column: LockableColumn): number;
  /** In walking order; the same array until doors or their people come, go or move. */
  doors(): readonly Door[];
  door(household: string): Door | undefined;
  subscribeDoors(listener: () => void): () => void;
  destroy(): void;
}

export interface Door {
  /** The household's id. */
  readonly id: string;
  readonly source: RegisterProjection;
  readonly place: Place;
  readonly floor: number | null;
  readonly use: string | null;
  readonly isRemoved: boolean;
  /** Ids of those who live here: the head first, then as they were entered. */
  readonly residents: readonly string[];
  /** Ids of those who moved away or died. */
  readonly gone: readonly string[];
  /** What doors are sorted by. */
  readonly key: string;
}

/** Fields whose change moves a row or a door; every other edit leaves the order alone. */
const orderingFields: ReadonlySet<string> = new Set<ResidentField | '' | '~'>([
  '',
  '~',
  'household',
  'relation',
  'movedOut',
  'deceased',
]);
const placeFields: ReadonlySet<string> = new Set(['', '~', 'building', 'entrance', 'room', 'use']);

export const projectRegister = (doc: Y.Doc): RegisterProjection => {
  const about = projectTable(doc.getMap(aboutRecord.name), aboutRecord);
  const meta = doc.getMap('meta');
  const standing = (column: LockableColumn): ColumnStanding => {
    const values = about.values(recordId);
    return standingOf(column, (field) => values[field], meta.get('version'));
  };
  const isOpen = (column: LockableColumn) => standing(column).type !== 'locked';
  const listLocked = (): readonly LockableColumn[] => lockableColumns.filter((column) => !isOpen(column));
  let locked = listLocked();
  const isHiddenIn = (table: string) => (field: string) => {
    const column = columnOf(table, field);
    return column !== null && locked.includes(column);
  };
  const hiddenIn = { households: isHiddenIn(householdsTable.name), residents: isHiddenIn(residentsTable.name) };
  const households = projectTable(doc.getMap(householdsTable.name), householdsTable, hiddenIn.households);
  const residents = projectTable(doc.getMap(residentsTable.name), residentsTable, hiddenIn.residents);
  const members = new Map<string, Set<string>>();
  const householdOf = new Map<string, string>();
  const doorsById = new Map<string, Door>();
  const stale = new Set<string>();
  const listeners = new Set<() => void>();
  let sorted: readonly Door[] | undefined;

  const place = (resident: string) => {
    const row = residents.row(resident);
    const before = householdOf.get(resident);
    const now = row && !row.isRemoved ? (row.values.household ?? '') : undefined;
    if (before !== undefined) stale.add(before);
    if (now !== undefined) stale.add(now);
    if (before === now) return;
    if (before !== undefined) members.get(before)?.delete(resident);
    if (now === undefined) householdOf.delete(resident);
    else {
      householdOf.set(resident, now);
      const ofHousehold = members.get(now) ?? new Set();
      members.set(now, ofHousehold.add(resident));
    }
  };

  const shapeDoor = (id: string): Door | undefined => {
    const row = households.row(id);
    const ids = members.get(id);
    if ((!row || row.isRemoved) && !ids?.size) return undefined;
    const rows = [...(ids ?? [])].map((each) => residents.row(each)).filter((each) => each !== undefined);
    rows.sort(byHeadThenEntry);
    const { building, entrance, room, use } = households.values(id);
    const { compound } = about.values(recordId);
    const at: Place = { compound, building, entrance, room };
    return {
      id,
      source: projection,
      place: at,
      floor: floorOf(room),
      use,
      isRemoved: row?.isRemoved ?? true,
      residents: rows.filter((each) => !isGone(each.values)).map((each) => each.id),
      gone: rows.filter((each) => isGone(each.values)).map((each) => each.id),
      key: `${placeKey(at)}\u0000${id}`,
    };
  };

  const refresh = () => {
    if (stale.size === 0) return;
    for (const id of stale) {
      const before = doorsById.get(id);
      const now = shapeDoor(id);
      if (before && now && isSameDoor(before, now)) continue;
      sorted = undefined;
      if (now) doorsById.set(id, now);
      else doorsById.delete(id);
    }
    stale.clear();
  };

  const notify = () => {
    const before = sorted;
    refresh();
    if (before !== undefined && sorted === before) return;
    for (const listener of [...listeners]) listener();
  };

  /** Columns were opened or locked: what is read of every row changes. */
  const relock = () => {
    const before = locked;
    const now = listLocked();
    const turned = lockableColumns.filter((column) => before.includes(column) !== now.includes(column));
    if (turned.length === 0) return;
    locked = now;
    for (const table of [households, residents]) {
      const fields = Object.keys(table.schema.fields).filter((field) => {
        const column = columnOf(table.schema.name, field);
        return column !== null && turned.includes(column);
      });
      if (fields.length > 0) table.reread(new Set(fields));
    }
  };
  meta.observe(relock);

  const stops = [
    () => meta.unobserve(relock),
    residents.watch((touched) => {
      for (const [id, fields] of touched) if ([...fields].some((field) => orderingFields.has(field))) place(id);
      if (stale.size > 0) notify();
    }),
    households.watch((touched) => {
      for (const [id, fields] of touched) if ([...fields].some((field) => placeFields.has(field))) stale.add(id);
      if (stale.size > 0) notify();
    }),
    about.watch((touched) => {
      relock();
      if (!touched.get(recordId)?.has('compound')) return;
      for (const id of doorsById.keys()) stale.add(id);
      notify();
    }),
  ];

  const projection: RegisterProjection = {
    about,
    households,
    residents,
    aboutValues: () => about.values(recordId),
    standing,
    isOpen,
    held: (column) =>
      [households, residents].reduce(
        (sum, table) =>
          sum +
          Object.keys(table.schema.fields)
            .filter((field) => columnOf(table.schema.name, field) === column)
            .reduce((count, field) => count + (table as TableProjection).filled(field), 0),
        0,
      ),
    doors: () => {
      refresh();
      sorted ??= [...doorsById.values()].sort(byKey);
      return sorted;
    },
    door: (household) => {
      refresh();
      return doorsById.get(household);
    },
    subscribeDoors: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    destroy: () => {
      for (const stop of stops) stop();
      listeners.clear();
      for (const table of [about, households, residents]) table.destroy();
    },
  };
  for (const id of households.ids()) stale.add(id);
  for (const id of residents.ids()) place(id);
  return projection;
};

const byKey = (left: Door, right: Door): number => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0);

/** A head that moved away is no head of those who stayed; ids are made in the order of entry. */
const byHeadThenEntry = (left: ResidentRow, right: ResidentRow): number =>
  Number(isHead(right.values)) - Number(isHead(left.values)) || (left.id < right.id ? -1 : 1);
type ResidentRow = Row<typeof residentsTable.fields>;

const isHead = (resident: Resident): boolean => resident.relation === '02' || resident.relation === '01';

const isSameDoor = (left: Door, right: Door): boolean =>
  left.key === right.key &&
  left.use === right.use &&
  left.isRemoved === right.isRemoved &&
  // The key holds the place as it sorts; two spellings of one number sort alike.
  left.place.compound === right.place.compound &&
  left.place.building === right.place.building &&
  left.place.entrance === right.place.entrance &&
  left.place.room === right.place.room &&
  isSameList(left.residents, right.residents) &&
  isSameList(left.gone, right.gone);

const isSameList = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((id, index) => id === right[index]);
