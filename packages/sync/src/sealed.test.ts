import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import type * as Y from 'yjs';
import { type Device, openDevice } from './device.ts';
import { countUnsentSealed, discardSealed, eraseDevice } from './erase.ts';
import { everythingOnDisk, noteDatabases, standsOnDisk } from './testing/disk.ts';
import { freshForEachTest } from './testing/fresh.ts';
import type { DeviceOptions, OpenDocument } from './types.ts';

/** Sealed documents on a device. Everybody in them is made up. */
const address = 'register/donghu.g1/a';
const plain = 'open/joint/page';
const key = Uint8Array.from({ length: 32 }, (_, at) => at * 7);
const name = '示例甲乙丙';
const typing = Symbol('typing');

const fresh = freshForEachTest();
const { devices } = fresh;

const begin = (more: Partial<DeviceOptions> = {}): Device => {
  const device = openDevice({
    member: 'm1',
    server: fresh.relay.url,
    linger: 0,
    supportedVersion: () => 1,
    originKind: (origin) => (origin === typing ? 'typing' : 'act'),
    isSealed: (each) => each.startsWith('register/'),
    ...more,
  });
  devices.push(device);
  return device;
};
const beginUnlocked = async (more: Partial<DeviceOptions> = {}): Promise<Device> => {
  const device = begin(more);
  await device.unlock(key);
  return device;
};
const end = async (device: Device) => {
  devices.splice(devices.indexOf(device), 1);
  await device.close();
};

const until = async (what: string, condition: () => boolean | Promise<boolean>, patience = 5_000) => {
  const limit = Date.now() + patience;
  while (!(await condition())) {
    if (Date.now() > limit) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
const set = (document: OpenDocument, id: string, value: string) =>
  document.doc.transact(() => document.doc.getMap('rows').set(id, [value, 1, 'm1']));
const rows = (doc: Y.Doc) =>
  Object.fromEntries([...doc.getMap<[string]>('rows').entries()].map(([id, value]) => [id, value[0]]));
const synced = (document: OpenDocument) =>
  until('synced', () => document.state.isSynced && document.receipt.waiting === 0 && !document.state.isStoring);
const change = async (database: string, store: string, work: (records: IDBObjectStore) => Promise<void> | void) => {
  const opened = await answer(indexedDB.open(database));
  const transaction = opened.transaction(store, 'readwrite');
  await work(transaction.objectStore(store));
  await new Promise<void>((resolve) => {
    transaction.oncomplete = () => resolve();
  });
  opened.close();
};
const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

test('[SE1] a register that was worked on says nothing on the disk; beside it another document lies as it always did', async () => {
  let device = await beginUnlocked();
  const register = device.open(address);
  const page = device.open(plain);
  await Promise.all([synced(register), synced(page)]);
  set(register, 'a/name', name);
  set(page, 'a/name', '会议室');
  await Promise.all([synced(register), synced(page)]);
  device.goOffline();
  set(register, 'b/name', name);
  await until('stored', () => !register.state.isStoring);
  expect(await standsOnDisk(name)).toBe(false);
  expect(await standsOnDisk('会议室')).toBe(true);
  await end(device);
  fresh.relay.isUp = false;
  device = await beginUnlocked();
  const again = device.open(address);
  await again.whenLoaded;
  expect(rows(again.doc)).toEqual({ 'a/name': name, 'b/name': name });
  expect(again.receipt.waiting).toBe(1);
});

test('[SE1] what was refused keeps its text, and the disk does not tell it', async () => {
  fresh.relay.judge = ({ address: each }) => (each === address ? { reason: 'rule', detail: name } : null);
  let device = await beginUnlocked();
  const register = device.open(address);
  await synced(register);
  set(register, 'a/name', name);
  await until('refused', () => register.receipt.refused.length === 1);
  await until('stored', async () => (await everythingOnDisk()).length > 0 && !register.state.isStoring);
  expect(register.receipt.refused[0]).toMatchObject({ reason: 'rule', detail: name, text: `name: ${name}` });
  expect(await standsOnDisk(name)).toBe(false);
  await end(device);
  device = begin();
  await device.whenKnown;
  const shown = () => device.receipt.documents[0]?.refused[0];
  expect(shown()).toMatchObject({ reason: 'rule', detail: '', text: '', isLocked: true });
  await device.unlock(key);
  expect(shown()).toMatchObject({ detail: name, text: `name: ${name}` });
  await device.lock();
  expect(shown()).toMatchObject({ detail: '', text: '', isLocked: true });
});

test('[SE5] [SY31] copy and journal have been handed the sealed change when the turn in which it was made is over', async () => {
  const device = await beginUnlocked();
  const register = device.open(address);
  await synced(register);
  device.goOffline();
  const handed: string[] = [];
  const { put, add } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...parameters) {
    handed.push(`put ${this.transaction.db.name}`);
    return put.apply(this, parameters);
  };
  IDBObjectStore.prototype.add = function (...parameters) {
    handed.push(`add ${this.transaction.db.name}`);
    return add.apply(this, parameters);
  };
  try {
    set(register, 'a/name', name);
    // Microtasks end before the browser does anything else.
    await new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(() => queueMicrotask(resolve))));
    expect(handed).toEqual([`add lianxi/m1/${address}/sealed`, 'put lianxi/m1']);
  } finally {
    Object.assign(IDBObjectStore.prototype, { put, add });
  }
});

