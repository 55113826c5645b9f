import type { Address } from '@lianxi/access';
import { type Background, createForeground, systemScheduler } from '@lianxi/server';
import { beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createMemoryLog, type MemoryLog } from '../contract/memory-log.ts';
import { updatesOf } from './raw.ts';
import { createHouse, type House, turns, type Visitor } from './support/house.ts';

let memory: MemoryLog;
let house: House;
let writer: Visitor;
let reader: Visitor;
const doc = new Y.Doc();
/** Lets the compaction that was begun go on. */
let fold: () => Promise<void>;
let foldings: number;
/** While there is one, what the log has stored is not answered. */
let unanswered: Promise<void> | null;

const write = (text: string): Uint8Array =>
  updatesOf(doc, () => doc.getText('t').insert(doc.getText('t').length, text))[0] as Uint8Array;

/** What another process stores, on top of everything. */
const storeElsewhere = async (text: string): Promise<void> => {
  const [head] = await memory.heads([1]);
  const rows = [{ author: '', bytes: write(text) }];
  await memory.append([{ room: 1, after: head?.seq ?? 0, rows, entries: [] }]);
};

beforeEach(async () => {
  memory = createMemoryLog();
  memory.create('open/joint/a' as Address);
  doc.getText('t').delete(0, doc.getText('t').length);
  const foreground = createForeground(memory);
  let goOn = () => {};
  let ended: Promise<unknown> = Promise.resolve();
  const background: Background = {
    ...foreground,
    compact: (room) => {
      foldings++;
      const begun = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      const compacted = begun.then(() => foreground.compact(room));
      ended = compacted;
      return compacted;
    },
  };
  fold = async () => {
    goOn();
    await ended;
    await turns();
  };
  foldings = 0;
  unanswered = null;
  const append: typeof memory.append = async (batches) => {
    const answers = await memory.append(batches);
    await unanswered;
    return answers;
  };
  house = createHouse({ background, folding: { pause: 0 } }, memory, { ...memory, append });
  writer = await house.enter('a', 'mwriter0');
  reader = await house.enter('a', 'mreader0');
  writer.step2(Y.encodeStateAsUpdate(doc));
  // So much that it is folded at once.
  writer.update(write(`${'x'.repeat(270_000)}.`));
  await house.commitAll();
});

const tailOf = ({ doc: heard }: Visitor): string => heard.getText('t').toString().split('.').slice(1).join('.');

test('[RL51] [RL60] what another process stored while the log was folded reaches open lines', async () => {
  await storeElsewhere('two');
  await fold();
  expect((await memory.load(1))?.tail).toEqual([]);
  expect(tailOf(reader)).toBe('two');
  // As the file is looked at, a moment later: nothing is told twice.
  const { length } = reader.messages;
  house.engine.look();
  await turns();
  expect(reader.messages).toHaveLength(length);
  writer.update(write(' three'));
  await house.commitAll();
  expect(tailOf(reader)).toBe('two three');
  await house.engine.close();
});

test('[RL51] [RL60] so it does where something is just being stored here', async () => {
  await storeElsewhere('two');
  const late = new Y.Doc();
  late.getMap('m').set('k', 1);
  writer.update(Y.encodeStateAsUpdate(late));
  await turns();
  await fold();
  await house.commitAll();
  expect(tailOf(reader)).toBe('two');
  expect(reader.doc.getMap('m').get('k')).toBe(1);
  expect(writer.last('acknowledged')).toMatchObject({ frames: 3, seq: 3 });
  await house.engine.close();
});

test('[RL51] only what was missed is told, not the document anew', async () => {
  await storeElsewhere('two');
  await fold();
  expect(reader.messages.at(-1)?.size).toBeLessThan(200);
  await house.engine.close();
});

