/** What says again what another line has under way: two windows of one person, of which one took over what the other had sent. */
import { beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createMemoryLog, type MemoryLog } from '../contract/memory-log.ts';
import { updatesOf } from './raw.ts';
import { createHouse, type House, turns, type Visitor } from './support/house.ts';

let memory: MemoryLog;
let house: House;
let first: Visitor;
let second: Visitor;
let doc: Y.Doc;
const write = (text: string): Uint8Array =>
  updatesOf(doc, () => doc.getText('t').insert(doc.getText('t').length, text))[0] as Uint8Array;
const frames = ({ last }: Visitor): number => last('acknowledged')?.frames ?? 0;

beforeEach(async () => {
  memory = createMemoryLog();
  house = createHouse({}, memory);
  first = await house.enter('a', 'm1');
  second = await house.enter('a', 'm1');
  for (const each of [first, second]) each.step2(new Uint8Array([0, 0]));
  await house.commitAll();
  doc = new Y.Doc();
});

test('[RL5] [RL31] it is acknowledged with the commit that holds it, not before', async () => {
  const update = write('一');
  first.update(update);
  await turns();
  second.update(update);
  await turns();
  expect([frames(first), frames(second)]).toEqual([1, 1]);
  await house.commitAll();
  expect([frames(first), frames(second)]).toEqual([2, 2]);
  expect(house.commits).toHaveLength(1);
});

test('[RL5] [RL31] where the commit finds the document sealed by another hand, it is refused as well', async () => {
  const [one, two] = [write('一'), write('二')];
  first.update(one);
  await turns();
  // One is under way, and the other waits for the next commit.
  first.update(two);
  second.update(one);
  second.update(two);
  await turns();
  memory.seal(1, 1);
  await house.commitAll();
  await turns();
  for (const each of [first, second]) {
    const refused = each.heard.flatMap((said) => (said.type === 'refused' ? [[said.frame, said.reason]] : []));
    expect(refused[0]).toEqual([2, 'sealed']);
    expect(refused.map(([frame]) => frame)).toEqual([2, 3]);
  }
  expect((await memory.load(1))?.tail).toEqual([]);
});

test('[RL5] [RL31] the same for what is deleted', async () => {
  first.update(write('一'));
  await house.commitAll();
  const gone = updatesOf(doc, () => doc.getText('t').delete(0, 1))[0] as Uint8Array;
  first.update(gone);
  await turns();
  second.update(gone);
  await turns();
  memory.seal(1, 1);
  await house.commitAll();
  await turns();
  expect([first.last('refused')?.reason, second.last('refused')?.reason]).toEqual(['sealed', 'sealed']);
});
