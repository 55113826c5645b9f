import { err, ok, type Result } from '@lianxi/base';
import { answerOf, commitNow, deleteDatabase, endOf } from '../database.ts';
import { vaultName } from '../names.ts';
import type { Cost } from './passphrase.ts';

/** The wrapped key on disk: one record a member. Whether there is one is asked without the cipher. */
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

const store = 'vault';
const key = 'key';

export const hasVault = async (member: string): Promise<Result<boolean, VaultError>> => {
  const found = await readVault(member);
  return found.ok ? ok(found.value !== null) : found;
};

/** Whatever was sealed under the key is lost with it. */
export const eraseVault = (member: string): Promise<void> => deleteDatabase(vaultName(member));

export const readVault = async (member: string): Promise<Result<Vault | null, VaultError>> => {
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

/** Durable when it settles. `isFirst`: only where there is none. */
export const writeVault = async (
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
