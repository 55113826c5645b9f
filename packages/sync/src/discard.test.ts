import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { type Device, openDevice } from './device.ts';
import { everythingOnDisk } from './testing/disk.ts';
import { freshForEachTest } from './testing/fresh.ts';
import { until } from './testing/until.ts';
import type { DeviceOptions, OpenDocument } from './types.ts';

const key = Uint8Array.from({ length: 32 }, (_, at) => at * 7);

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
const set = (document: OpenDocument, id: string) =>
  document.doc.transact(() => document.doc.getMap('rows').set(id, ['value', 1, 'm1']));
const speaksOf = async (address: string) => JSON.stringify(await everythingOnDisk()).includes(address);

test('[SY42] of a document that its person has taken away nothing stays here: no copy, no count, no unsent word', async () => {
  for (const address of ['open/joint/page', 'register/donghu.g1/a']) {
    const device = begin();
    await device.unlock(key);
    const document = device.open(address);
    await until('synced', () => document.state.isSynced);
    set(document, 'a/x');
    await until('received', () => document.receipt.received === 1);
    device.goOffline();
    set(document, 'a/y');
    await until('stored', () => !document.state.isStoring);
    await device.discard(address);
    expect(document.state.readOnly).toBe('gone');
    expect(document.receipt).toMatchObject({ made: 0, waiting: 0, received: 0, refused: [] });
    expect(device.receipt.documents).toEqual([]);
    expect(await device.copies()).toEqual(new Set());
    // What a page does that has not been left yet.
    set(document, 'a/z');
    await until('stored', () => !document.state.isStoring);
    expect(device.receipt).toMatchObject({ waiting: 0, refused: 0, documents: [] });
    expect(await speaksOf(address)).toBe(false);
    document.release();
    for (const each of devices.splice(0)) await each.close();
    const again = begin();
    await again.whenKnown;
    expect(again.receipt).toMatchObject({ made: 0, documents: [] });
    for (const each of devices.splice(0)) await each.close();
  }
});

test('[SY42] whoever opens it anew in the moment in which it goes finds nothing put aside', async () => {
  const address = 'open/joint/page';
  const device = begin();
  const document = device.open(address, { isBegunHere: true });
  await document.whenLoaded;
  device.goOffline();
  set(document, 'a/x');
  await until('stored', () => !document.state.isStoring);
  let again: OpenDocument | null = null;
  document.subscribe(() => {
    if (document.state.readOnly === 'gone') again ??= device.open(address);
  });
  await device.discard(address);
  await until('opened', () => again !== null);
  await (again as unknown as OpenDocument).whenLoaded;
  expect(device.receipt).toMatchObject({ waiting: 0, refused: 0 });
});
