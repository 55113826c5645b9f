import { bringsSealed, type Grant, isSealedAddress } from '@lianxi/access';
import { loadErase, loadPasskeyVault, loadVault, type PasskeySecret, type VaultError } from '@lianxi/sync';
import type { LockState, Unlocking } from './lock.svelte.ts';

/** How the key is come by, by a passphrase or a passkey. Loaded when somebody brings one. */
export interface Door {
  readonly member: string;
  readonly key: Uint8Array | null;
  /** What the relay has taken, while the key is still wrapped by another. */
  passphrase: string | null;
  /** What somebody signed in by while it did not open the key yet. */
  passkey: PasskeySecret | null;
  /** From a window that is unlocked. */
  askWindows(): Promise<Uint8Array | null>;
  open(key: Uint8Array): void;
  shut(state: Exclude<LockState, 'open'>): void;
}

export type Way = { readonly passphrase: string } | { readonly passkey: PasskeySecret };

/** What became of the key when the passphrase was changed. */
export type Changed =
  /** The new one opens it. */
  | 'wrapped'
  /** There is none here. */
  | 'none'
  /** The passphrase of before opens it, or an older one. */
  | 'older';

/** Opens what is here, without asking anybody else. */
export const unlock = async (door: Door, way: Way): Promise<Unlocking> => {
  const opened =
    'passkey' in way
      ? await (await loadPasskeyVault()).openByPasskey(door.member, way.passkey)
      : await (await loadVault()).openVault(door.member, way.passphrase);
  if (!opened.ok) return { type: failed(door, opened.error) };
  // What wrapped it has been replaced: from now on the passphrase that the relay knows does.
  if (door.passphrase !== null) await rewrap(door, opened.value, door.passphrase);
  await open(door, opened.value);
  return { type: 'open' };
};

/** The relay has just let this person in. Signing in never fails for what goes wrong here. */
export const enter = async (door: Door, way: Way, grants: readonly Grant[]): Promise<void> => {
  if (!bringsSealed(grants)) return;
  try {
    if ('passkey' in way) await enterByPasskey(door, way.passkey);
    else await enterByPassphrase(door, way.passphrase);
  } catch {
    door.shut('broken');
  }
};

const enterByPassphrase = async (door: Door, passphrase: string): Promise<void> => {
  const vault = await loadVault();
  let opened = await vault.openVault(door.member, passphrase);
  if (!opened.ok && opened.error.type === 'NoVault') opened = await vault.makeVault(door.member, passphrase);
  if (opened.ok) return open(door, opened.value);
  if (opened.error.type !== 'WrongPassphrase') return door.shut('broken');
  door.passphrase = passphrase;
  // A window that is still unlocked knows the key without any passphrase.
  const held = door.key ?? (await door.askWindows());
  if (held) {
    await rewrap(door, held, passphrase);
    return open(door, held);
  }
  const { countUnsentSealed } = await loadErase();
  // What the relay has is fetched anew; only what it has not is worth the question.
  if ((await countUnsentSealed(door.member, isSealedAddress)) === 0) await renew(door);
  else door.shut('stale');
};

const enterByPasskey = async (door: Door, passkey: PasskeySecret): Promise<void> => {
  const { openByPasskey } = await loadPasskeyVault();
  const opened = await openByPasskey(door.member, passkey);
  if (opened.ok) return open(door, opened.value);
  door.passkey = passkey;
  if (door.key) await open(door, door.key);
};

/** What was sealed is thrown away, because nobody can open it: a new key, under the passphrase that the relay knows. */
export const renew = async (door: Door): Promise<void> => {
  const { passphrase } = door;
  const [{ discardSealed }, { eraseVault }] = await Promise.all([loadErase(), import('@lianxi/sync')]);
  await discardSealed(door.member, isSealedAddress);
  await eraseVault(door.member);
  if (passphrase === null) return door.shut('new');
  const { makeVault } = await loadVault();
  const made = await makeVault(door.member, passphrase);
  if (made.ok) await open(door, made.value);
  else door.shut('broken');
};

/** The relay has just given this person another passphrase for the one that they showed. What is locked stays so. */
export const change = async (door: Door, current: string, next: string): Promise<Changed> => {
  if (door.passphrase !== null) door.passphrase = next;
  let key = door.key ?? (await door.askWindows());
  if (!key) {
    const { openVault } = await loadVault();
    const opened = await openVault(door.member, current);
    if (!opened.ok) return opened.error.type === 'NoVault' ? 'none' : 'older';
    key = opened.value;
  }
  return (await rewrap(door, key, next)) ? 'wrapped' : 'older';
};

/** From now on this passkey opens it too. Needs the key. False where the disk does not take it. */
export const wrapByPasskey = async (door: Door, passkey: PasskeySecret): Promise<boolean> => {
  if (!door.key) return false;
  return (await (await loadPasskeyVault()).wrapByPasskey(door.member, door.key, passkey)).ok;
};

export const keepPasskeys = async (door: Door, owned: readonly string[]): Promise<void> => {
  await (await loadPasskeyVault()).keepPasskeys(door.member, owned);
};

const open = async (door: Door, key: Uint8Array): Promise<void> => {
  door.open(key);
  const { passkey } = door;
  door.passkey = null;
  if (passkey) await wrapByPasskey(door, passkey);
};

const rewrap = async (door: Door, key: Uint8Array, passphrase: string): Promise<boolean> => {
  const { rewrapVault } = await loadVault();
  const wrapped = await rewrapVault(door.member, key, passphrase);
  if (wrapped.ok) door.passphrase = null;
  return wrapped.ok;
};

const failed = (door: Door, error: VaultError): 'wrong' | 'broken' => {
  if (error.type === 'WrongPassphrase') return 'wrong';
  door.shut(error.type === 'NoVault' ? 'new' : 'broken');
  return 'broken';
};
