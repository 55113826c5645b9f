import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import { type Device, openDevice } from './device.ts';
import { journalName } from './journal.ts';
import { everythingOnDisk, standsOnDisk, takeChanges } from './testing/disk.ts';
import { freshForEachTest } from './testing/fresh.ts';
import { until } from './testing/until.ts';
import type { DeviceOptions, OpenDocument } from './types.ts';

/** Somebody was erased from a document while devices had it. Everybody in it is made up. */
const address = 'register/donghu.g1/a';
const her = '示例甲';
const telephone = '13911112222';

const fresh = freshForEachTest();
const { devices } = fresh;

const begin = (more: Partial<DeviceOptions> = {}): Device => {
  const device = openDevice({
    member: 'm1',
    server: fresh.relay.url,
    linger: 0,
    supportedVersion: () => 1,
    originKind: () => 'act',
    ...more,
  });
  devices.push(device);
  return device;
};
const restart = async (device: Device, more: Partial<DeviceOptions> = {}): Promise<Device> => {
  devices.splice(devices.indexOf(device), 1);
  await device.close();
  return begin(more);
};
const rowsOf = (doc: Y.Doc) => doc.getMap<unknown>('rows');
const put = ({ doc }: OpenDocument, entries: Readonly<Record<string, unknown>>) =>
  doc.transact(() => {
    for (const [key, value] of Object.entries(entries)) rowsOf(doc).set(key, value);
  });
const create = (document: OpenDocument, id: string, name: string, at = 1) =>
  put(document, { [id]: { name, $at: at, $by: 'm1' } });
const set = (document: OpenDocument, key: string, value: unknown, time: number, member = 'm1') =>
  put(document, { [key]: [value, time, member] });
const synced = (document: OpenDocument) =>
  until('synced', () => document.state.isSynced && document.receipt.waiting === 0 && !document.state.isStoring);
const erase = (id: string) => fresh.relay.rebuild(address, (key) => key !== id && !key.startsWith(`${id}/`));
const settled = async (document: OpenDocument) => {
  await until(
    'in step',
    () => document.state.generation > 0 && document.state.isSynced && document.receipt.waiting === 0,
  );
  await until('stored', () => !document.state.isStoring);
};

test('[ER20] [ER21] unsent edits of others are replayed by what they say; of the one who is gone nothing stays', async () => {
  let device = begin();
  let document = device.open(address);
  await synced(document);
  create(document, 'a', her);
  create(document, 'b', '邻居某');
  set(document, 'b/note', '从前', 5);
  set(document, 'a/phones', [telephone], 5);
  await synced(document);
  device.goOffline();
  // Over what stands, into what is empty, twice, a new row, the form of the document; and about her.
  set(document, 'b/note', '路上写的', 20);
  set(document, 'b/phones', ['1'], 21);
  set(document, 'b/phones', ['2'], 22);
  create(document, 'c', '新来的', 23);
  set(document, 'c/note', '刚来', 24);
  set(document, 'self/purpose', '联系', 25);
  put(document, { 'a/note': [`${her}的事`, 26, 'm1'], 'b/room': ['102', 26, 'm1'] });
  set(document, 'a/phones', ['13911113333'], 27);
  await until('stored', () => !document.state.isStoring);
  device = await restart(device);
  erase('a');
  document = device.open(address);
  await settled(document);
  const expected = {
    b: { name: '邻居某', $at: 1, $by: 'm1' },
    'b/note': ['路上写的', 20, 'm1'],
    'b/phones': [['2'], 22, 'm1'],
    'b/room': ['102', 26, 'm1'],
    c: { name: '新来的', $at: 23, $by: 'm1' },
    'c/note': ['刚来', 24, 'm1'],
    'self/purpose': ['联系', 25, 'm1'],
  };
  expect(rowsOf(fresh.relay.doc(address)).toJSON()).toEqual(expected);
  expect(rowsOf(document.doc).toJSON()).toEqual(expected);
  // Said, and without a word of it: the one that was about her alone.
  expect(document.receipt.refused.map(({ reason, text, detail }) => [reason, text, detail])).toEqual([
    ['erased', '', ''],
  ]);
  const { made, received, waiting, refused } = document.receipt;
  expect(made).toBe(received + waiting + refused.length);
  device = await restart(device);
  await device.whenKnown;
  for (const word of [her, telephone, '13911113333']) expect([word, await standsOnDisk(word)]).toEqual([word, false]);
  document = device.open(address);
  await synced(document);
  expect(rowsOf(document.doc).toJSON()).toEqual(expected);
});

test('[ER20] [SY29] what a window that has gone left unnoticed is replayed by its neighbour; of the one who is gone nothing stays', async () => {
  const before = begin();
  const written = before.open(address);
  await synced(written);
  create(written, 'a', her);
  create(written, 'b', '邻居某');
  await synced(written);
  before.goOffline();
  set(written, 'a/phones', [telephone], 5);
  set(written, 'b/note', '路上写的', 6);
  await until('stored', () => !written.state.isStoring);
  await before.close();
  devices.splice(0);
  const putBack = await takeChanges(journalName('m1'));
  const document = begin().open(address);
  await synced(document);
  // As if the disk had been slow.
  await putBack();
  erase('a');
  await until('replayed', () => document.receipt.refused.length === 1 && document.receipt.waiting === 0);
  await synced(document);
  const expected = { b: { name: '邻居某', $at: 1, $by: 'm1' }, 'b/note': ['路上写的', 6, 'm1'] };
  expect(rowsOf(fresh.relay.doc(address)).toJSON()).toEqual(expected);
  expect(rowsOf(document.doc).toJSON()).toEqual(expected);
  expect(document.receipt.refused[0]).toMatchObject({ reason: 'erased', text: '' });
  await until('off the disk', async () => !(await standsOnDisk(telephone)));
});

