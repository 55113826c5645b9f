import { err, ok, type Random, type Result, systemRandom } from '@lianxi/base';
import { answerOf, commitNow, deleteDatabase, endOf } from '../database.ts';
import { vaultName } from '../names.ts';
import { createCipher, type Place } from './cipher.ts';
import { type Cost, deriveKey, isBearable, saltLength, standardCost } from './passphrase.ts';

/**
 * Where the key of a member's sealed documents is on this device: wrapped by what the passphrase derives, and nowhere else but in
 * the memory of a window that is unlocked.
 *
 * Invariant: a key is handed out only when its wrapping is durable on disk; nothing is ever sealed under a key that a restart
 * would have lost. Two windows that make one at once end up with the same.
 */
export type VaultError =
  /** The disk does not take it, or does not give it. */
  | { readonly type: 'DiskFails' }
  | { readonly type: 'WrongPassphrase' }
  /** There is no key of this member on this device. */
  | { readonly type: 'NoVault' };

/** As it lies on disk. */
interface Vault {
  readonly form: 1;
  readonly cost: Cost;
  readonly salt: Uint8Array;
  /** A sealed record of the kind `key`. */
  readonly wrapped: Uint8Array;
}

export interface VaultOptions {
  readonly random?: Random;
  /** Of what is wrapped from now on. */
  readonly cost?: Cost;
}

const store = 'vault';
const key = 'key';
const keyLength = 32;
const placeOf = (member: string): Place => ({ member, address: '', kind: 'key' });

export const hasVault = async (member: string): Promise<boolean> => {
  const found = await read(member);
  return found.ok && found.value !== null;
};

/** The key, by the passphrase that wrapped it. */
export const openVault = async (member: string, passphrase: string): Promise<Result<Uint8Array, VaultError>> => {
  const found = await read(member);
  if (!found.ok) return found;
  return found.value ? unwrap(member, found.value, passphrase) : err({ type: 'NoVault' });
};

/** A new key where there is none; where another window was faster, that one's. */
export const makeVault = async (
  member: string,
  passphrase: string,
  options: VaultOptions = {},
): Promise<Result<Uint8Array, VaultError>> => {
  const fresh = (options.random ?? systemRandom)(keyLength);
  const stored = await write(member, await wrap(member, fresh, passphrase, options), true);
  if (!stored.ok) return stored;
  return stored.value === 'written' ? ok(fresh) : openVault(member, passphrase);
};

/** Wraps the key that is in use anew; the passphrase of before opens nothing any more. */
export const rewrapVault = async (
  member: string,
  inUse: Uint8Array,
  passphrase: string,
  options: VaultOptions = {},
): Promise<Result<void, VaultError>> => {
  const stored = await write(member, await wrap(member, inUse, passphrase, options), false);
  return stored.ok ? ok(undefined) : stored;
};

/** Whatever was sealed under the key is lost with it. */
export const eraseVault = (member: string): Promise<void> => deleteDatabase(vaultName(member));

const wrap = async (member: string, inUse: Uint8Array, passphrase: string, options: VaultOptions): Promise<Vault> => {
  const { random = systemRandom, cost = standardCost } = options;
  const salt = random(saltLength);
  const wrapping = createCipher(await deriveKey(passphrase, salt, cost));
  return { form: 1, cost, salt, wrapped: wrapping.seal(placeOf(member), inUse) };
};

const unwrap = async (member: string, vault: Vault, passphrase: string): Promise<Result<Uint8Array, VaultError>> => {
  if (!isBearable(vault.cost)) return err({ type: 'WrongPassphrase' });
  const wrapping = createCipher(await deriveKey(passphrase, vault.salt, vault.cost));
  const inUse = wrapping.unseal(placeOf(member), vault.wrapped);
  return inUse?.length === keyLength ? ok(inUse) : err({ type: 'WrongPassphrase' });
};

const read = async (member: string): Promise<Result<Vault | null, VaultError>> => {
  const database = await open(member);
  if (!database) return err({ type: 'DiskFails' });
  try {
    const found: unknown = await answerOf(database.transaction(store, 'readonly').objectStore(store).get(key));
    return ok(isVault(found) ? found : null);
  } catch {
    return err({ type: 'DiskFails' });
  } finally {
    database.close();
  }
};

const write = async (
  member: string,
  vault: Vault,
  isFirst: boolean,
): Promise<Result<'written' | 'there', VaultError>> => {
  const database = await open(member);
  if (!database) return err({ type: 'DiskFails' });
  try {
    const transaction = database.transaction(store, 'readwrite', { durability: 'strict' });
    const vaults = transaction.objectStore(store);
    let isThere = false;
    const put = () => {
      vaults.put(vault, key);
      commitNow(transaction);
    };
    if (isFirst) {
      const request = vaults.get(key);
      request.onsuccess = () => {
        isThere = isVault(request.result);
        if (!isThere) put();
      };
    } else put();
    await endOf(transaction);
    return ok(isThere ? 'there' : 'written');
  } catch {
    return err({ type: 'DiskFails' });
  } finally {
    database.close();
  }
};

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
