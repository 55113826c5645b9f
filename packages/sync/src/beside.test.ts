import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyBeside } from './apply-beside.ts';
import { besideName, openBeside } from './beside.ts';
import { type Device, openDevice } from './device.ts';
import { fillDisk } from './testing/disk.ts';
import { freshForEachTest } from './testing/fresh.ts';
import { until } from './testing/until.ts';
import type { DeviceOptions, OpenDocument } from './types.ts';
import { windowsPrefix } from './windows.ts';

/** Two windows of one person, and somebody who listens at their channel. */
const plain = 'open/joint/page';
const sealed = 'register/donghu.g1/a';
const key = Uint8Array.from({ length: 32 }, (_, at) => at * 7);
const name = '示例甲乙丙';

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
const set = (document: OpenDocument, id: string, value: string) =>
  document.doc.transact(() => document.doc.getMap('rows').set(id, [value, 1, 'm1']));
const rows = (doc: Y.Doc) =>
  Object.fromEntries([...doc.getMap<[string]>('rows').entries()].map(([id, value]) => [id, value[0]]));
const figures = ({ receipt }: OpenDocument) => [
  receipt.made,
  receipt.received,
  receipt.waiting,
  receipt.refused.length,
];
const settled = (...documents: readonly OpenDocument[]) =>
  until('settled', () => documents.every(({ state, receipt }) => state.isSynced && receipt.waiting === 0));

/** Both windows, each with the document, offline. */
const openBoth = async (address: string) => {
  const windows = [begin(), begin()] as const;
  for (const window of windows) await window.unlock(key);
  const documents = windows.map((window) => window.open(address)) as [OpenDocument, OpenDocument];
  await settled(...documents);
  for (const window of windows) window.goOffline();
  return { windows, documents };
};

test('[SY43] both know at the first word that they have company: what they need for it can still be fetched', async () => {
  const company = [0, 0];
  const windows = [0, 1].map((index) => {
    const beside = openBeside('m2', false);
    beside.join(plain, {
      epoch: () => null,
      waiting: () => Promise.resolve(null),
      onCompany: () => {
        company[index] = (company[index] ?? 0) + 1;
      },
      onUpdate: () => {},
      onStale: () => {},
      cipher: null,
    });
    return beside;
  });
  await until('both know', () => company.every((count) => count === 1));
  for (const window of windows) window.close();
});

test('[SY43] two windows see each other’s changes while both are offline; each counts and sends its own, once', async () => {
  for (const address of [plain, sealed]) {
    const { windows, documents } = await openBoth(address);
    const [one, other] = documents;
    set(one, 'a/x', 'one');
    await until('seen', () => rows(other.doc)['a/x'] === 'one');
    // Written over what has only just come from the other window.
    set(other, 'a/x', 'other');
    set(other, 'a/y', 'other');
    await until('seen', () => rows(one.doc)['a/y'] === 'other' && rows(one.doc)['a/x'] === 'other');
    expect([figures(one), figures(other)]).toEqual([
      [1, 0, 1, 0],
      [2, 0, 2, 0],
    ]);
    for (const window of windows) window.goOnline();
    await settled(one, other);
    expect(rows(fresh.relay.doc(address))).toEqual({ 'a/x': 'other', 'a/y': 'other' });
    for (const document of documents) document.release();
    for (const each of devices.splice(0)) await each.close();
    const again = begin();
    await again.whenKnown;
    expect(again.receipt).toMatchObject({ made: 3, received: 3, waiting: 0, refused: 0 });
    for (const each of devices.splice(0)) await each.close();
    globalThis.indexedDB = new IDBFactory();
  }
});

test('[SY43] of a sealed document nothing readable passes; a window that is locked takes none of it', async () => {
  const { windows, documents } = await openBoth(sealed);
  const heard: unknown[] = [];
  const channel = new BroadcastChannel(besideName('m1'));
  channel.onmessage = (event) => heard.push((event as { data: unknown }).data);
  const [one, other] = documents;
  set(one, 'a/x', name);
  await until('seen', () => rows(other.doc)['a/x'] === name);
  await until('heard', () => heard.length > 0);
  const speaks = (value: unknown): boolean =>
    value instanceof Uint8Array
      ? Buffer.from(value).includes(name)
      : typeof value === 'object' && value !== null && Object.values(value).some(speaks);
  expect(heard.some(speaks)).toBe(false);
  expect(heard.length).toBeGreaterThan(0);
  await windows[1].lock();
  set(one, 'a/y', name);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(rows(other.doc)).toEqual({});
  channel.close();
});

