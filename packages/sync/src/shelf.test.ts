import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { type Device, openDevice } from './device.ts';
import { discardSealed, eraseDevice } from './erase.ts';
import { everythingOnDisk, standsOnDisk } from './testing/disk.ts';
import { freshForEachTest } from './testing/fresh.ts';
import { until } from './testing/until.ts';
import type { DeviceOptions, OpenDocument } from './types.ts';

/** What is kept beside documents with residents. Everybody in it is made up. */
const first = 'register/donghu.g1/a';
const second = 'register/donghu.g2/b';
const key = Uint8Array.from({ length: 32 }, (_, at) => at * 7);
const name = '示例甲乙丙';
const words = new TextEncoder().encode(name);

const fresh = freshForEachTest();
const { devices } = fresh;

const begin = (more: Partial<DeviceOptions> = {}): Device => {
  const device = openDevice({
    member: 'm1',
    server: fresh.relay.url,
    linger: 0,
    supportedVersion: () => 1,
    originKind: () => 'act',
    isSealed: (each) => each.startsWith('register/'),
    ...more,
  });
  devices.push(device);
  return device;
};
const unlocked = async (): Promise<Device> => {
  const device = begin();
  await device.unlock(key);
  return device;
};
const end = async (device: Device) => {
  devices.splice(devices.indexOf(device), 1);
  await device.close();
};
const synced = (document: OpenDocument) => until('synced', () => document.state.isSynced);
const put = async ({ shelf }: Device) => {
  for (const address of [first, second])
    for (const number of [2, 1])
      expect(await shelf.put({ id: 'import', number, address }, words), `${address} ${number}`).toBe(true);
};
const addressesIn = async ({ shelf }: Device) => [...new Set((await shelf.keys()).map(({ address }) => address))];

test('[SE20] what is kept beside sealed documents is sealed, in order, and there after a restart', async () => {
  let device = await unlocked();
  await put(device);
  expect(await standsOnDisk(name)).toBe(false);
  expect((await everythingOnDisk()).length).toBeGreaterThan(0);
  await end(device);
  device = begin();
  // Locked it tells what there is, and nothing of it.
  expect((await device.shelf.keys()).map(({ number }) => number)).toEqual([1, 1, 2, 2]);
  expect(await device.shelf.get({ id: 'import', number: 1, address: first })).toBeNull();
  expect(await device.shelf.put({ id: 'import', number: 3, address: first }, words)).toBe(false);
  await device.unlock(key);
  expect(await device.shelf.get({ id: 'import', number: 1, address: first })).toEqual(words);
  await device.shelf.remove(({ number }) => number === 1);
  expect((await device.shelf.keys()).map(({ number }) => number)).toEqual([2, 2]);
  // It is no copy of anything.
  expect(await device.copies()).toEqual(new Set());
});

test('[SE20] in another place a record does not open', async () => {
  const device = await unlocked();
  await put(device);
  await end(device);
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open('lianxi/m1/shelf');
    request.onsuccess = () => resolve(request.result);
  });
  const records = database.transaction('records', 'readwrite').objectStore('records');
  await new Promise<void>((resolve) => {
    const reading = records.get(['import', 1, first]);
    reading.onsuccess = () => {
      records.put(reading.result, ['import', 2, first]).onsuccess = () => resolve();
    };
  });
  database.close();
  const again = await unlocked();
  expect(await again.shelf.get({ id: 'import', number: 2, address: first })).toBeNull();
  expect(await again.shelf.get({ id: 'import', number: 1, address: first })).toEqual(words);
});

test('[SE20] it goes with the document: taken away, locked or not, and rebuilt without its history', async () => {
  let device = await unlocked();
  await put(device);
  await device.withdraw(first);
  expect(await addressesIn(device)).toEqual([second]);
  await end(device);
  device = begin();
  await device.withdraw(second);
  expect(await addressesIn(device)).toEqual([]);
  await end(device);

  device = await unlocked();
  const document = device.open(first);
  await synced(document);
  await put(device);
  fresh.relay.rebuild(first);
  fresh.relay.cut();
  await until('rebuilt', async () => !(await addressesIn(device)).includes(first));
  expect(await addressesIn(device)).toEqual([second]);
});

test('[SE20] it goes with the member and with the key, and at a shared computer it reaches no disk', async () => {
  const device = await unlocked();
  await put(device);
  await end(device);
  await discardSealed('m1', (each) => each.startsWith('register/'));
  expect(await addressesIn(begin())).toEqual([]);
  for (const each of [...devices]) await end(each);

  const other = await unlocked();
  await put(other);
  await end(other);
  expect(await eraseDevice('m1')).toBe(true);
  expect(await everythingOnDisk()).toEqual([]);

  const shared = begin({ isMemoryOnly: true });
  await shared.shelf.put({ id: 'import', number: 1, address: first }, words);
  expect(await shared.shelf.get({ id: 'import', number: 1, address: first })).toEqual(words);
  expect(await everythingOnDisk()).toEqual([]);
});
