import { m } from '#lib/paraglide/messages.js';
import { viewTable } from '#lib/view';
import type { Column } from './columns.ts';
import type { Desk } from './desk.svelte.ts';
import type { TableRow } from './rows.ts';

/** What one cell shows, ready to be put into the page: its text and its classes. */
export interface CellFace {
  readonly text: string;
  readonly look: string;
}

const blank: CellFace = { text: '', look: 'cell' };

type Known = ReturnType<TableRow['door']['source']['residents']['row']>;

/**
 * Reads a row's cells. It runs again when the row's person or door was touched (or a mark's time passes), and gives equal
 * texts and classes for cells that did not change, so that the page is touched nowhere else.
 */
export const readRow = (row: TableRow, columns: readonly Column[], desk: Desk): readonly CellFace[] => {
  const { source, id } = row.door;
  const { resident } = row;
  const household = viewTable(source.households).row(id);
  const person = resident === null ? undefined : viewTable(source.residents).row(resident);
  const shut = new Set<string>(desk.lockedIn(source));
  const ofHousehold = source.households.values(id);
  const ofPerson = source.residents.values(resident ?? '');
  return columns.map((column) => {
    const isOfDoor = column.table !== 'residents';
    if (!isOfDoor && resident === null) return blank;
    if (shut.has(column.id)) return { text: '', look: `cell ${column.id} shut` };
    // The door is said once a household.
    if (isOfDoor && !row.isFirst) return { text: '', look: `cell ${column.id}` };
    const text = column.format(ofHousehold, ofPerson, row.door);
    return faceOf(text, row, column, (isOfDoor ? household : person) as Known, isOfDoor ? id : (resident ?? ''), desk);
  });
};

const faceOf = (
  text: string,
  row: TableRow,
  column: Column,
  known: Known,
  id: string,
  { registers, attention, reveals, me }: Desk,
): CellFace => {
  let look = `cell ${column.id}`;
  if (column.id === 'relation' && !row.isFirst) look += ' soft';
  if (known && (known.changes.length > 0 || known.createdBy === me)) {
    const last = known.changes.find((change) => column.fields.includes(change.field));
    const isMine = last?.member === me;
    const who = last && !isMine && last.time > attention.since ? attention.whoOf(last.member) : null;
    if (who !== null) look += ` who${who}`;
    const time = last ? (isMine ? last.time : null) : known.createdBy === me ? known.createdAt : null;
    const open = time === null ? undefined : registers.of(row.door.source);
    if (open && time !== null && time > open.settledAt) look += ' wait';
  }
  const clash = known?.clashes.find(({ field }) => field === column.fields[0]);
  if (clash) return { text: m.residents_two_values({ count: clash.others.length + 1 }), look: `${look} clash` };
  const isMasked = column.mask !== undefined && text !== '' && !reveals.isShown(id, column.id);
  return { text: isMasked && column.mask ? column.mask(text) : text, look };
};
