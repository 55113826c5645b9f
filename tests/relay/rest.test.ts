import { systemScheduler } from '@lianxi/server';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createMemoryLog } from '../contract/memory-log.ts';
import { updatesOf } from './raw.ts';
import { createHouse } from './support/house.ts';

test('[RL17] where everything lies is let go of when nobody writes, read again with the next write, and that is judged as ever', async () => {
  let time = 0;
  const ticks: (() => void)[] = [];
  const memory = createMemoryLog();
  let readings = 0;
  const house = createHouse(
    {
      scheduler: {
        ...systemScheduler,
        elapsed: () => time,
        every: (_ms, run) => {
          ticks.push(run);
          return { cancel: () => {} };
        },
      },
    },
    memory,
    {
      ...memory,
      load: (room) => {
        readings++;
        return memory.load(room);
      },
    },
  );
  const wait = (ms: number): void => {
    time += ms;
    for (const tick of ticks) tick();
  };
  const writer = await house.enter('a', 'mwriter0');
  const other = await house.enter('a', 'mother00');
  const { doc } = writer;
  const text = doc.getText('t');
  const readingsOf = async (text: string): Promise<number> => {
    const before = readings;
    for (const bytes of updatesOf(doc, () => doc.getText('t').insert(doc.getText('t').length, text)))
      writer.update(bytes);
    await house.commitAll();
    return readings - before;
  };
  writer.step2(Y.encodeStateAsUpdate(doc));
  other.step2(new Uint8Array([0, 0]));
  expect(await readingsOf('one')).toBe(1);
  wait(1_400);
  expect(await readingsOf('two')).toBe(0);
  wait(1_600);
  expect(await readingsOf('three')).toBe(1);
  expect(other.doc.getText('t').toString()).toBe('onetwothree');

  // A deletion that is known is nothing new, and parts of two containers are refused, just as before.
  for (const bytes of updatesOf(doc, () => text.delete(0, 3))) writer.update(bytes);
  await house.commitAll();
  wait(1_600);
  writer.update(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc)));
  await house.commitAll();
  expect(await memory.rowsAfter(1, 0)).toHaveLength(4);
  expect(writer.last('acknowledged')).toMatchObject({ frames: 6 });
  wait(1_600);
  const twisted = new Y.Doc();
  Y.applyUpdate(twisted, Y.encodeStateAsUpdate(doc));
  twisted.getText('t').insert(4, 'x');
  other.update(updatesOf(twisted, () => twisted.getText('u').insert(0, 'y'))[0] as Uint8Array);
  await house.commitAll();
  expect(other.last('refused')).toMatchObject({ reason: 'gap' });

  // A large document is kept the longer.
  expect(await readingsOf('z'.repeat(60_000))).toBe(1);
  wait(8_900);
  expect(await readingsOf('a')).toBe(0);
  wait(9_100);
  expect(await readingsOf('b')).toBe(1);
  await house.engine.close();
});
