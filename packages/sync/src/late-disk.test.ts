import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type * as Y from 'yjs';
import { type Device, openDevice } from './device.ts';
import { journalName } from './journal.ts';
import { takeChanges } from './testing/disk.ts';
import { freshForEachTest } from './testing/fresh.ts';
import { until } from './testing/until.ts';
import type { OpenDocument } from './types.ts';

/** A disk that opens only after the work has begun without it. */
const address = 'open/joint/page';

const fresh = freshForEachTest();
const { devices } = fresh;

const begin = (): Device => {
  const device = openDevice({
    member: 'm1',
    server: fresh.relay.url,
    linger: 0,
    supportedVersion: () => 1,
    originKind: () => 'act',
  });
  devices.push(device);
  return device;
};
const set = (document: OpenDocument, key: string, value: string) =>
  document.doc.transact(() => document.doc.getMap('rows').set(key, [value, 1, 'm1']));
const rows = (doc: Y.Doc) =>
  Object.fromEntries([...doc.getMap<[string]>('rows').entries()].map(([key, value]) => [key, value[0]]));

/** Something on the disk that was received, and something that waits; then the window is gone. */
const leaveSomething = async () => {
  const device = begin();
  const document = device.open(address);
  await until('synced', () => document.state.isSynced);
  set(document, 'a/x', 'received');
  await until('received', () => document.receipt.received === 1);
  device.goOffline();
  set(document, 'a/y', 'waiting');
  await until('stored', () => !document.state.isStoring);
  devices.splice(0);
  await device.close();
};
const shutDisk = () => {
  const { open } = indexedDB;
  indexedDB.open = () => {
    throw new Error('blocked');
  };
  return () => {
    indexedDB.open = open;
  };
};

test('[SY22] a document whose disk opens late is there without a reload, with what waits in it', async () => {
  await leaveSomething();
  const openDisk = shutDisk();
  const device = begin();
  device.goOffline();
  const document = device.open(address);
  await document.whenLoaded;
  expect(document.state).toMatchObject({ hasCopy: false, readOnly: 'absent' });
  openDisk();
  await until('it is there', () => document.state.hasCopy && document.receipt.waiting === 1);
  expect(document.state.readOnly).toBeNull();
  expect(rows(document.doc)).toEqual({ 'a/x': 'received', 'a/y': 'waiting' });
  device.goOnline();
  await until('it is sent', () => document.receipt.waiting === 0 && document.state.isSynced);
  expect(rows(fresh.relay.doc(address))).toEqual({ 'a/x': 'received', 'a/y': 'waiting' });
});

test('[SY22] [WR17] of a document that was rebuilt meanwhile nothing comes back from a disk that opens late', async () => {
  await leaveSomething();
  fresh.relay.rebuild(address);
  // What waits is about a row that is still there ([ER20]).
  fresh.relay.doc(address).getMap('rows').set('a', ['row', 1, 'm1']);
  const openDisk = shutDisk();
  const document = begin().open(address);
  await until('fetched', () => document.state.isSynced);
  openDisk();
  await until('what waited is carried over', () => document.receipt.received === 2 && document.state.isSynced);
  expect(rows(document.doc)).toEqual({ a: 'row', 'a/y': 'waiting' });
  expect(rows(fresh.relay.doc(address))).toEqual({ a: 'row', 'a/y': 'waiting' });
});

test('[SY22] what stands in a late copy alone, and may not be sent any more, is put aside', async () => {
  await leaveSomething();
  // As if the window had gone after the copy had taken it, and before the journal had.
  await takeChanges(journalName('m1'));
  const openDisk = shutDisk();
  const document = begin().open(address);
  await until('synced', () => document.state.isSynced);
  fresh.relay.seal(1);
  await until('sealed', () => document.state.readOnly === 'sealed');
  openDisk();
  await until('put aside', () => document.receipt.refused.length === 1 && document.state.isSynced);
  expect(document.receipt.refused[0]).toMatchObject({ reason: 'sealed', text: expect.stringContaining('waiting') });
  expect(rows(document.doc)).toEqual({ 'a/x': 'received' });
});

test('[SY41] nothing is said of what waits before the journal has been read', async () => {
  await leaveSomething();
  const openDisk = shutDisk();
  const device = begin();
  expect(device.receipt).toMatchObject({ isKnown: false, waiting: 0 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(device.receipt.isKnown).toBe(false);
  openDisk();
  await until('known', () => device.receipt.isKnown);
  expect(device.receipt.waiting).toBe(1);
});
