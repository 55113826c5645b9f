/** After a telling that took long, the answers to it are stored and told together. */
import { systemScheduler } from '@lianxi/server';
import { beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { updatesOf } from './raw.ts';
import { createHouse, type House, turns, type Visitor } from './support/house.ts';

let now: number;
let house: House;
let writer: Visitor;
let answerer: Visitor;
/** How long (ms) it takes to tell the one who answers. */
let slowness: number;
const own = new Map<Visitor, Y.Doc>();
const say = (visitor: Visitor, words: string): void => {
  const doc = own.get(visitor) ?? new Y.Doc();
  own.set(visitor, doc);
  for (const update of updatesOf(doc, () => doc.getText('t').insert(doc.getText('t').length, words)))
    visitor.update(update);
};

beforeEach(async () => {
  now = 1_000;
  house = createHouse({ scheduler: { ...systemScheduler, elapsed: () => now } });
  writer = await house.enter('a', 'mwriter0');
  answerer = await house.enter('a', 'manswer0');
  answerer.doc.on('update', () => {
    now += slowness;
  });
  for (const each of [writer, answerer]) each.step2(new Uint8Array([0, 0]));
});
const tell = async (): Promise<void> => {
  say(writer, '一');
  await house.commitAll();
  expect(house.commits).toHaveLength(1);
};

test('[RL19] what comes within most of the time that the telling took is one commit', async () => {
  slowness = 2;
  await tell();
  say(writer, '二');
  await turns();
  now += 1.5;
  say(answerer, '三');
  await turns();
  expect(house.commits).toHaveLength(1);
  now += 0.2;
  await house.commitAll();
  expect(house.commits).toHaveLength(2);
  expect(house.commits[1]?.flatMap(({ rows }) => rows.map(({ author }) => author))).toEqual(['mwriter0', 'manswer0']);
  expect(writer.last('acknowledged')?.frames).toBe(3);
  await house.engine.close();
});

test('[RL19] after a short telling, and when nobody has been told for a while, nothing waits', async () => {
  slowness = 0.4;
  await tell();
  say(writer, '二');
  await turns();
  expect(house.commits).toHaveLength(2);
  slowness = 2;
  await house.commitAll();
  now += 1.7;
  say(writer, '三');
  await turns();
  expect(house.commits).toHaveLength(3);
  await house.commitAll();
  await house.engine.close();
});

test('[RL19] presence, joins and what is new to nobody do not wait; a process that ends stores at once', async () => {
  slowness = 2;
  await tell();
  say(writer, '二');
  answerer.show(7, 1, { user: {} });
  answerer.update(new Uint8Array([0, 0]));
  const late = await house.enter('a', 'mlate000');
  late.ask();
  await turns();
  expect(house.commits).toHaveLength(1);
  expect(writer.seen.has(7)).toBe(true);
  expect(late.doc.getText('t').toString()).toBe('一');
  const closing = house.engine.close();
  await house.commitAll();
  await closing;
  expect(house.commits).toHaveLength(2);
});
