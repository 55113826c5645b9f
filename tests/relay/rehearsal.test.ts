/** A relay that has just begun goes once through what everybody will ask for, and nothing of that is left but the speed. */
import { createFileLog, type RoomLog, type Store } from '@lianxi/server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as Y from 'yjs';
import { connectStock, type Harness, startHarness, whenSynced } from './harness.ts';

let reads: string[];
let harness: Harness;
const noting = (store: Store) => {
  const log = createFileLog(store);
  const note =
    <Args extends readonly unknown[], Result>(name: string, read: (...args: Args) => Result) =>
    (...args: Args): Result => {
      reads.push(name);
      return read(...args);
    };
  const roomLog: RoomLog = {
    ...log,
    load: note('load', log.load),
    baselineState: note('baselineState', log.baselineState),
    rowsAfter: note('rowsAfter', log.rowsAfter),
  };
  return { roomLog };
};
beforeEach(async () => {
  reads = [];
  harness = await startHarness(noting);
});
afterEach(() => harness.stop());

const textOf = (doc: Y.Doc) => doc.getText('t').toString();
const write = async (address: string, words: string): Promise<void> => {
  const writer = connectStock(harness.url, address, 'mwriter0');
  await whenSynced(writer);
  writer.doc.getText('t').insert(0, words);
  const reader = connectStock(harness.url, address, 'mreader0');
  await whenSynced(reader);
  await expect.poll(() => textOf(reader.doc)).toContain(words);
  for (const each of [writer, reader]) each.stop();
};
/** Everything that stands in the file. */
const contents = () => {
  const tables = harness.store.sqlite
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck();
  return (tables.all() as string[]).map((name) => [
    name,
    harness.store.sqlite.prepare(`SELECT * FROM "${name}"`).all(),
  ]);
};

test('[RL18] nothing is stored, noted or counted; what was read serves those who come', async () => {
  harness.document('open/joint/older');
  const address = harness.document('open/joint/a');
  await write('open/joint/older', '旧');
  await new Promise((resolve) => setTimeout(resolve, 5));
  await write(address, '散会前就是正式纪要');
  await harness.restart();
  reads = [];
  const before = contents();

  const rehearsing = harness.relay.rehearse();
  const counts: number[] = [];
  for (let turn = 0; turn < 20; turn++) {
    await new Promise(setImmediate);
    counts.push(harness.relay.connectionCount, harness.relay.socketCount, harness.relay.roomCount);
  }
  await rehearsing;
  expect(new Set(counts)).toEqual(new Set([0]));
  expect(contents()).toEqual(before);
  // The room, and what newcomers are given, once for all rounds.
  expect(reads.filter((name) => name === 'load')).toHaveLength(2);

  reads = [];
  const person = connectStock(harness.url, address, 'mperson0');
  await whenSynced(person);
  expect(textOf(person.doc)).toBe('散会前就是正式纪要');
  expect(reads).toEqual(['load', 'rowsAfter']);
  person.stop();
});

test('[RL18] people who come meanwhile are served, and nobody misses what is written after it', async () => {
  const address = harness.document('open/joint/a');
  await write(address, '一');
  await harness.restart();
  const rehearsing = harness.relay.rehearse();
  await write(address, '二');
  await rehearsing;
  const person = connectStock(harness.url, address, 'mperson0');
  await whenSynced(person);
  expect(textOf(person.doc)).toBe('二一');
  person.stop();
});

test('[RL18] where there is nothing yet, and where the relay ends meanwhile, it just ends', async () => {
  await harness.relay.rehearse();
  const address = harness.document('open/joint/a');
  await write(address, '一');
  const rehearsing = harness.relay.rehearse();
  await harness.restart();
  await rehearsing;
  expect(harness.relay.socketCount).toBe(0);
});