test('[SE4] [SE8] locked, a sealed document is empty for whoever holds it, nothing is sent or fetched for it, and others go on', async () => {
  const device = await beginUnlocked();
  const register = device.open(address);
  const page = device.open(plain);
  await Promise.all([synced(register), synced(page)]);
  set(register, 'a/name', name);
  await synced(register);
  fresh.relay.holdsBack = true;
  set(register, 'b/name', name);
  const before = register.state.generation;
  await device.lock();
  expect(device.isLocked).toBe(true);
  expect(register.state).toMatchObject({ readOnly: 'locked', hasCopy: false, connection: 'offline' });
  expect(register.state.generation).toBe(before + 1);
  expect(rows(register.doc)).toEqual({});
  expect(register.receipt).toMatchObject({ waiting: 1, received: 1 });
  expect(device.receipt).toMatchObject({ waiting: 1, locked: 1 });
  const opens = fresh.relay.opens.length;
  await device.open(address).whenLoaded;
  set(page, 'a/x', '1');
  fresh.relay.holdsBack = false;
  await until('the other goes on', () => page.receipt.received === 1);
  expect(fresh.relay.opens.length).toBe(opens);

  await device.unlock(key);
  await until('sent', () => register.receipt.waiting === 0);
  expect(rows(register.doc)).toEqual({ 'a/name': name, 'b/name': name });
  expect(rows(fresh.relay.doc(address))).toEqual({ 'a/name': name, 'b/name': name });
  expect(device.receipt).toMatchObject({ waiting: 0, locked: 0 });
});

test('[SE8] what is written in the very turn in which the device is locked is there when it is unlocked', async () => {
  const device = await beginUnlocked();
  const register = device.open(address);
  await synced(register);
  device.goOffline();
  set(register, 'a/name', name);
  const { doc } = register;
  const locking = device.lock();
  // Somebody who still has the document in hand.
  doc.getMap('rows').set('b/name', [name, 1, 'm1']);
  await locking;
  expect(await standsOnDisk(name)).toBe(false);
  await device.unlock(key);
  await until('loaded', () => register.state.hasCopy);
  expect(rows(register.doc)['a/name']).toBe(name);
  device.goOnline();
  await synced(register);
  expect(rows(fresh.relay.doc(address))['a/name']).toBe(name);
});

test('[SE7] what an earlier version left in the clear is sealed when the device is first unlocked, and not left beside it', async () => {
  let device = begin({ isSealed: () => false });
  let register = device.open(address);
  await synced(register);
  set(register, 'a/name', name);
  await synced(register);
  fresh.relay.judge = () => ({ reason: 'rule', detail: name });
  set(register, 'b/name', name);
  await until('refused', () => register.receipt.refused.length === 1 && register.state.isSynced);
  fresh.relay.judge = () => null;
  device.goOffline();
  set(register, 'c/name', name);
  await until('stored', () => !register.state.isStoring);
  await end(device);
  expect(await standsOnDisk(name)).toBe(true);

  fresh.relay.isUp = false;
  device = begin();
  await device.whenKnown;
  expect(device.receipt).toMatchObject({ waiting: 1, refused: 1, locked: 1 });
  expect(device.receipt.documents[0]?.refused[0]?.text).toBe('');
  await device.unlock(key);
  expect(await standsOnDisk(name)).toBe(false);
  expect((await indexedDB.databases()).map((each) => each.name)).not.toContain(`lianxi/m1/${address}`);
  register = device.open(address);
  await register.whenLoaded;
  expect(rows(register.doc)).toEqual({ 'a/name': name, 'c/name': name });
  expect(register.receipt.refused[0]?.text).toBe(`name: ${name}`);
  fresh.relay.isUp = true;
  await until('sent', () => register.receipt.waiting === 0, 15_000);
  expect(rows(fresh.relay.doc(address))).toEqual({ 'a/name': name, 'c/name': name });
}, 30_000);

