import type { Address } from '@lianxi/access';
import { createHub } from '@lianxi/server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryLog } from '../contract/memory-log.ts';
import { forge, words } from './support/forge.ts';
import { createHouse, type House, turns, type Visitor } from './support/house.ts';

/** Two relays on one log, as two processes would be, that hear each other's news. */
let houses: readonly [House, House];
beforeEach(() => {
  const memory = createMemoryLog();
  memory.create('open/joint/a' as Address);
  const hub = createHub();
  const open = () => createHouse({ fanOut: hub.join() }, memory);
  houses = [open(), open()];
});
afterEach(() => Promise.all(houses.map(({ engine }) => engine.close())));

const settle = async (): Promise<void> => {
  for (const house of houses) await house.commitAll();
  await turns();
};
const enter = async (at: 0 | 1, member: string): Promise<Visitor> => {
  const visitor = await houses[at].enter('a', member);
  visitor.step2(new Uint8Array([0, 0]));
  await settle();
  return visitor;
};
const writeUnder = (client: number, text: string): Uint8Array =>
  forge([{ client, clock: 0, structs: [{ parent: 't', content: words(text) }] }]);

describe('[GD5] an id that is shown is the shower’s', () => {
  const expectTaken = async (hostile: Visitor): Promise<void> => {
    hostile.update(writeUnder(500, 'Fake'));
    await settle();
    expect(hostile.last('refused')).toMatchObject({ reason: 'client-id', detail: 'another-member' });
  };

  test('at every relay that has the document open', async () => {
    const hostile = await enter(1, 'mhostile');
    const anna = await enter(0, 'manna000');
    anna.show(500, 1, { at: 'home' });
    await settle();
    expect(hostile.seen.get(500)).toEqual({ at: 'home' });
    await expectTaken(hostile);
    anna.update(writeUnder(500, 'Anna'));
    await settle();
    expect(hostile.doc.getText('t').toString()).toBe('Anna');
  });

  test('at a relay that opens it later, also when the shower has gone', async () => {
    const anna = await enter(0, 'manna000');
    const bao = await enter(0, 'mbao0000');
    anna.show(500, 1, { at: 'home' });
    bao.show(600, 1, { at: 'work' });
    await settle();
    anna.leave();
    await settle();
    const hostile = await enter(1, 'mhostile');
    expect([...hostile.seen]).toEqual([[600, { at: 'work' }]]);
    await expectTaken(hostile);
  });

  test('also after what others stored had to be taken in first', async () => {
    const anna = await enter(0, 'manna000');
    const hostile = await enter(0, 'mhostile');
    anna.show(500, 1, {});
    await settle();
    const other = await enter(1, 'mother00');
    // Two who store at once: the slower takes in what the other has stored, and is judged anew.
    other.update(writeUnder(700, 'first'));
    hostile.update(writeUnder(800, 'second'));
    await turns();
    expect(await houses[1].commitNow()).toBe(true);
    await settle();
    expect(hostile.last('acknowledged')).toMatchObject({ frames: 2, seq: 2 });
    await expectTaken(hostile);
  });

  test('and nobody else shows anything under it, wherever they are', async () => {
    const bao = await enter(1, 'mbao0000');
    const hostile = await enter(1, 'mhostile');
    const anna = await enter(0, 'manna000');
    anna.show(500, 1, { at: 'home' });
    await settle();
    hostile.show(500, 1_000, { at: 'nowhere' });
    await settle();
    for (const visitor of [anna, bao]) expect(visitor.seen.get(500)).toEqual({ at: 'home' });
  });

  test('two that show one id at once, each at another relay, are believed each at their own', async () => {
    const [anna, hostile] = [await enter(0, 'manna000'), await enter(1, 'mhostile')];
    anna.show(500, 1, { at: 'home' });
    hostile.show(500, 1_000, { at: 'nowhere' });
    await settle();
    expect(anna.seen.get(500)).toEqual({ at: 'home' });
    expect(hostile.seen.get(500)).toEqual({ at: 'nowhere' });
    hostile.leave();
    await settle();
    expect(anna.seen.get(500)).toEqual({ at: 'home' });
  });
});

test('[RL80] who has come over from another relay is shown there, whatever is still told of the socket before', async () => {
  const [there, here] = [await enter(0, 'manna000'), await enter(1, 'mbao0000')];
  there.show(500, 1, { at: 'home' });
  await settle();
  const over = await enter(1, 'manna000');
  over.show(500, 2, { at: 'work' });
  there.leave();
  await settle();
  expect(here.seen.get(500)).toEqual({ at: 'work' });
  expect(over.seen.get(500)).toEqual({ at: 'work' });
});
