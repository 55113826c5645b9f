import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { everythingOnDisk } from '../testing/disk.ts';
import { makeVault, openVault, rewrapVault } from './vault.ts';
import { eraseVault, hasVault } from './vault-store.ts';

const member = 'm1234567';
const cheap = { cost: { memory: 1_024, passes: 1 } };

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

const make = async (passphrase: string, options = cheap) => {
  const made = await makeVault(member, passphrase, options);
  if (!made.ok) throw new Error(made.error.type);
  return made.value;
};

test('[SE6] the key is 256 random bits, opened by the passphrase that wrapped it, however that is typed, and by no other', async () => {
  expect(await hasVault(member)).toEqual({ ok: true, value: false });
  expect(await openVault(member, 'correct horse')).toEqual({ ok: false, error: { type: 'NoVault' } });
  const key = await make('correct horse ﬁne');
  expect(key.length).toBe(32);
  expect(await hasVault(member)).toEqual({ ok: true, value: true });
  // The same letters, composed otherwise.
  expect(await openVault(member, 'correct horse fine')).toEqual({ ok: true, value: key });
  expect(await openVault(member, 'correct horse fine ')).toEqual({ ok: false, error: { type: 'WrongPassphrase' } });
  const [, vault] = (await everythingOnDisk()) as [unknown, { wrapped: Uint8Array }];
  expect(Buffer.from(vault.wrapped).includes(Buffer.from(key))).toBe(false);
});

test('[SE6] what is wrapped without saying otherwise costs a guess as much as a sign-in costs the server', async () => {
  await makeVault(member, 'correct horse');
  const [, vault] = (await everythingOnDisk()) as [unknown, { cost: unknown; salt: Uint8Array }];
  expect(vault.cost).toEqual({ memory: 19_456, passes: 2 });
  expect(vault.salt.length).toBe(16);
});

test('[SE6] two windows that make a key at once have the same, and one with another passphrase has none', async () => {
  const keys = await Promise.all([make('correct horse'), make('correct horse')]);
  expect(keys[0]).toEqual(keys[1]);
  expect(await makeVault(member, 'another horse', cheap)).toEqual({ ok: false, error: { type: 'WrongPassphrase' } });
  expect(await openVault(member, 'correct horse')).toEqual({ ok: true, value: keys[0] });
});

test('[SE6] a key that the disk does not keep is not handed out', async () => {
  const { open } = indexedDB;
  indexedDB.open = () => {
    throw new Error('blocked');
  };
  expect(await makeVault(member, 'correct horse', cheap)).toEqual({ ok: false, error: { type: 'DiskFails' } });
  indexedDB.open = open;
  expect(await hasVault(member)).toEqual({ ok: true, value: false });
});

test('[SE12] wrapped anew, the key is the same and the passphrase of before opens nothing', async () => {
  const key = await make('correct horse');
  await rewrapVault(member, key, 'better horse', cheap);
  expect(await openVault(member, 'better horse')).toEqual({ ok: true, value: key });
  expect(await openVault(member, 'correct horse')).toEqual({ ok: false, error: { type: 'WrongPassphrase' } });
  await eraseVault(member);
  expect(await hasVault(member)).toEqual({ ok: true, value: false });
});

test('[SE6] a record that asks for gigabytes opens nothing', async () => {
  await make('correct horse');
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(`lianxi.vault/${member}`);
    request.onsuccess = () => resolve(request.result);
  });
  const vaults = database.transaction('vault', 'readwrite').objectStore('vault');
  await new Promise<void>((resolve) => {
    const reading = vaults.get('key');
    reading.onsuccess = () => {
      vaults.put({ ...reading.result, cost: { memory: 2 ** 30, passes: 2 } }, 'key').onsuccess = () => resolve();
    };
  });
  database.close();
  expect(await openVault(member, 'correct horse')).toEqual({ ok: false, error: { type: 'WrongPassphrase' } });
});
