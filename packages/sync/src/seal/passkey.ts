import { err, ok, type Random, type Result, systemRandom } from '@lianxi/base';
import { createCipher, type Place } from './cipher.ts';
import { saltLength } from './passphrase.ts';
import { findWaysIn, readPasskeyWrap, removePasskeyWraps, type VaultError, writePasskeyWrap } from './vault-store.ts';

/**
 * The second way to the key: a passkey whose authenticator, once its owner has shown themselves, tells a secret of its own
 * (WebAuthn PRF). The secret wraps the very key that the passphrase wraps, so either opens what is sealed ([SE18]).
 *
 * Invariants: the secret is written nowhere and told to nobody; a wrapping is made only beside the passphrase's, never alone.
 */
export interface PasskeySecret {
  /** The credential's id, base64url. */
  readonly passkey: string;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

export const wrapByPasskey = async (
  member: string,
  inUse: Uint8Array,
  { passkey, secret }: PasskeySecret,
  random: Random = systemRandom,
): Promise<Result<void, VaultError>> => {
  const salt = random(saltLength);
  const wrapping = createCipher(await deriveFrom(secret, salt));
  return writePasskeyWrap(member, passkey, { form: 1, salt, wrapped: wrapping.seal(placeOf(member, passkey), inUse) });
};

/** `WrongPassphrase`: this passkey does not open it, here. */
export const openByPasskey = async (
  member: string,
  { passkey, secret }: PasskeySecret,
): Promise<Result<Uint8Array, VaultError>> => {
  const found = await readPasskeyWrap(member, passkey);
  if (!found.ok) return found;
  if (!found.value) return err({ type: 'WrongPassphrase' });
  const wrapping = createCipher(await deriveFrom(secret, found.value.salt));
  const inUse = wrapping.unseal(placeOf(member, passkey), found.value.wrapped);
  return inUse?.length === secretLength ? ok(inUse) : err({ type: 'WrongPassphrase' });
};

/** Takes away what passkeys opened that their owner has no more; which are left. */
export const keepPasskeys = async (
  member: string,
  owned: readonly string[],
): Promise<Result<readonly string[], VaultError>> => {
  const found = await findWaysIn(member);
  if (!found.ok) return found;
  const passkeys = found.value?.passkeys ?? [];
  const gone = passkeys.filter((each) => !owned.includes(each));
  const removed = gone.length > 0 ? await removePasskeyWraps(member, gone) : ok(undefined);
  return removed.ok ? ok(passkeys.filter((each) => owned.includes(each))) : removed;
};

const secretLength = 32;
const placeOf = (member: string, passkey: string): Place => ({ member, address: '', kind: 'key', id: passkey });

/** WebCrypto's: where there are passkeys, there is that. The secret is random already, so nothing need be made slow. */
const deriveFrom = async (secret: Uint8Array, salt: Uint8Array): Promise<Uint8Array> => {
  const material = await crypto.subtle.importKey('raw', Uint8Array.from(secret), 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode('lianxi.seal passkey');
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: Uint8Array.from(salt), info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, material, 8 * secretLength));
};
