import { findsAll, type StateVector } from './guard.ts';
import { mergeWherePossible } from './merge.ts';
import { readUpdate, type Update } from './update.ts';

/**
 * Takes in what is stored, a row after the other. Each row builds on those before it (`toRows`), so that is all; but there
 * are files in which rows of one turn lean on each other, and those are taken in as one. `take` says whether an update, the
 * row's own or that of several rows, fits on top of what was taken. Answers the rows that fit in no order: what they build
 * on is nowhere.
 */
export const takeInOrder = <Row extends Stored>(
  rows: readonly Row[],
  here: StateVector,
  take: (bytes: Uint8Array, rows: readonly Row[]) => boolean,
): readonly Row[] => {
  const early = rows.filter((row) => !take(row.bytes, [row]));
  if (early.length === 0) return early;
  const fitting = findFitting(early, here);
  if (fitting.length === 0) return early;
  const [whole, ...others] = mergeWherePossible(fitting.map(({ bytes }) => bytes));
  if (!whole || others.length > 0 || !take(whole, fitting)) return early;
  return early.filter((row) => !fitting.includes(row));
};

export interface Stored {
  readonly bytes: Uint8Array;
}

/** As many of the rows as are whole when all of them are there. */
const findFitting = <Row extends Stored>(rows: readonly Row[], here: StateVector): readonly Row[] => {
  let read: (readonly [Row, Update])[] = rows.flatMap((row) => {
    const update = readUpdate(row.bytes);
    return update.ok ? [[row, update.value] as const] : [];
  });
  for (;;) {
    const after = reachOf(
      read.map(([, update]) => update),
      here,
    );
    const whole = read.filter(
      ([, update]) =>
        update.sections.every(({ client, end }) => end <= (after.get(client) ?? 0)) &&
        findsAll(update, ({ client, clock }) => clock < (after.get(client) ?? 0)),
    );
    if (whole.length === read.length) return whole.map(([row]) => row);
    read = whole;
  }
};

/** How far each client's clocks would go without a hole. */
const reachOf = (updates: readonly Update[], here: StateVector): StateVector => {
  const after: StateVector = new Map(here);
  const sections = updates.flatMap((update) => update.sections);
  for (const { client, clock, end } of sections.sort((one, other) => one.clock - other.clock)) {
    const have = after.get(client) ?? 0;
    if (clock <= have && end > have) after.set(client, end);
  }
  return after;
};
