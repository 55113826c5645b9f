import type { NewRow } from '../store/index.ts';
import type { Connection } from './connection.ts';
import { joinUpdates } from './join.ts';
import type { Queued } from './room.ts';
import type { Update } from './update.ts';

/**
 * What a turn has taken, as rows of the log: one for each writer, so that the log says who wrote what. Where writers lean on
 * what others have written in the same turn (two windows that hear of each other without the relay; somebody who means harm)
 * a writer's row ends where the next part of it would lean on a row behind it, and another begins.
 *
 * Invariant: no row waits for a later one. Whoever takes them in one by one (`takeInOrder`, a client, a check) needs no more.
 */
export const toRows = (queue: readonly Queued[]): readonly NewRow[] => {
  const rows: Queued[][] = [];
  const lastRows = new Map<Connection, number>();
  const brought: Brought = new Map();
  for (const each of queue) {
    const last = lastRows.get(each.from);
    let index = rows.length;
    if (last !== undefined && (last === rows.length - 1 || !leansBeyond(each.update, last, brought))) index = last;
    const row = rows[index];
    if (row) row.push(each);
    else rows.push([each]);
    lastRows.set(each.from, index);
    for (const { client, clock } of each.update.sections) {
      const known = brought.get(client);
      if (known) known.row = index;
      else brought.set(client, { from: clock, row: index });
    }
  }
  return rows.flatMap((row) => joinWherePossible(row).map((bytes) => ({ author: row[0]?.author ?? '', bytes })));
};

/** One update that says all of it; each by itself where they do not follow each other. */
export const joinWherePossible = (queued: readonly Queued[]): readonly Uint8Array[] => {
  const joined = joinUpdates(queued.map(({ update }) => update));
  return joined ? [joined] : queued.map(({ bytes }) => bytes);
};

/** For each client id that the queue brings something of, the first clock of that and the last row that holds some. */
type Brought = Map<number, { readonly from: number; row: number }>;

const leansBeyond = ({ sections, structs, deletes }: Update, row: number, brought: Brought): boolean => {
  const isBeyond = (client: number, clock: number): boolean => {
    const known = brought.get(client);
    return known !== undefined && known.row > row && clock >= known.from;
  };
  // Whoever goes on under an id leans on what stands under it.
  for (const { client, clock } of sections) if (isBeyond(client, clock)) return true;
  for (const { origin, rightOrigin, parent } of structs) {
    if (origin && isBeyond(origin.client, origin.clock)) return true;
    if (rightOrigin && isBeyond(rightOrigin.client, rightOrigin.clock)) return true;
    if (parent && typeof parent !== 'string' && isBeyond(parent.client, parent.clock)) return true;
  }
  for (const { client, clock, length } of deletes) if (isBeyond(client, clock + length - 1)) return true;
  return false;
};
