import type { Clash } from '@lianxi/documents';
import { viewTable } from '#lib/view';
import type { Attention } from './attention.svelte.ts';
import type { Column } from './columns.ts';
import type { OpenRegister } from './registers.svelte.ts';
import type { Reveals } from './reveal.svelte.ts';
import type { TableRow } from './rows.ts';

/** What one cell shows. */
export interface CellFace {
  readonly text: string;
  readonly isMasked: boolean;
  readonly clash: Clash | null;
  /** Colour of whoever else changed it lately. */
  readonly who: 1 | 2 | 3 | null;
  readonly isWaiting: boolean;
}

const blank: CellFace = { text: '', isMasked: false, clash: null, who: null, isWaiting: false };

/**
 * Reads a cell in a way that runs again only when this cell changes (or the marks' time passes). The subscription is on the
 * column's fields; everything else is then read without one.
 */
export const readCell = (
  row: TableRow,
  column: Column,
  open: OpenRegister | undefined,
  attention: Attention,
  reveals: Reveals,
  me: string,
): CellFace => {
  const { source, id: household } = row.door;
  const isOfDoor = column.table !== 'residents';
  if (!isOfDoor && row.resident === null) return blank;
  const id = isOfDoor ? household : (row.resident ?? '');
  const table = isOfDoor ? source.households : source.residents;
  const view = viewTable(table as typeof source.residents);
  for (const field of column.fields) view.cell(id, field as 'name');
  const text = column.format(
    source.households.values(household),
    source.residents.values(row.resident ?? ''),
    row.door,
  );
  const known = table.row(id);
  const [field] = column.fields;
  const last = known?.changes.find((change) => column.fields.includes(change.field));
  const isMine = last?.member === me;
  const isMasked = column.mask !== undefined && text !== '' && !reveals.isShown(id, column.id);
  return {
    text: isMasked && column.mask ? column.mask(text) : text,
    isMasked,
    clash: (known?.clashes.find((clash) => clash.field === field) as Clash | undefined) ?? null,
    who: last && !isMine && last.time > attention.since ? attention.whoOf(last.member) : null,
    isWaiting: Boolean(
      open &&
        ((isMine && last.time > open.settledAt) ||
          (!last && known?.createdBy === me && known.createdAt > open.settledAt)),
    ),
  };
};
