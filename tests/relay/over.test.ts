import type { Address } from '@lianxi/access';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createMemoryLog } from '../contract/memory-log.ts';
import { forge, words } from './support/forge.ts';
import { createHouse, type House, turns, type Visitor } from './support/house.ts';

/** Two relays on one log whose news of each other are late. */
let there: House;
let here: House;
let waiting: Visitor;
const cell = (client: number, clock: number, key: string) =>
  forge([{ client, clock, structs: [{ parent: 'm', key, content: words('v') }] }]);
const behind = (origin: number, client: number, clock: number, text: string) =>
  forge([{ client, clock, structs: [{ origin: [7, origin], content: words(text) }] }]);
const annas = forge([{ client: 7, clock: 0, structs: [{ parent: 't', content: words('Anna') }] }]);
const more = behind(3, 7, 4, ', again');
const last = 10;

beforeEach(async () => {
  const memory = createMemoryLog();
  memory.create('open/joint/a' as Address);
  [there, here] = [createHouse({}, memory), createHouse({}, memory)];
  // The document is open and written in at both; Anna's first word is known here, and what she writes then is not.
  waiting = await here.enter('a', 'mwaiting');
  const anna = await there.enter('a', 'manna000');
  anna.step2(annas);
  await there.commitAll();
  waiting.step2(cell(6, 0, 'first'));
  await here.commitAll();
  anna.update(more);
  await there.commitAll();
  expect(waiting.doc.getText('t').toString()).toBe('Anna');
});
afterEach(() => Promise.all([there, here].map(({ engine }) => engine.close())));

const enterBao = async (): Promise<Visitor> => {
  const bao = await here.enter('a', 'mbao0000');
  bao.step2(new Uint8Array([0, 0]));
  await turns();
  return bao;
};

describe('[RL63] who comes over from another relay, whose rows this one has not heard of yet,', () => {
  test('is not refused for bringing what stands there', async () => {
    const bao = await here.enter('a', 'mbao0000');
    bao.step2(Y.mergeUpdates([annas, more, behind(last, 8, 0, ' and Bao')]));
    await here.commitAll();
    expect(bao.last('refused')).toBeUndefined();
    expect(bao.last('acknowledged')).toMatchObject({ frames: 1, seq: 4 });
    expect(waiting.doc.getText('t').toString()).toBe('Anna, again and Bao');
  });

  test('is not refused for building on it', async () => {
    const bao = await enterBao();
    bao.update(behind(last, 8, 0, ' and Bao'));
    await here.commitAll();
    expect(bao.last('refused')).toBeUndefined();
    expect(bao.last('acknowledged')).toMatchObject({ frames: 2, seq: 4 });
    expect(waiting.doc.getText('t').toString()).toBe('Anna, again and Bao');
  });

  test('also while something is being stored, and keeps the order', async () => {
    const bao = await enterBao();
    bao.update(cell(8, 0, 'second'));
    await turns();
    expect(here.commits).toHaveLength(2);
    bao.update(behind(last, 8, 1, ' and Bao'));
    bao.update(behind(last, 8, 9, '!'));
    await here.commitAll();
    expect(bao.last('refused')).toBeUndefined();
    expect(bao.last('acknowledged')).toMatchObject({ frames: 4, seq: 4 });
    expect(waiting.doc.getText('t').toString()).toBe('Anna, again! and Bao');
  });

  test('but is for what the log does not have either', async () => {
    const bao = await enterBao();
    bao.update(behind(last, 7, 11, 'in her name'));
    bao.update(forge([{ client: 8, clock: 0, structs: [{ origin: [9, 0], content: words('nowhere') }] }]));
    bao.update(behind(last, 8, 0, ' and Bao'));
    await here.commitAll();
    expect(bao.heard.filter(({ type }) => type === 'refused')).toMatchObject([
      { frame: 2, reason: 'client-id' },
      { frame: 3, reason: 'gap' },
    ]);
    expect(bao.last('acknowledged')?.frames).toBe(4);
    expect(waiting.doc.getText('t').toString()).toBe('Anna, again and Bao');
  });
});
