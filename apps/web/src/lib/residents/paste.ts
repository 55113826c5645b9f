import type { Json } from '@lianxi/base';
import { type CellEdit, isLockable, type RegisterProjection, type Resident } from '@lianxi/documents';
import type { Column, Misfit } from './columns.ts';
import type { TableRow } from './rows.ts';
import { textAt } from './rows.ts';

/** Cells as tab-separated text, as Excel and WPS put them on the clipboard: quoted where they hold tabs, quotes or lines. */
export const parseCells = (text: string): readonly (readonly string[])[] => {
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  const endCell = () => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[index + 1] === '"') {
        cell += '"';
        index++;
      } else isQuoted = false;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === '\t') endCell();
    else if (character === '\n') {
      endCell();
      rows.push([]);
    } else if (character !== '\r') cell += character;
  }
  endCell();
  // Excel ends the last line as well.
  if (rows.length > 1 && rows.at(-1)?.length === 1 && rows.at(-1)?.[0] === '') rows.pop();
  return rows;
};

export const formatCells = (rows: readonly (readonly string[])[]): string =>
  rows
    .map((row) => row.map((cell) => (/[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join('\t'))
    .join('\n');

export interface PastePlan {
  /** What to write, by the register it goes to. */
  readonly writes: ReadonlyMap<RegisterProjection, RegisterWrite>;
  readonly count: number;
  readonly misfits: readonly {
    readonly row: number;
    readonly column: Column;
    readonly text: string;
    readonly why: Misfit;
  }[];
}

export interface RegisterWrite {
  readonly edits: readonly CellEdit[];
  /** People typed into the row of an empty door. */
  readonly people: readonly { readonly household: string; readonly values: Partial<Resident> }[];
}

/**
 * What a block of texts would write when put down with its upper left corner at a cell. A single text fills the whole
 * selection. What does not fit is left out and named; the rest is written.
 */
export const planPaste = (
  rows: readonly TableRow[],
  columns: readonly Column[],
  to: { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number },
  texts: readonly (readonly string[])[],
): PastePlan => {
  const writes = new Map<RegisterProjection, { edits: CellEdit[]; people: RegisterWrite['people'][number][] }>();
  const misfits: PastePlan['misfits'][number][] = [];
  let count = 0;
  // A block that goes a whole number of times into the selection is repeated, as spreadsheets do.
  const height = repeats(to.bottom - to.top + 1, texts.length);
  const width = repeats(to.right - to.left + 1, texts[0]?.length ?? 1);
  for (let down = 0; down < height; down++) {
    const row = rows[to.top + down];
    const line = texts[down % texts.length] ?? [];
    const person: Record<string, Json> = {};
    for (let across = 0; across < Math.max(width, line.length); across++) {
      const text = line[across % line.length] ?? '';
      const column = columns[to.left + across];
      const miss = (why: Misfit) => {
        if (column) misfits.push({ row: to.top + down, column, text, why });
        else if (text !== '')
          misfits.push({ row: to.top + down, column: columns.at(-1) as Column, text, why: 'outside' });
      };
      if (!row || !column) {
        miss('outside');
        continue;
      }
      const entry = enter(row, column, text);
      if (!entry.ok) {
        if (text !== '' || entry.why !== 'nobody') miss(entry.why);
        continue;
      }
      if (entry.isSame) continue;
      count++;
      if (column.table === 'residents' && row.resident === null) {
        Object.assign(person, entry.values);
        continue;
      }
      const target = writes.get(row.door.source) ?? { edits: [], people: [] };
      writes.set(row.door.source, target);
      for (const [field, value] of Object.entries(entry.values)) {
        const id = column.table === 'households' ? row.door.id : row.resident;
        target.edits.push({ table: column.table, id, field, value } as CellEdit);
      }
    }
    if (row && Object.values(person).some((value) => value !== null)) {
      const target = writes.get(row.door.source) ?? { edits: [], people: [] };
      writes.set(row.door.source, target);
      target.people.push({ household: row.door.id, values: person as Partial<Resident> });
    }
  }
  return { writes, count, misfits };
};

const repeats = (room: number, size: number): number => (room > size && room % size === 0 ? room : size);

type Entered =
  | { readonly ok: true; readonly isSame: boolean; readonly values: { readonly [field: string]: Json } }
  | { readonly ok: false; readonly why: Misfit };

const enter = (row: TableRow, column: Column, text: string): Entered => {
  if (column.table === null || (column.table === 'households' && !row.isFirst)) {
    // A blank or equal door number in a lower row of a household says what is so already.
    const isSame = text === '' || text === textAt(row, column);
    return isSame ? { ok: true, isSame, values: {} } : { ok: false, why: 'place' };
  }
  if (column.table === 'residents' && row.resident === null && column.id !== 'name' && text === '') {
    return { ok: true, isSame: true, values: {} };
  }
  if (isLockable(column.id) && !row.door.source.isOpen(column.id)) {
    return text === '' ? { ok: true, isSame: true, values: {} } : { ok: false, why: 'locked' };
  }
  const isSame = textAt(row, column) === text.trim();
  if (isSame) return { ok: true, isSame, values: {} };
  const entry = column.parse(text);
  return entry.ok ? { ok: true, isSame: false, values: entry.value } : { ok: false, why: entry.error };
};