test('[RL51] a row of its own that is folded before its answer has come is handed on once, and the room is not folded again', async () => {
  let answer = () => {};
  unanswered = new Promise((resolve) => {
    answer = resolve;
  });
  const { length } = reader.messages;
  writer.update(write('two'));
  await house.commitNow();
  await fold();
  expect((await memory.load(1))?.baseline?.seq).toBe(2);
  expect(reader.messages).toHaveLength(length);
  answer();
  unanswered = null;
  await turns();
  expect(reader.messages).toHaveLength(length + 1);
  expect(writer.last('acknowledged')).toMatchObject({ frames: 3, seq: 2 });
  writer.update(write(' three'));
  await house.commitAll();
  expect(tailOf(reader)).toBe('two three');
  expect(foldings).toBe(1);
  await house.engine.close();
});

test('[RL55] a room is not folded again and again while a program writes in it, and its tail does not grow without end', async () => {
  let now = 0;
  const log = createMemoryLog();
  const foreground = createForeground(log);
  let made = 0;
  const compact: Background['compact'] = (room) => {
    made++;
    return foreground.compact(room);
  };
  const scheduler = { ...systemScheduler, elapsed: () => now };
  const left = { rowsLeft: 1_000, bytesLeft: 1_000_000 };
  const folding = { rows: 5, bytes: 10_000, pause: 10_000, bytesAtOnce: 40_000, ...left };
  const busy = createHouse({ background: { ...foreground, compact }, scheduler, folding }, log);
  const visitor = await busy.enter('a', 'mwriter0');
  visitor.step2(Y.encodeStateAsUpdate(visitor.doc));
  /** What has been made and what is left, after so many rows more. */
  const store = async (rows: number, text = '字'): Promise<readonly (number | undefined)[]> => {
    const t = visitor.doc.getText('t');
    for (const bytes of updatesOf(visitor.doc, () => {
      for (let row = 0; row < rows; row++) t.insert(t.length, text);
    })) {
      visitor.update(bytes);
      await busy.commitAll();
    }
    return [made, (await log.load(1))?.tail.length];
  };
  expect(await store(100)).toEqual([0, 100]);
  now = 9_999;
  expect(await store(1)).toEqual([0, 101]);
  now = 10_000;
  expect(await store(1)).toEqual([1, 0]);
  now = 19_999;
  expect(await store(6)).toEqual([1, 6]);
  now = 20_000;
  expect(await store(1)).toEqual([2, 0]);
  // Few rows with much in them.
  expect(await store(3, 'x'.repeat(10_000))).toEqual([2, 3]);
  expect(await store(1, 'x'.repeat(12_000))).toEqual([3, 0]);
  now = 1_000_000;
  expect(await store(5)).toEqual([3, 5]);
  await store(1);
  // Also where nobody writes any more.
  expect(await store(6)).toEqual([4, 6]);
  now = 1_010_000;
  await expect.poll(() => made, { timeout: 5_000 }).toBe(5);
  await busy.engine.close();
});

test('[RL54] what came while a baseline was made is folded when everybody has left, and little is left as it is', async () => {
  const log = createMemoryLog();
  const foreground = createForeground(log);
  let answer = () => {};
  let made = 0;
  const background: Background = {
    ...foreground,
    compact: async (room) => {
      const result = await foreground.compact(room);
      made++;
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return result;
    },
  };
  const quiet = createHouse({ background, folding: { pause: 0 } }, log);
  const visit = async (...texts: readonly string[]): Promise<void> => {
    const visitor = await quiet.enter('b', 'mwriter0');
    visitor.step2(Y.encodeStateAsUpdate(visitor.doc));
    for (const text of texts) {
      const t = visitor.doc.getText('t');
      for (const bytes of updatesOf(visitor.doc, () => t.insert(t.length, text))) visitor.update(bytes);
      await quiet.commitAll();
    }
    visitor.leave();
    await turns();
  };
  const tail = async () => (await log.load(1))?.tail.length;
  // The first is folded while it is open, and the answer is still to come when the second is stored and everybody leaves.
  await visit('x'.repeat(270_000), 'y'.repeat(20_000));
  expect([made, await tail()]).toEqual([1, 1]);
  answer();
  await turns();
  expect([made, await tail()]).toEqual([2, 0]);
  answer();
  await turns();
  await visit('z');
  expect([made, await tail()]).toEqual([2, 1]);
  await visit('z'.repeat(20_000));
  expect([made, await tail()]).toEqual([3, 0]);
  await quiet.engine.close();
});
