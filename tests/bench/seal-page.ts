import { createAuthor, importResidents, planImport, projectRegister, registerTables } from '@lianxi/documents';
import { type Device, loadVault, openDevice } from '@lianxi/sync';
import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';

/** What runs in the browser for seal.ts. Everybody in the registers is made up. */
const addresses = Array.from({ length: 20 }, (_, index) => `register/bench.g${index}/a`);
const households = 100;
const passphrase = 'correct horse battery';

const register = (index: number): Y.Doc => {
  const doc = new Y.Doc();
  const rows = Array.from({ length: households * 3 }, (_, at) => ({
    building: 1 + (at % 4),
    entrance: 1 + (at % 3),
    room: `${1 + (Math.floor(at / 3) % 25)}0${1 + (Math.floor(at / 75) % 4)}`,
    name: `示例${index}之${at}`,
    relation: at % 3 === 0 ? '户主' : '配偶',
    residence: '常住',
    phones: [`139${String(index * 1_000 + at).padStart(8, '0')}`],
  }));
  importResidents(doc, projectRegister(doc), planImport(projectRegister(doc), rows), createAuthor('m0000000'));
  return doc;
};

/** Copies as a device without a seal keeps them; the size of one in bytes. */
const fill = async (member: string): Promise<number> => {
  let size = 0;
  for (const [index, address] of addresses.entries()) {
    const doc = register(index);
    const copy = new IndexeddbPersistence(`lianxi/${member}/${address}`, doc);
    await copy.whenSynced;
    await copy.destroy();
    size = Y.encodeStateAsUpdate(doc).length;
  }
  return size;
};

const openFor = (member: string, isSealed: boolean): Device => {
  const device = openDevice({
    member,
    server: 'ws://127.0.0.1:9/sync',
    supportedVersion: () => 9,
    originKind: () => 'act',
    ...(isSealed ? { isSealed: (address: string) => address.startsWith('register/') } : {}),
  });
  device.goOffline();
  return device;
};
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};
const key = new Uint8Array(32).fill(7);

/** Milliseconds: sealing what lay in the clear, once. */
const sealAll = async (member: string): Promise<number> => {
  const device = openFor(member, true);
  const took = await timed(() => device.unlock(key));
  await device.close();
  return took;
};

/** Milliseconds until the last of all registers can be read, from a device that has just been started. */
const open = async (member: string, isSealed: boolean): Promise<number> => {
  const device = openFor(member, isSealed);
  const took = await timed(async () => {
    if (isSealed) await device.unlock(key);
    const all = addresses.map((address) => device.open(address));
    await Promise.all(all.map(({ whenLoaded }) => whenLoaded));
    if (!all.every(({ state }) => state.hasCopy)) throw new Error('something is missing');
  });
  await device.close();
  return took;
};

/** Microseconds of the page's own time for one change, disk and journal handed over; milliseconds until all are stored. */
const write = async (
  member: string,
  isSealed: boolean,
): Promise<{ readonly each: number; readonly stored: number }> => {
  const device = openFor(member, isSealed);
  if (isSealed) await device.unlock(key);
  const document = device.open(addresses[0] ?? '');
  await document.whenLoaded;
  const cells = document.doc.getMap(registerTables[0]?.name ?? 'residents');
  const count = 300;
  let spent = 0;
  const stored = await timed(async () => {
    for (let at = 0; at < count; at++) {
      const begun = performance.now();
      cells.set('bench/remark', [`第${at}次改的备注`, Date.now(), member]);
      // What the turn still does once the key has been dealt with.
      await Promise.resolve();
      await Promise.resolve();
      spent += performance.now() - begun;
      await new Promise((resolve) => setTimeout(resolve));
    }
    while (document.state.isStoring) await new Promise((resolve) => setTimeout(resolve, 1));
  });
  await device.close();
  return { each: (spent / count) * 1_000, stored };
};

/** Milliseconds that the passphrase takes, as it is and as PBKDF2 would. */
const derive = async (member: string): Promise<{ readonly argon2id: number; readonly pbkdf2: number }> => {
  const { makeVault, openVault } = await loadVault();
  await makeVault(member, passphrase);
  const argon2id = await timed(() => openVault(member, passphrase));
  const pbkdf2 = await timed(async () => {
    const typed = new TextEncoder().encode(passphrase);
    const imported = await crypto.subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveBits']);
    const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(16), iterations: 600_000 };
    await crypto.subtle.deriveBits(algorithm, imported, 256);
  });
  return { argon2id, pbkdf2 };
};

const bench = { fill, sealAll, open, write, derive };

declare global {
  interface Window {
    bench: typeof bench;
  }
}
window.bench = bench;
