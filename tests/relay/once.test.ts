import type { Address } from '@lianxi/access';
import { type Background, createForeground, type RoomLog } from '@lianxi/server';
import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createMemoryLog, type MemoryLog } from '../contract/memory-log.ts';
import { updatesOf } from './raw.ts';
import { createHouse, type House, turns, type Visitor } from './support/house.ts';

/** How often what is dear was done. */
let counts: { load: number; rowsAfter: number; baselineState: number; difference: number };
let memory: MemoryLog;
let house: House;
const none = { load: 0, rowsAfter: 0, baselineState: 0, difference: 0 };

const counted = <Args extends readonly unknown[], Result>(name: keyof typeof none, act: (...args: Args) => Result) => {
  return (...args: Args): Result => {
    counts[name]++;
    return act(...args);
  };
};
const open = (): House => {
  const log: RoomLog = {
    ...memory,
    load: counted('load', memory.load),
    rowsAfter: counted('rowsAfter', memory.rowsAfter),
    baselineState: counted('baselineState', memory.baselineState),
  };
  const foreground = createForeground(memory);
  const background: Background = { ...foreground, difference: counted('difference', foreground.difference) };
  return createHouse({ background }, memory, log);
};
beforeEach(() => {
  counts = { ...none };
  memory = createMemoryLog();
  memory.create('open/joint/a' as Address);
  house = open();
});

const enter = (count: number): Promise<readonly Visitor[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => house.enter('a', `mvisitor${index}`)));

/** Everything done, and nothing counted before. */
const settle = async (): Promise<void> => {
  await house.commitAll();
  await turns();
};

describe('[RL7] [RL16] twenty who join in one moment', () => {
  let truth: Y.Doc;
  /** As it was in the middle of the baseline, and as it was at its end. */
  let half: Uint8Array;
  let whole: Uint8Array;
  const write = (text: string): Uint8Array =>
    updatesOf(truth, () => truth.getText('t').insert(truth.getText('t').length, text))[0] as Uint8Array;
  const store = async (text: string): Promise<void> => {
    const [head] = await memory.heads([1]);
    const rows = [{ author: 'mwriter0', bytes: write(text) }];
    await memory.append([{ room: 1, after: head?.seq ?? 0, rows, entries: [] }]);
  };
  beforeEach(async () => {
    truth = new Y.Doc();
    await store('one ');
    half = Y.encodeStateAsUpdate(truth);
    await store('two ');
    whole = Y.encodeStateAsUpdate(truth);
    await createForeground(memory).compact(1);
    await store('three ');
    await store('four ');
  });
  const join = async (states: readonly (Uint8Array | null)[]): Promise<readonly Visitor[]> => {
    const visitors = await enter(states.length);
    for (const [index, visitor] of visitors.entries()) {
      const state = states[index];
      if (state) Y.applyUpdate(visitor.doc, state);
      visitor.messages.length = 0;
    }
    for (const visitor of visitors) visitor.ask();
    await settle();
    for (const { doc } of visitors) expect(doc.getText('t').toString()).toBe(truth.getText('t').toString());
    return visitors;
  };
  const all = <T>(state: T): readonly T[] => Array.from({ length: 20 }, () => state);
  const expectShared = (visitors: readonly Visitor[]): void => {
    const [first] = visitors;
    for (const { messages } of visitors) {
      expect(messages.length).toBeGreaterThan(0);
      expect(messages.every((message, index) => message === first?.messages[index])).toBe(true);
    }
  };

  test('with nothing: from one reading, in messages that were made once', async () => {
    expectShared(await join(all(null)));
    // The room itself was read when it was opened.
    expect(counts).toEqual({ load: 2, rowsAfter: 0, baselineState: 1, difference: 0 });
    await house.engine.close();
  });

  test('with a part: what they lack is cut out once, for each part that there is', async () => {
    expectShared(await join(all(half)));
    expect(counts).toEqual({ load: 2, rowsAfter: 0, baselineState: 0, difference: 1 });
    await house.engine.close();
  });

  test('with all but the last: nothing but what came since is read', async () => {
    expectShared(await join(all(whole)));
    expect(counts).toEqual({ load: 2, rowsAfter: 0, baselineState: 0, difference: 0 });
    await house.engine.close();
  });

  test('and those who come after them: nothing is read again but what is new', async () => {
    const mixed = all(null).map((_, index) => [null, half, whole][index % 3] ?? null);
    await join(mixed);
    expect(counts).toEqual({ load: 2, rowsAfter: 0, baselineState: 1, difference: 1 });
    counts = { ...none };
    await store('five ');
    await join(mixed);
    expect(counts).toEqual({ load: 0, rowsAfter: 1, baselineState: 0, difference: 0 });
    await house.engine.close();
  });

  test('right after a restart: as the first time', async () => {
    await join(all(null));
    await house.engine.close();
    counts = { ...none };
    house = open();
    expectShared(await join(all(null)));
    expect(counts).toEqual({ load: 2, rowsAfter: 0, baselineState: 1, difference: 0 });
    await house.engine.close();
  });
});

