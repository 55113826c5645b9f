import { err, ok, type Result } from '@lianxi/base';
import { answerOf, commitNow, deleteDatabase, endOf } from '../database.ts';
import { vaultName } from '../names.ts';
import type { Cost } from './passphrase.ts';

/**
 * The wrapped key on disk: once by the passphrase, and once more by each passkey that opens it too. Which there are is asked
 * without the cipher.
 */
export type VaultError =
  /** The disk does not take it, or does not give it. */
  | { readonly type: 'DiskFails' }
  | { readonly type: 'WrongPassphrase' }
  /** There is no key of this member on this device. */
  | { readonly type: 'NoVault' };

export interface Vault {
  readonly form: 1;
  readonly cost: Cost;
  readonly salt: Uint8Array;
  /** A sealed record of the kind `key`. */
  readonly wrapped: Uint8Array;
}

/** The same key, wrapped by what a passkey's authenticator tells its owner. */
export interface PasskeyWrap {
  readonly form: 1;
  readonly salt: Uint8Array;
  /** A sealed record of the kind `key` whose id is the passkey's. */
  readonly wrapped: Uint8Array;
}

/** What opens the key besides the passphrase: passkeys, by their ids. */
export interface WaysIn {
  readonly passkeys: readonly string[];
}

const store = 'vault';
const key = 'key';
const passkeyPrefix = 'passkey ';

/** Null where there is no key of this member on this device. */
export const findWaysIn = (member: string): Promise<Result<WaysIn | null, VaultError>> =>
  read(member, async (vaults) => {
    const [keys, vault] = await Promise.all([answerOf(vaults.getAllKeys()), answerOf<unknown>(vaults.get(key))]);
    if (!isVault(vault)) return null;
    const named = keys.filter((each): each is string => typeof each === 'string' && each.startsWith(passkeyPrefix));
    return { passkeys: named.map((each) => each.slice(passkeyPrefix.length)) };
  });

/** Whatever was sealed under the key is lost with it. */
export const eraseVault = (member: string): Promise<void> => deleteDatabase(vaultName(member));

export const readVault = (member: string): Promise<Result<Vault | null, VaultError>> =>
  read(member, async (vaults) => {
    const found: unknown = await answerOf(vaults.get(key));
    return isVault(found) ? found : null;
  });

export const readPasskeyWrap = (member: string, passkey: string): Promise<Result<PasskeyWrap | null, VaultError>> =>
  read(member, async (vaults) => {
    const found: unknown = await answerOf(vaults.get(passkeyPrefix + passkey));
    return isPasskeyWrap(found) ? found : null;
  });

/** Durable when it settles. `isFirst`: only where there is none. */
export const writeVault = async (
  member: string,
  vault: Vault,
  isFirst: boolean,
): Promise<Result<'written' | 'there', VaultError>> => {
  let isThere = false;
  const written = await write(member, (vaults, commit) => {
    const put = () => {
      vaults.put(vault, key);
      commit();
    };
    if (!isFirst) return put();
    const request = vaults.get(key);
    request.onsuccess = () => {
      isThere = isVault(request.result);
      if (!isThere) put();
    };
  });
  return written.ok ? ok(isThere ? 'there' : 'written') : written;
};

/** Durable when it settles; nothing is written where there is no vault beside it. */
export const writePasskeyWrap = (
  member: string,
  passkey: string,
  wrap: PasskeyWrap,
): Promise<Result<void, VaultError>> =>
  write(member, (vaults, commit) => {
    const request = vaults.get(key);
    request.onsuccess = () => {
      if (isVault(request.result)) vaults.put(wrap, passkeyPrefix + passkey);
      commit();
    };
  });

export const removePasskeyWraps = (member: string, passkeys: readonly string[]): Promise<Result<void, VaultError>> =>
  write(member, (vaults, commit) => {
    for (const passkey of passkeys) vaults.delete(passkeyPrefix + passkey);
    commit();
  });

const isVault = (value: unknown): value is Vault => {
  if (typeof value !== 'object' || value === null) return false;
  const { form, cost, salt, wrapped } = value as Partial<Record<keyof Vault, unknown>>;
  const { memory, passes } = (cost ?? {}) as Partial<Record<keyof Cost, unknown>>;
  return (
    form === 1 &&
    typeof memory === 'number' &&
    typeof passes === 'number' &&
    salt instanceof Uint8Array &&
    wrapped instanceof Uint8Array
  );
};

const isPasskeyWrap = (value: unknown): value is PasskeyWrap => {
  if (typeof value !== 'object' || value === null) return false;
  const { form, salt, wrapped } = value as Partial<Record<keyof PasskeyWrap, unknown>>;
  return form === 1 && salt instanceof Uint8Array && wrapped instanceof Uint8Array;
};

const read = <T>(member: string, work: (vaults: IDBObjectStore) => Promise<T>): Promise<Result<T, VaultError>> =>
  withDatabase(member, (database) => work(database.transaction(store, 'readonly').objectStore(store)));

/** `commit` is to be called when the last of it has been asked for. */
const write = (
  member: string,
  work: (vaults: IDBObjectStore, commit: () => void) => void,
): Promise<Result<void, VaultError>> =>
  withDatabase(member, async (database) => {
    const transaction = database.transaction(store, 'readwrite', { durability: 'strict' });
    work(transaction.objectStore(store), () => commitNow(transaction));
    await endOf(transaction);
  });

const withDatabase = async <T>(
  member: string,
  work: (database: IDBDatabase) => Promise<T>,
): Promise<Result<T, VaultError>> => {
  const database = await open(member);
  if (!database) return err({ type: 'DiskFails' });
  try {
    return ok(await work(database));
  } catch {
    return err({ type: 'DiskFails' });
  } finally {
    database.close();
  }
};

const open = (member: string): Promise<IDBDatabase | null> =>
  new Promise((resolve) => {
    try {
      const request = indexedDB.open(vaultName(member), 1);
      request.onupgradeneeded = () => request.result.createObjectStore(store);
      request.onerror = () => resolve(null);
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
    } catch {
      resolve(null);
    }
  });
