import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { readFresh } from './fresh.ts';
import type { StateVector } from './guard.ts';
import { takeInOrder } from './in-order.ts';

const author = (client: number): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = client;
  return doc;
};
const add = (doc: Y.Doc, text: string): Uint8Array => {
  const before = Y.encodeStateVector(doc);
  doc.getText('t').insert(doc.getText('t').length, text);
  return Y.encodeStateAsUpdate(doc, before);
};
/** Two who write by turns, each behind the other's last word. */
const byTurns = (one: Y.Doc, other: Y.Doc): readonly Uint8Array[] =>
  Array.from({ length: 6 }, (_, index) => {
    const [from, to] = index % 2 === 0 ? [one, other] : [other, one];
    const update = add(from, `${index}`);
    Y.applyUpdate(to, update);
    return update;
  });

type Pair = [Uint8Array, Uint8Array];

/** Takes what fits into a state vector; what was left over, and what was taken, call by call. */
const take = (rows: readonly Uint8Array[]) => {
  const here: StateVector = new Map();
  const taken: number[][] = [];
  const numbered = rows.map((bytes, seq) => ({ bytes, seq }));
  const left = takeInOrder(numbered, here, (bytes, from) => {
    const read = readFresh(bytes, here);
    if (!read.ok || read.value.fits.type !== 'next') return false;
    for (const [client, clock] of read.value.fits.after) here.set(client, clock);
    taken.push(from.map(({ seq }) => seq));
    return true;
  });
  return { here, taken, left: left.map(({ seq }) => seq) };
};

it('takes rows that build on those before one by one', () => {
  const rows = byTurns(author(1), author(2));
  expect(take(rows)).toMatchObject({ left: [], taken: [[0], [1], [2], [3], [4], [5]] });
});

it('[RL11] takes rows that lean on each other together, whatever else does not fit', () => {
  const turns = byTurns(author(1), author(2));
  const [one, two] = [0, 1].map((who) => Y.mergeUpdates(turns.filter((_, index) => index % 2 === who))) as Pair;
  const alone = author(3);
  add(alone, 'nowhere');
  const lost = add(alone, 'builds on that');
  const behind = author(4);
  Y.applyUpdate(behind, Y.encodeStateAsUpdate(alone));
  const lostToo = add(behind, 'and this on both');
  const sound = add(author(5), 'by itself');
  expect(take([one, lost, two, lostToo, sound])).toEqual({
    here: new Map([
      [5, 9],
      [1, 3],
      [2, 3],
    ]),
    taken: [[4], [0, 2]],
    left: [1, 3],
  });
});

it('leaves what cannot be read', () => {
  const sound = add(author(1), 'by itself');
  expect(take([new Uint8Array([9, 9, 9]), sound])).toMatchObject({ taken: [[1]], left: [0] });
});