test('[SE3] a record that was tampered with, or comes from another document, is never taken in: the copy is fetched anew', async () => {
  const other = 'register/donghu.g2/b';
  let device = await beginUnlocked();
  for (const [each, value] of [
    [address, '1'],
    [other, '2'],
  ] as const) {
    const document = device.open(each);
    await synced(document);
    set(document, 'a/x', value);
    set(document, 'b/x', value);
    await synced(document);
  }
  await end(device);
  const foreign: unknown[] = [];
  await change(`lianxi/m1/${other}/sealed`, 'records', async (records) => {
    foreign.push(...(await answer(records.getAll())));
  });
  await change(`lianxi/m1/${address}/sealed`, 'records', (records) => {
    for (const each of foreign) records.add(each);
  });
  fresh.relay.isUp = false;
  device = await beginUnlocked();
  const absent = device.open(address);
  await absent.whenLoaded;
  expect(rows(absent.doc)).toEqual({});
  expect(absent.state.readOnly).toBe('absent');
  await end(device);

  fresh.relay.isUp = true;
  device = await beginUnlocked();
  await synced(device.open(address));
  await end(device);
  await change(`lianxi/m1/${address}/sealed`, 'records', async (records) => {
    for (const at of await answer(records.getAllKeys())) {
      const sealed = (await answer(records.get(at))) as Uint8Array;
      sealed[20] = (sealed[20] ?? 0) ^ 1;
      records.put(sealed, at);
    }
  });
  device = await beginUnlocked();
  const mended = device.open(address);
  await synced(mended);
  expect(rows(mended.doc)).toEqual({ 'a/x': '1', 'b/x': '1' });
}, 30_000);

test('[SE3] a change in the journal that does not open is put aside and said, and the others are sent', async () => {
  let device = await beginUnlocked();
  const document = device.open(address);
  await synced(document);
  device.goOffline();
  set(document, 'a/x', '1');
  set(document, 'b/x', '2');
  await until('stored', () => !document.state.isStoring);
  await end(device);
  await change('lianxi/m1', 'changes', async (records) => {
    const [first] = await answer(records.getAllKeys());
    const record = await answer(records.get(first as IDBValidKey));
    record.sealed[15] ^= 1;
    records.put(record, first);
  });
  device = await beginUnlocked();
  const again = device.open(address);
  await until('settled', () => again.receipt.waiting === 0 && again.state.isSynced);
  expect(again.receipt.refused).toMatchObject([{ reason: 'unreadable', text: '' }]);
  expect(rows(fresh.relay.doc(address))).toEqual({ 'b/x': '2' });
});

test('[SE5] [SY23] a sealed copy that is closed under the app is opened again and takes everything', async () => {
  const opened = noteDatabases();
  let device = await beginUnlocked();
  const document = device.open(address);
  await synced(document);
  for (const database of opened) if (database.name.endsWith('/sealed')) database.close();
  set(document, 'a/name', name);
  await until('it was noticed', () => document.state.disk === 'failing');
  await until('the disk is back', () => document.state.disk === 'loaded', 15_000);
  await synced(document);
  fresh.relay.isUp = false;
  await end(device);
  expect(await standsOnDisk(name)).toBe(false);
  device = await beginUnlocked();
  const again = device.open(address);
  await again.whenLoaded;
  expect(rows(again.doc)).toEqual({ 'a/name': name });
}, 30_000);

test('[SE5] [SY22] what a full disk did not take of a sealed document is taken up, sealed, also when the device was locked meanwhile', async () => {
  let device = await beginUnlocked();
  const document = device.open(address);
  await synced(document);
  device.goOffline();
  const refuse = function (this: IDBObjectStore): never {
    this.transaction.abort();
    throw new DOMException('', 'QuotaExceededError');
  };
  const full = [
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(refuse),
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(refuse),
  ];
  try {
    set(document, 'a/name', name);
    await until('failing', () => document.state.disk === 'failing' && !document.state.isStoring);
    await device.lock();
    expect(device.receipt).toMatchObject({ waiting: 1, locked: 1 });
  } finally {
    for (const each of full) each.mockRestore();
  }
  await until(
    'taken up',
    async () => {
      const databases = await everythingOnDisk();
      return databases.some((each) => typeof each === 'object' && each !== null && 'sealed' in each);
    },
    15_000,
  );
  expect(await standsOnDisk(name)).toBe(false);
  await end(device);
  device = await beginUnlocked();
  const again = device.open(address);
  await synced(again);
  expect(rows(fresh.relay.doc(address))).toEqual({ 'a/name': name });
}, 30_000);