test('[ER20] where others wrote something newer meanwhile, the unsent value stands beside it', async () => {
  const device = begin();
  const document = device.open(address);
  await synced(document);
  create(document, 'a', her);
  create(document, 'b', '邻居某');
  set(document, 'b/note', '从前', 5);
  await synced(document);
  device.goOffline();
  set(document, 'b/note', '路上写的', 20);
  set(document, 'b/room', '102', 21);
  set(document, 'b/phones', ['2'], 22);
  await until('stored', () => !document.state.isStoring);
  const rows = rowsOf(fresh.relay.doc(address));
  rows.set('b/note', ['办公室写的', 30, 'm2']);
  rows.set('b/room', ['102', 31, 'm2']);
  rows.set('b/phones', [['9'], 3, 'm2']);
  erase('a');
  device.goOnline();
  await settled(document);
  expect(rowsOf(fresh.relay.doc(address)).toJSON()).toEqual({
    b: { name: '邻居某', $at: 1, $by: 'm1' },
    'b/note': ['办公室写的', 30, 'm2'],
    'b/note!20-m1': ['路上写的', 20, 'm1'],
    'b/room': ['102', 31, 'm2'],
    'b/phones': [['2'], 22, 'm1'],
  });
});

test('[ER21] what was put aside about them goes as well, and what was put aside about others stays', async () => {
  const device = begin();
  const document = device.open(address);
  await synced(document);
  create(document, 'a', her);
  create(document, 'b', '邻居某');
  set(document, 'a/phones', [telephone], 5);
  set(document, 'a/relation', '97', 6);
  await synced(document);
  fresh.relay.judge = () => ({ reason: 'rule', detail: '' });
  set(document, 'b/note', `像${her}一样`, 9);
  await until('refused', () => document.receipt.refused.length === 1 && document.state.isSynced);
  // A code that only she had tells of nobody.
  set(document, 'b/note', '邻居自己的事 97', 10);
  await until('refused', () => document.receipt.refused.length === 2 && document.state.isSynced);
  fresh.relay.judge = () => null;
  const before = document.state.generation;
  erase('a');
  await until('fetched anew', () => document.state.generation > before && document.state.isSynced);
  expect(document.receipt.refused.map(({ text }) => text)).toEqual(['note: 邻居自己的事 97']);
  await until('off the disk', async () => !(await standsOnDisk(her)));
  expect(await standsOnDisk('邻居自己的事')).toBe(true);
});

test('[ER21] [SY14] a window that goes in the middle leaves the rest to the next start', async () => {
  let device = begin();
  let document = device.open(address);
  await synced(document);
  create(document, 'a', her);
  create(document, 'b', '邻居某');
  set(document, 'b/note', '从前', 5);
  await synced(document);
  device.goOffline();
  set(document, 'b/note', '路上写的', 20);
  set(document, 'a/note', `${her}的事`, 21);
  await until('stored', () => !document.state.isStoring);
  erase('a');
  // Fetched anew, and cut before what waits is taken.
  fresh.relay.judge = () => {
    fresh.relay.cut();
    fresh.relay.isUp = false;
    return { reason: 'rule', detail: '' };
  };
  device.goOnline();
  await until('cut', () => !fresh.relay.isUp);
  device = await restart(device);
  fresh.relay.judge = () => null;
  fresh.relay.isUp = true;
  document = device.open(address);
  await until('in step', () => document.state.isSynced && document.receipt.waiting === 0);
  expect(rowsOf(fresh.relay.doc(address)).toJSON()).toMatchObject({ 'b/note': ['路上写的', 20, 'm1'] });
  expect(JSON.stringify(rowsOf(fresh.relay.doc(address)).toJSON())).not.toContain(her);
  await until('off the disk', async () => !(await standsOnDisk(her)));
});

test('[ER21] of a sealed document no record of before is left, also where it was not open when it was rebuilt', async () => {
  const key = Uint8Array.from({ length: 32 }, (_, at) => at * 7);
  const seals = { isSealed: () => true };
  let device = begin(seals);
  await device.unlock(key);
  let document = device.open(address);
  await synced(document);
  create(document, 'a', her);
  create(document, 'b', '邻居某');
  await synced(document);
  device.goOffline();
  set(document, 'b/note', '路上写的', 20);
  set(document, 'a/note', `${her}的事`, 21);
  await until('stored', () => !document.state.isStoring);
  device = await restart(device, seals);
  const before = await recordsOnDisk();
  expect(before.size).toBeGreaterThan(3);
  erase('a');
  await device.unlock(key);
  document = device.open(address);
  await settled(document);
  expect(rowsOf(document.doc).toJSON()).toMatchObject({ 'b/note': ['路上写的', 20, 'm1'] });
  expect(document.receipt.refused.map(({ reason, text }) => [reason, text])).toEqual([['erased', '']]);
  // A record can only be read as it was written: none of those of before is there.
  await restart(device, seals);
  const left = [...(await recordsOnDisk())].filter((record) => before.has(record));
  expect(left).toEqual([]);
});

/** Everything that holds bytes: sealed copies and changes. */
const recordsOnDisk = async (): Promise<ReadonlySet<string>> => {
  const texts = (await everythingOnDisk()).map((record) =>
    JSON.stringify(record, (_, value) =>
      value instanceof Uint8Array ? `bytes ${Buffer.from(value).toString('hex')}` : value,
    ),
  );
  return new Set(texts.filter((text) => text?.includes('bytes ')));
};
