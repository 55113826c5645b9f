import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { everythingOnDisk } from '../testing/disk.ts';
import { keepPasskeys, openByPasskey, wrapByPasskey } from './passkey.ts';
import { makeVault, openVault, rewrapVault } from './vault.ts';
import { eraseVault, findWaysIn } from './vault-store.ts';

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
  expect(await findWaysIn(member)).toEqual({ ok: true, value: null });
  expect(await openVault(member, 'correct horse')).toEqual({ ok: false, error: { type: 'NoVault' } });
  const key = await make('correct horse ﬁne');
  expect(key.length).toBe(32);
  expect(await findWaysIn(member)).toEqual({ ok: true, value: { passkeys: [] } });
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
  expect(await findWaysIn(member)).toEqual({ ok: true, value: null });
});

test('[SE12] wrapped anew, the key is the same and the passphrase of before opens nothing', async () => {
  const key = await make('correct horse');
  await rewrapVault(member, key, 'better horse', cheap);
  expect(await openVault(member, 'better horse')).toEqual({ ok: true, value: key });
  expect(await openVault(member, 'correct horse')).toEqual({ ok: false, error: { type: 'WrongPassphrase' } });
  await eraseVault(member);
  expect(await findWaysIn(member)).toEqual({ ok: true, value: null });
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

const wrong = { ok: false, error: { type: 'WrongPassphrase' } };
const passkey = (id: string, fill: number) => ({ passkey: id, secret: new Uint8Array(32).fill(fill) });

test('[SE18] a passkey’s secret opens the same key, and no other secret, no other passkey and no other member’s', async () => {
  const key = await make('correct horse');
  const [mine, other] = [passkey('p1', 1), passkey('p2', 2)];
  expect(await openByPasskey(member, mine)).toEqual(wrong);
  expect(await wrapByPasskey(member, key, mine)).toEqual({ ok: true, value: undefined });
  expect(await openByPasskey(member, mine)).toEqual({ ok: true, value: key });
  expect(await openVault(member, 'correct horse')).toEqual({ ok: true, value: key });
  expect(await openByPasskey(member, { ...mine, secret: other.secret })).toEqual(wrong);
  expect(await openByPasskey(member, { ...mine, passkey: 'p2' })).toEqual(wrong);
  expect(await findWaysIn(member)).toEqual({ ok: true, value: { passkeys: ['p1'] } });
  // The record is bound to its place: under another's name it opens nothing.
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(`lianxi.vault/${member}`);
    request.onsuccess = () => resolve(request.result);
  });
  const vaults = database.transaction('vault', 'readwrite').objectStore('vault');
  await new Promise<void>((resolve) => {
    const reading = vaults.get('passkey p1');
    reading.onsuccess = () => {
      vaults.put(reading.result, 'passkey p2').onsuccess = () => resolve();
    };
  });
  database.close();
  expect(await openByPasskey(member, { ...mine, passkey: 'p2' })).toEqual(wrong);
  const raw = JSON.stringify(await everythingOnDisk(), (_, each) => (each instanceof Uint8Array ? [...each] : each));
  for (const secret of [key, mine.secret]) expect(raw).not.toContain(JSON.stringify([...secret]));
});

test('[SE12] [SE18] another passphrase leaves passkeys their way in, for the key is the same; a key that is thrown away takes theirs along', async () => {
  const key = await make('correct horse');
  await wrapByPasskey(member, key, passkey('p1', 1));
  await rewrapVault(member, key, 'better horse', cheap);
  expect(await openByPasskey(member, passkey('p1', 1))).toEqual({ ok: true, value: key });
  await eraseVault(member);
  await make('better horse');
  expect(await openByPasskey(member, passkey('p1', 1))).toEqual(wrong);
});

test('[SE18] there is no way in by a passkey alone', async () => {
  await wrapByPasskey(member, new Uint8Array(32), passkey('p1', 1));
  expect(await findWaysIn(member)).toEqual({ ok: true, value: null });
  expect(await openByPasskey(member, passkey('p1', 1))).toEqual(wrong);
});

test('[SE19] what was removed opens nothing any more; the others do', async () => {
  const key = await make('correct horse');
  for (const each of [passkey('p1', 1), passkey('p2', 2)]) await wrapByPasskey(member, key, each);
  expect(await keepPasskeys(member, ['p2', 'p3'])).toEqual({ ok: true, value: ['p2'] });
  expect(await openByPasskey(member, passkey('p1', 1))).toEqual(wrong);
  expect(await openByPasskey(member, passkey('p2', 2))).toEqual({ ok: true, value: key });
  expect(await keepPasskeys(member, [])).toEqual({ ok: true, value: [] });
  expect(await findWaysIn(member)).toEqual({ ok: true, value: { passkeys: [] } });
});