test('[SE2] another key opens nothing of it', async () => {
  let device = await beginUnlocked();
  const document = device.open(address);
  await synced(document);
  set(document, 'a/name', name);
  await synced(document);
  await end(device);
  fresh.relay.isUp = false;
  device = begin();
  await device.unlock(key.map((each) => each ^ 255));
  const again = device.open(address);
  await again.whenLoaded;
  expect(rows(again.doc)).toEqual({});
});

test('[SE12] what nobody has the key of is taken away, copies and what waited, and nothing else', async () => {
  let device = await beginUnlocked();
  const register = device.open(address);
  const page = device.open(plain);
  await Promise.all([synced(register), synced(page)]);
  device.goOffline();
  set(register, 'a/name', name);
  set(page, 'a/x', '1');
  await until('stored', () => !register.state.isStoring && !page.state.isStoring);
  await end(device);
  device = begin();
  await device.whenKnown;
  expect(device.receipt).toMatchObject({ waiting: 2, locked: 1 });
  const seals = (each: string) => each.startsWith('register/');
  expect(await countUnsentSealed('m1', seals)).toBe(1);
  await discardSealed('m1', seals);
  expect(await countUnsentSealed('m1', seals)).toBe(0);
  await until('heard', () => device.receipt.waiting === 1 && device.receipt.locked === 0);
  const left = (await indexedDB.databases()).map((each) => each.name);
  expect(left).toContain(`lianxi/m1/${plain}`);
  expect(left).not.toContain(`lianxi/m1/${address}/sealed`);
  await device.unlock(key.map((each) => each ^ 255));
  const again = device.open(address);
  await synced(again);
  expect(rows(again.doc)).toEqual({});
});

test('[SE15] a document taken away while the device is locked leaves it at once; its unsent words are there after unlocking', async () => {
  let rights: 'write' | 'none' = 'write';
  const device = await beginUnlocked({ rights: () => rights });
  const document = device.open(address);
  await synced(document);
  device.goOffline();
  set(document, 'a/name', name);
  await until('stored', () => !document.state.isStoring);
  document.release();
  await device.lock();
  rights = 'none';
  await device.withdraw(address);
  expect(await device.copies()).toEqual(new Set());
  expect(device.receipt).toMatchObject({ waiting: 1, refused: 0 });
  await device.unlock(key);
  await until('put aside', () => device.receipt.refused === 1);
  expect(device.receipt.documents[0]?.refused[0]?.text).toBe(`name: ${name}`);
  expect(await device.copies()).toEqual(new Set());
  expect(await standsOnDisk(name)).toBe(false);
  // Once, not with every unlocking.
  await device.lock();
  await device.unlock(key);
  expect(device.receipt.refused).toBe(1);
});

test('[SE16] of somebody who is erased nothing stays on the device, the wrapped key least of all', async () => {
  const device = await beginUnlocked();
  const document = device.open(address);
  await synced(document);
  set(document, 'a/name', name);
  await synced(document);
  const { makeVault } = await import('./seal/vault.ts');
  await makeVault('m1', 'correct horse', { cost: { memory: 1_024, passes: 1 } });
  await end(device);
  await eraseDevice('m1', []);
  expect((await indexedDB.databases()).map((each) => each.name).filter((each) => each?.includes('m1'))).toEqual([]);
});

test('[SE8] two windows: one writes, the other, locked, counts it; unlocked it has it', async () => {
  const one = await beginUnlocked();
  const two = begin();
  const document = one.open(address);
  await synced(document);
  one.goOffline();
  set(document, 'a/name', name);
  await until('heard', () => two.receipt.locked === 1);
  await two.unlock(key);
  const other = two.open(address);
  await other.whenLoaded;
  expect(rows(other.doc)).toEqual({ 'a/name': name });
});

test('[SE2] more than five hundred records become one, what another window wrote included', async () => {
  const one = await beginUnlocked();
  const two = await beginUnlocked();
  fresh.relay.isUp = false;
  const document = one.open(address, { isBegunHere: true });
  const other = two.open(address, { isBegunHere: true });
  await Promise.all([document.whenLoaded, other.whenLoaded]);
  set(other, 'other/x', 'kept');
  await until('stored', () => !other.state.isStoring);
  await end(two);
  for (let count = 0; count < 505; count++) set(document, `r${count % 7}/x`, String(count));
  const records = async () => {
    const database = await answer(indexedDB.open(`lianxi/m1/${address}/sealed`));
    const found = await answer(database.transaction('records').objectStore('records').count());
    database.close();
    return found;
  };
  await until('trimmed', async () => (await records()) < 10, 15_000);
  await end(one);
  const again = (await beginUnlocked()).open(address);
  await again.whenLoaded;
  expect(rows(again.doc)).toMatchObject({ 'other/x': 'kept', 'r0/x': '504' });
}, 30_000);
