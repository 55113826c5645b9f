import type { Address } from '@lianxi/access';
import type { Batch, LogEvent } from '@lianxi/server';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { forge, words } from './support/forge.ts';
import { createHouse, type House, turns, type Visitor } from './support/house.ts';
import { hasPending } from './support/scene.ts';

/** `ab`, and behind it what one and another write by turns, each on top of the other's last word. */
const first = forge([{ client: 1, clock: 0, structs: [{ parent: 't', content: words('ab') }] }]);
const a1 = forge([{ client: 7, clock: 0, structs: [{ origin: [1, 1], content: words('A') }] }]);
const b1 = forge([{ client: 8, clock: 0, structs: [{ origin: [7, 0], content: words('B') }] }]);
const a2 = forge([{ client: 7, clock: 1, structs: [{ origin: [8, 0], content: words('C') }] }]);
const a3 = forge([], [{ client: 8, ranges: [[0, 1]] }]);

const rowsOf = (commits: readonly (readonly Batch[])[]) => commits.flat().flatMap(({ rows }) => rows);

/** Each row applied by itself, as whoever follows the log does it. */
const applyInOrder = (rows: readonly { readonly bytes: Uint8Array }[]): Y.Doc => {
  const doc = new Y.Doc();
  for (const [index, { bytes }] of rows.entries()) {
    Y.applyUpdate(doc, bytes);
    expect(hasPending(doc), `row ${index + 1} waits for a later one`).toBe(false);
  }
  return doc;
};

/** Two sockets while one commit is under way: what they say then is one batch. */
const interleave = async (house: House, one: Visitor, other: Visitor): Promise<void> => {
  one.update(first);
  await turns();
  for (const [visitor, update] of [
    [one, a1],
    [other, b1],
    [one, a2],
    [one, a3],
  ] as const) {
    visitor.update(update);
  }
  await house.commitAll();
};

const enterTwo = async (house: House): Promise<readonly [Visitor, Visitor]> => {
  const one = await house.enter('a', 'mone0000');
  const other = await house.enter('a', 'mtwo0000');
  one.step2(new Uint8Array([0, 0]));
  other.step2(new Uint8Array([0, 0]));
  return [one, other];
};

test('[RL15] [RL11] what two write by turns in one turn is stored in rows each of which builds on those before', async () => {
  const house = createHouse();
  const [one, other] = await enterTwo(house);
  await interleave(house, one, other);
  expect(house.commits).toHaveLength(2);
  const doc = applyInOrder(rowsOf(house.commits));
  expect(doc.getText('t').toString()).toBe('abAC');
  expect(rowsOf(house.commits).map(({ author }) => author)).toEqual(['mone0000', 'mone0000', 'mtwo0000', 'mone0000']);
  expect(other.doc.getText('t').toString()).toBe('abAC');
  await house.engine.close();
});

test('[RL11] a room that opens anew knows all of them: others go on there, and who comes back is not refused', async () => {
  const house = createHouse();
  const [one, other] = await enterTwo(house);
  await interleave(house, one, other);
  for (const visitor of [one, other]) visitor.leave();
  await turns();
  expect(house.engine.roomCount).toBe(0);

  const third = await house.enter('a', 'mthree00');
  expect(Y.decodeStateVector(third.last('step1')?.bytes ?? new Uint8Array([0]))).toEqual(
    new Map([
      [1, 2],
      [7, 2],
      [8, 1],
    ]),
  );
  third.step2(new Uint8Array([0, 0]));
  third.update(forge([{ client: 9, clock: 0, structs: [{ origin: [7, 1], content: words('!') }] }]));
  await house.commitAll();
  expect(third.last('refused')).toBeUndefined();
  const back = await house.enter('a', 'mtwo0000');
  back.step2(Y.encodeStateAsUpdate(other.doc));
  await house.commitAll();
  expect(back.last('refused')).toBeUndefined();
  expect(back.last('acknowledged')?.frames).toBe(1);
  await house.engine.close();
});

