import { type Door, isUnder, naturalKey } from '@lianxi/documents';
import type { Column, ColumnId } from './columns.ts';
import { columnById } from './columns.ts';

/**
 * The rows of the table: one a resident, one for an empty door. Rows are chosen and sorted when the doors, a filter or the
 * sorting change, not while somebody types into a cell, so that no row is pulled away from under an edit.
 */
export interface TableRow {
  /** The resident's id, or the household's where nobody lives. */
  readonly key: string;
  readonly door: Door;
  readonly resident: string | null;
  /** Begins a household: its door number is shown here and left blank below. */
  readonly isFirst: boolean;
  readonly isGone: boolean;
}

export interface Filters {
  /** What a cell must hold: a part of its text, or one of several values. */
  readonly byColumn: ReadonlyMap<ColumnId, { readonly part: string } | { readonly anyOf: readonly string[] }>;
  /** A part of a name, a door or a number, in any column. */
  readonly part: string;
  readonly withGone: boolean;
}

export interface Sorting {
  readonly column: ColumnId;
  readonly isDescending: boolean;
}

export const noFilters: Filters = { byColumn: new Map(), part: '', withGone: false };

export const textAt = (row: Pick<TableRow, 'door' | 'resident'>, column: Column): string => {
  const { source, id } = row.door;
  if (row.resident === null && column.table === 'residents') return '';
  return column.format(source.households.values(id), source.residents.values(row.resident ?? ''), row.door);
};

export const buildRows = (
  doors: readonly Door[],
  at: string | null,
  filters: Filters,
  sorting: Sorting | null,
): readonly TableRow[] => {
  const rows: TableRow[] = [];
  const isFiltered = filters.byColumn.size > 0 || filters.part !== '';
  for (const door of doors) {
    if (at !== null && !isUnder(door, at)) continue;
    const people = filters.withGone ? [...door.residents, ...door.gone] : door.residents;
    let isFirst = true;
    const add = (resident: string | null, isGone: boolean) => {
      const row = { key: resident ?? door.id, door, resident, isFirst, isGone };
      if (isFiltered && !fits(row, filters)) return;
      rows.push(row);
      isFirst = false;
    };
    people.forEach((resident, index) => {
      add(resident, index >= door.residents.length);
    });
    if (people.length === 0) add(null, false);
  }
  if (!sorting) return rows;
  const column = columnById(sorting.column);
  const sign = sorting.isDescending ? -1 : 1;
  return rows
    .map((row, index) => ({ row, index, key: sortKey(textAt(row, column)) }))
    .sort((left, right) => {
      // What is empty stands last, whichever way the rest goes.
      if (left.key === null || right.key === null) {
        return Number(left.key === null) - Number(right.key === null) || left.index - right.index;
      }
      return sign * compare(left.key, right.key) || left.index - right.index;
    })
    .map(({ row }) => ({ ...row, isFirst: true }));
};

const collator = new Intl.Collator('zh-u-co-pinyin');
const compare = (left: string, right: string): number => collator.compare(left, right);
const sortKey = (text: string): string | null => (text === '' ? null : naturalKey(text));

const searched = (['building', 'room', 'name', 'phones', 'note'] as const).map(columnById);

const fits = (row: TableRow, { byColumn, part }: Filters): boolean => {
  for (const [id, wanted] of byColumn) {
    const text = textAt(row, columnById(id));
    if ('part' in wanted ? !text.includes(wanted.part) : !wanted.anyOf.includes(text)) return false;
  }
  return part === '' || searched.some((column) => textAt(row, column).includes(part));
};
