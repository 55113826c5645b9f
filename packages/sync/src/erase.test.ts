import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { type Device, openDevice } from './device.ts';
import { eraseDevice } from './erase.ts';
import { freshForEachTest } from './testing/fresh.ts';
import type { DeviceOptions, OpenDocument } from './types.ts';

const address = 'open/joint/page';
const fresh = freshForEachTest();
const { devices } = fresh;

const begin = (member: string, more: Partial<DeviceOptions> = {}): Device => {
  const supportedVersion = () => 1;
  const originKind = () => 'act' as const;
  const device = openDevice({ member, server: fresh.relay.url, linger: 0, supportedVersion, originKind, ...more });
  devices.push(device);
  return device;
};
const end = async (device: Device) => {
  devices.splice(devices.indexOf(device), 1);
  await device.close();
};
const until = async (what: string, condition: () => boolean | Promise<boolean>) => {
  const last = Date.now() + 5_000;
  while (!(await condition())) {
    if (Date.now() > last) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
const set = ({ doc }: OpenDocument, key: string, value: string) => void doc.getMap('rows').set(key, value);
const databases = async () => (await indexedDB.databases()).flatMap(({ name }) => name ?? []).sort();

test('[AP22] on a shared computer no database is made, and within the window a document is what it was', async () => {
  const device = begin('m1', { isMemoryOnly: true });
  const document = device.open(address);
  await until('synced', () => document.state.isSynced);
  set(document, 'a', '送达的');
  await until('received', () => document.receipt.received === 1);
  device.goOffline();
  set(document, 'b', '没送达的');
  await until('taken', () => !document.state.isStoring);
  expect(document.state).toMatchObject({ disk: 'loaded', readOnly: null });
  expect(await device.copies()).toEqual(new Set([address]));
  const before = document.doc;
  document.release();
  // Opened again without a network it has all of it, and still knows what waits.
  let again = document;
  await until('closed', async () => {
    again.release();
    await new Promise((resolve) => setTimeout(resolve, 1));
    again = device.open(address);
    return again.doc !== before;
  });
  await again.whenLoaded;
  expect(again.state.hasCopy).toBe(true);
  expect(again.doc.getMap('rows').toJSON()).toEqual({ a: '送达的', b: '没送达的' });
  expect(again.receipt).toMatchObject({ made: 2, received: 1, waiting: 1 });
  device.goOnline();
  await until('delivered', () => fresh.relay.doc(address).getMap('rows').get('b') === '没送达的');
  await until('received', () => device.receipt.waiting === 0);
  expect(await databases()).toEqual([]);

  await end(device);
  const next = begin('m1', { isMemoryOnly: true });
  next.goOffline();
  const nothing = next.open(address);
  await nothing.whenLoaded;
  expect(nothing.state).toMatchObject({ hasCopy: false, readOnly: 'absent' });
  expect(await databases()).toEqual([]);
});

test('[AP22] a refused change on a shared computer is renewed in memory, beside what was accepted', async () => {
  fresh.relay.judge = ({ update }) =>
    Buffer.from(update).toString('utf8').includes('坏的') ? { reason: 'rule', detail: 'no' } : null;
  const device = begin('m1', { isMemoryOnly: true });
  const document = device.open(address);
  await until('synced', () => document.state.isSynced);
  set(document, 'a', '好的');
  set(document, 'b', '坏的');
  await until('refused', () => document.receipt.refused.length === 1 && document.receipt.waiting === 0);
  await until('renewed', () => document.state.readOnly === null);
  expect(document.doc.getMap('rows').toJSON()).toEqual({ a: '好的' });
  expect(await databases()).toEqual([]);
});

test('[AP20] erasing takes everything of one member and nothing of another', async () => {
  for (const member of ['m1', 'm2']) {
    const device = begin(member);
    const document = device.open(address);
    await until('synced', () => document.state.isSynced);
    set(document, member, '写的');
    await until('received', () => document.receipt.waiting === 0);
    await end(device);
  }
  // What another part keeps under the member's name goes as well, and so does what only a longer name begins alike with stay.
  for (const name of ['lianxi/m1/keys', 'lianxi/m11/open/joint/page']) {
    await new Promise<void>((resolve) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
  }
  expect(await eraseDevice('m1')).toBe(true);
  expect((await databases()).filter((name) => name !== 'lianxi/probe')).toEqual([
    'lianxi/m11/open/joint/page',
    'lianxi/m2',
    `lianxi/m2/${address}`,
  ]);
});

test('[AP20] erasing waits for the windows of that member to let go', async () => {
  const device = begin('m1');
  const document = device.open(address);
  await until('synced', () => document.state.isSynced);
  set(document, 'a', '写的');
  await until('received', () => document.receipt.waiting === 0);
  let isErased = false;
  const erasing = eraseDevice('m1').then((isGone) => {
    isErased = isGone;
  });
  await until(
    'waits',
    async () => (await navigator.locks.query()).pending?.some(({ name }) => name?.startsWith('lianxi/m1/')) === true,
  );
  expect(isErased).toBe(false);
  await end(device);
  await erasing;
  expect(isErased).toBe(true);
  expect((await databases()).filter((name) => name.startsWith('lianxi/m1'))).toEqual([]);
});