test('[RL15] many who write at once and do not wait for each other are still one row each', async () => {
  const house = createHouse();
  const writers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => house.enter('a', `mwriter${String(index).padStart(2, '0')}`)),
  );
  const [starter] = writers as [Visitor];
  starter.update(first);
  await house.commitAll();
  for (const writer of writers) writer.update(new Uint8Array([0, 0]));
  for (let round = 0; round < 10; round++) {
    for (const [index, writer] of writers.entries()) {
      // All behind the same word, and, from the second on, behind their own.
      const client = 100 + index;
      const origin = round === 0 ? ([1, 1] as const) : ([client, round - 1] as const);
      writer.update(forge([{ client, clock: round, structs: [{ origin, content: words('x') }] }]));
    }
  }
  await house.commitAll();
  expect(house.commits).toHaveLength(2);
  expect(house.commits[1]?.[0]?.rows).toHaveLength(20);
  expect(applyInOrder(rowsOf(house.commits)).getText('t').length).toBe(202);
  await house.engine.close();
});

test('[RL11] rows that were stored out of order open rightly', async () => {
  const house = createHouse();
  const room = house.memory.create('open/joint/a' as Address);
  const joined = Y.mergeUpdates([a1, a2]);
  await house.memory.append([
    {
      room,
      after: 0,
      rows: [
        { author: 'mone0000', bytes: first },
        { author: 'mone0000', bytes: joined },
        { author: 'mtwo0000', bytes: b1 },
      ],
      entries: [],
      claims: [
        { client: 1, member: 'mone0000' },
        { client: 7, member: 'mone0000' },
        { client: 8, member: 'mtwo0000' },
      ],
    },
  ]);
  const third = await house.enter('a', 'mthree00');
  third.step2(new Uint8Array([0, 0]));
  third.update(forge([{ client: 9, clock: 0, structs: [{ origin: [7, 1], content: words('!') }] }]));
  await house.commitAll();
  expect(third.last('refused')).toBeUndefined();
  expect(third.last('acknowledged')?.frames).toBe(2);
  await house.engine.close();
});

test('[RL11] of a row that builds on what is nowhere the log says so, once; the room goes on, and takes it in when that has come', async () => {
  const reported: LogEvent[] = [];
  const house = createHouse({ report: (event) => reported.push(event) });
  const room = house.memory.create('open/joint/a' as Address);
  const store = async (bytes: Uint8Array): Promise<void> => {
    const [head] = await house.memory.heads([room]);
    await house.memory.append([{ room, after: head?.seq ?? 0, rows: [{ author: '', bytes }], entries: [] }]);
  };
  await store(first);
  await store(a2);
  const visitor = await house.enter('a', 'mvisitor');
  const stateOf = () => Y.decodeStateVector(visitor.last('step1')?.bytes ?? new Uint8Array([0]));
  expect(stateOf()).toEqual(new Map([[1, 2]]));
  visitor.step2(new Uint8Array([0, 0]));
  visitor.update(forge([{ client: 9, clock: 0, structs: [{ origin: [1, 1], content: words('!') }] }]));
  await house.commitAll();
  expect(visitor.last('acknowledged')?.frames).toBe(2);
  expect(reported).toEqual([{ type: 'RowUnfit', address: 'open/joint/#1', seq: 2 }]);

  await store(Y.mergeUpdates([a1, b1]));
  house.engine.look();
  await turns();
  visitor.update(forge([{ client: 9, clock: 1, structs: [{ origin: [7, 1], content: words('?') }] }]));
  await house.commitAll();
  expect(visitor.last('refused')).toBeUndefined();
  expect(visitor.last('acknowledged')).toMatchObject({ frames: 3, seq: 5 });
  expect(reported).toHaveLength(1);
  await house.engine.close();
});
