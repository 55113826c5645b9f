import { err, ok, type Random, type Result, systemRandom } from '@lianxi/base';
import { createCipher, type Place } from './cipher.ts';
import { type Cost, deriveKey, isBearable, saltLength, standardCost } from './passphrase.ts';
import { readVault, type Vault, type VaultError, writeVault } from './vault-store.ts';

/**
 * Where the key of a member's sealed documents is on this device: wrapped by what the passphrase derives, and nowhere else but in
 * the memory of a window that is unlocked.
 *
 * Invariant: a key is handed out only when its wrapping is durable on disk; nothing is ever sealed under a key that a restart
 * would have lost. Two windows that make one at once end up with the same.
 */

export interface VaultOptions {
  readonly random?: Random;
  /** Of what is wrapped from now on. */
  readonly cost?: Cost;
}

const keyLength = 32;
const placeOf = (member: string): Place => ({ member, address: '', kind: 'key' });

/** The key, by the passphrase that wrapped it. */
export const openVault = async (member: string, passphrase: string): Promise<Result<Uint8Array, VaultError>> => {
  const found = await readVault(member);
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
  const stored = await writeVault(member, await wrap(member, fresh, passphrase, options), true);
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
  const stored = await writeVault(member, await wrap(member, inUse, passphrase, options), false);
  return stored.ok ? ok(undefined) : stored;
};

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