describe('[RL15] what comes in one turn', () => {
  test('is one commit with a row for each writer, one message for everybody, made once for each framing, and one acknowledgement', async () => {
    const visitors = await enter(20);
    const docs = visitors.map(() => new Y.Doc());
    const write = (index: number): void => {
      const doc = docs[index] as Y.Doc;
      for (const update of updatesOf(doc, () => doc.getMap('m').set(`${index}`, doc.getMap('m').size))) {
        visitors[index]?.update(update);
      }
    };
    // A room reads its document when the first of its life is written.
    write(0);
    await settle();
    house.commits.length = 0;
    const [reader, ...others] = await enter(20);
    reader?.ask();
    await settle();
    for (const { messages } of [...visitors, reader as Visitor, ...others]) messages.length = 0;
    for (let round = 0; round < 5; round++) for (let index = 0; index < 20; index++) write(index);
    await settle();

    expect(house.commits).toHaveLength(1);
    expect(house.commits[0]?.flatMap(({ rows }) => rows)).toHaveLength(20);
    const told = reader?.messages ?? [];
    expect(told).toHaveLength(1);
    for (const { messages } of others) {
      expect(messages).toHaveLength(1);
      expect(messages[0]).toBe(told[0]);
    }
    for (const [index, writer] of visitors.entries()) {
      // What all said, their own words among it, and that it is stored.
      expect(writer.messages).toHaveLength(2);
      expect(writer.messages[0]).toBe(told[0]);
      expect(writer.last('acknowledged')?.frames).toBe(index === 0 ? 6 : 5);
    }
    const [message] = told;
    expect(message?.plain()).toBe(message?.plain());
    expect(message?.channelled(300)).toBe(message?.channelled(300));
    expect(reader?.doc.getMap('m').size).toBe(20);
    await house.engine.close();
  });

  test('and while a commit is under way is the next one, for all rooms together', async () => {
    const rooms = ['a', 'b', 'c'];
    const writers = await Promise.all(rooms.map((name) => house.enter(name, 'mwriter0')));
    const docs = rooms.map(() => new Y.Doc());
    const write = (index: number): void => {
      const doc = docs[index] as Y.Doc;
      for (const update of updatesOf(doc, () => doc.getText('t').insert(0, 'x'))) writers[index]?.update(update);
    };
    for (const index of rooms.keys()) write(index);
    await settle();
    house.commits.length = 0;
    write(0);
    await turns();
    expect(house.commits).toHaveLength(1);
    for (let round = 0; round < 10; round++) {
      for (const index of rooms.keys()) write(index);
      await turns();
    }
    expect(house.commits).toHaveLength(1);
    await settle();
    expect(house.commits.map((batches) => batches.map(({ rows }) => rows.length))).toEqual([[1], [1, 1, 1]]);
    await house.engine.close();
  });
});
