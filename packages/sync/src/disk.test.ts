import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { openDevice } from './device.ts';
import { plainName } from './names.ts';
import { freshForEachTest } from './testing/fresh.ts';
import { until } from './testing/until.ts';
import type { OpenDocument } from './types.ts';

const address = 'open/joint/page';

const fresh = freshForEachTest();
const { devices } = fresh;

const begin = async (member: string): Promise<OpenDocument> => {
  const options = {
    member,
    server: fresh.relay.url,
    linger: 0,
    supportedVersion: () => 1,
    originKind: () => 'act' as const,
  };
  const device = openDevice(options);
  devices.push(device);
  const document = device.open(address);
  await until('synced', () => document.state.isSynced);
  return document;
};
const rows = (doc: Y.Doc) => doc.getMap<readonly unknown[]>('rows');
const set = ({ doc }: OpenDocument, key: string) => doc.transact(() => rows(doc).set(key, [key, 1, 'm1']));

const records = (member: string): Promise<readonly Uint8Array[]> =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open(plainName(member, address));
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const asked = opening.result.transaction('updates').objectStore('updates').getAll();
      asked.onsuccess = () => {
        opening.result.close();
        resolve(asked.result);
      };
    };
  });
const readBack = async (member: string): Promise<readonly string[]> => {
  const doc = new Y.Doc();
  for (const record of await records(member)) Y.applyUpdate(doc, record);
  expect(doc.store.pendingStructs).toBeNull();
  return [...rows(doc).keys()];
};

test('[SY44] what the relay tells in a row is one record on the disk, and one’s own change takes it along at once', async () => {
  const [reader, writer] = [await begin('m1'), await begin('m2')];
  const before = (await records('m1')).length;
  for (let count = 0; count < 40; count++) {
    set(writer, `r${count}/x`);
    await until('told', () => rows(reader.doc).has(`r${count}/x`));
  }
  const told = Array.from({ length: 40 }, (_, count) => `r${count}/x`);
  await expect.poll(async () => (await readBack('m1')).length).toBe(40);
  expect((await records('m1')).length - before).toBeLessThan(20);

  set(writer, 'late/x');
  await until('told', () => rows(reader.doc).has('late/x'));
  set(reader, 'own/x');
  expect([...(await readBack('m1'))].sort()).toEqual([...told, 'late/x', 'own/x'].sort());
  // Closing keeps what was told last.
  set(writer, 'last/x');
  await until('told', () => rows(reader.doc).has('last/x'));
  await devices.shift()?.close();
  expect(await readBack('m1')).toContain('last/x');
});

test('[SY44] when a document comes in step, what the relay has told is with the disk', async () => {
  const writer = await begin('m2');
  for (let count = 0; count < 20; count++) set(writer, `r${count}/x`);
  await until('sent', () => writer.receipt.waiting === 0);
  await begin('m1');
  expect((await readBack('m1')).length).toBe(20);
});