test('[SY43] what was refused to one window leaves the other too', async () => {
  const windows = [begin(), begin()] as const;
  const [one, other] = windows.map((window) => window.open(plain)) as [OpenDocument, OpenDocument];
  await settled(one, other);
  fresh.relay.judge = ({ update }) =>
    Buffer.from(update).includes('verboten') ? { reason: 'rule', detail: 'no-such-thing' } : null;
  set(one, 'a/x', 'verboten');
  set(other, 'a/y', 'own');
  await until('refused', () => one.receipt.refused.length === 1);
  await until('gone everywhere', () => !('a/x' in rows(one.doc)) && !('a/x' in rows(other.doc)));
  await settled(one, other);
  expect(rows(other.doc)).toEqual({ 'a/y': 'own' });
  expect(rows(fresh.relay.doc(plain))).toEqual({ 'a/y': 'own' });
  expect(other.receipt.refused).toEqual(one.receipt.refused);
});

test('[SY43] what lies on no disk is told to no other window, for nobody could take it over; it is told with the disk', async () => {
  const { documents } = await openBoth(plain);
  const [one, other] = documents;
  const empty = fillDisk();
  try {
    set(one, 'a/x', 'one');
    await until('said', () => one.state.disk === 'failing' && !one.state.isStoring);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(rows(one.doc)).toEqual({ 'a/x': 'one' });
    expect(rows(other.doc)).toEqual({});
  } finally {
    empty();
  }
  await until('told', () => rows(other.doc)['a/x'] === 'one', 15_000);
});

test('[SY43] a window that had no line when something was refused to another lets go of it when it has one, each time', async () => {
  const reader = begin();
  const shown = reader.open(plain);
  await settled(shown);
  fresh.relay.judge = () => ({ reason: 'sealed', detail: '' });
  fresh.relay.seal(1);
  await until('sealed', () => shown.state.readOnly === 'sealed');
  // The second time nothing else leads to it: what strays in a copy is put aside once only.
  for (const id of ['a/x', 'a/y']) {
    reader.goOffline();
    // This one has not heard of the sealing.
    const writer = begin();
    writer.goOffline();
    const written = writer.open(plain);
    await written.whenLoaded;
    set(written, id, 'too late');
    await until('seen', () => rows(shown.doc)[id] === 'too late');
    writer.goOnline();
    await until('refused', () => written.receipt.waiting === 0 && !(id in rows(written.doc)));
    await writer.close();
    expect(rows(shown.doc)).toEqual({ [id]: 'too late' });
    reader.goOnline();
    await until('gone there too', () => !(id in rows(shown.doc)));
    expect(rows(fresh.relay.doc(plain))).toEqual({});
  }
});

test('[SY43] at a shared computer one window hears nothing of another', async () => {
  const heard: unknown[] = [];
  const channels = [besideName('m1'), windowsPrefix('m1')].map((name) => new BroadcastChannel(name));
  for (const channel of channels) channel.onmessage = (event) => heard.push(event);
  const document = begin({ isMemoryOnly: true }).open(plain);
  await settled(document);
  set(document, 'a/x', 'one');
  await settled(document);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(heard).toEqual([]);
  for (const channel of channels) channel.close();
});

test('[SY43] what leans on something that is not here is passed over, and nothing pends', () => {
  const from = new Y.Doc();
  const updates: Uint8Array[] = [];
  from.on('update', (update: Uint8Array) => updates.push(update));
  from.getText('t').insert(0, 'ab');
  from.getText('t').insert(1, 'c');
  from.getText('t').delete(0, 1);
  const to = new Y.Doc();
  expect(updates.slice(1).map((each) => applyBeside(to, each))).toEqual([false, false]);
  expect(to.store.pendingStructs).toBeNull();
  expect(to.store.pendingDs).toBeNull();
  expect(updates.map((each) => applyBeside(to, each))).toEqual([true, true, true]);
  expect(to.getText('t').toString()).toBe('cb');
});
