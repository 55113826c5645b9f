import { bringsSealed, type Grant, isSealedAddress } from '@lianxi/access';
import type { VaultError } from '@lianxi/sync';
import { keptStorage, readStored, writeStored } from '../session/storage.ts';
import { type Handover, type Held, openHandover } from './handover.ts';
import { type Idle, type IdleMinutes, keepIdleMinutes, readIdleMinutes, watchIdle } from './idle.ts';
import type { Lease } from './lease.ts';
import { isTriesFacts, Tries } from './tries.ts';

export type LockState =
  /** It is not known yet. */
  | 'checking'
  /** This device has no key of this person: the passphrase is proved to the relay and wraps a new one. */
  | 'new'
  /** The passphrase opens it, here, without a network too. */
  | 'locked'
  /** The relay has taken another passphrase than the one that wrapped the key. */
  | 'stale'
  /** The relay has not been reached for too long. */
  | 'lease'
  /** The disk does not give the key. */
  | 'broken'
  | 'open';

export type Unlocking =
  | { readonly type: 'open' }
  | { readonly type: 'wrong' }
  | { readonly type: 'paused' }
  | { readonly type: 'broken' };

/** Whoever is told of the key: it is there, or it has gone. */
type Listener = (key: Uint8Array | null) => void;

/**
 * Whether what is sealed on this device is open in this window. The key is in memory only: here, in the other windows of the same
 * person, and for a minute in the service worker's while a window is loaded anew.
 *
 * Invariant: `state` is `open` exactly while there is a key; that it has gone is told to whoever listens before it is shown.
 */
export class Lock {
  state: LockState = $state('checking');
  /** The device's, not the person's. */
  idleMinutes: IdleMinutes = $state(readIdleMinutes());
  readonly lease: Lease;
  /** `state` is more than `checking`. */
  readonly whenKnown: Promise<void>;
  readonly #member: string;
  readonly #handover: Handover;
  readonly #idle: Idle;
  readonly #tries: Tries;
  readonly #listeners = new Set<Listener>();
  #key: Uint8Array | null = null;
  /** What the relay has taken, while the key is still wrapped by another. */
  #passphrase: string | null = null;

  constructor(member: string, lease: Lease) {
    this.#member = member;
    this.lease = lease;
    const triesKey = `lianxi.${member}.tries`;
    this.#tries = new Tries(
      {
        read: () => readStored(keptStorage, triesKey, isTriesFacts),
        write: (facts) => writeStored(keptStorage, triesKey, facts),
      },
      () => lease.now(),
    );
    this.#idle = watchIdle({
      limit: () => Number(this.idleMinutes) * 60_000,
      onIdle: () => {
        if (this.#key) this.lock();
      },
      onActive: (at) => this.#handover.tellActive(at),
      onLook: () => this.look(),
    });
    this.#handover = openHandover({
      member,
      activeAt: () => this.#idle.lastActive,
      onKey: (held) => this.#takeOver(held),
      onLock: () => {
        if (this.#key) this.#shut('locked');
      },
      onActive: (at) => this.#idle.touch(at),
    });
    addEventListener('pagehide', this.#leave);
    this.whenKnown = this.#begin();
  }

  /** Calls back at once where there is a key, and whenever there is one or none any more. Returns the way to stop. */
  onKey(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#key) listener(this.#key);
    return () => this.#listeners.delete(listener);
  }

  /** When the next try may be made (ms by this device's clock); in the past: now. */
  get pausedUntil(): number {
    return Date.now() + this.#tries.until - this.lease.now();
  }

  /** Opens what is here, without asking anybody else. */
  async unlock(passphrase: string): Promise<Unlocking> {
    if (this.lease.isOver) this.#shut('lease');
    if (this.#key) return { type: 'open' };
    if (this.pausedUntil > Date.now()) return { type: 'paused' };
    this.#tries.begin();
    const { openVault } = await loadVault();
    const opened = await openVault(this.#member, passphrase);
    if (!opened.ok) return { type: this.#failed(opened.error) };
    this.#tries.succeed();
    // The passphrase of before has opened it: from now on the one that the relay knows does.
    if (this.#passphrase !== null) await this.rewrap(this.#passphrase, opened.value);
    this.#open(opened.value);
    return { type: 'open' };
  }

  /** The relay has just taken this passphrase for this person's. Signing in never fails for what goes wrong here. */
  async enter(passphrase: string, grants: readonly Grant[]): Promise<void> {
    this.#tries.succeed();
    if (!bringsSealed(grants)) return;
    try {
      await this.#enter(passphrase);
    } catch {
      this.#shut('broken');
    }
  }

  async #enter(passphrase: string): Promise<void> {
    const vault = await loadVault();
    let opened = await vault.openVault(this.#member, passphrase);
    if (!opened.ok && opened.error.type === 'NoVault') opened = await vault.makeVault(this.#member, passphrase);
    if (opened.ok) return this.#open(opened.value);
    if (opened.error.type !== 'WrongPassphrase') return this.#shut('broken');
    this.#passphrase = passphrase;
    // A window that is still unlocked knows the key without any passphrase.
    const held = this.#key ?? (await this.#handover.ask())?.key;
    if (held) {
      await this.rewrap(passphrase, held);
      return this.#open(held);
    }
    const { countUnsentSealed } = await loadErase();
    // What the relay has is fetched anew; only what it has not is worth the question.
    if ((await countUnsentSealed(this.#member, isSealedAddress)) === 0) await this.renew();
    else this.#shut('stale');
  }

  /** What was sealed is thrown away, because nobody can open it: a new key, under the passphrase that the relay knows. */
  async renew(): Promise<void> {
    const passphrase = this.#passphrase;
    const { eraseVault } = await import('@lianxi/sync');
    const { discardSealed } = await loadErase();
    await discardSealed(this.#member, isSealedAddress);
    await eraseVault(this.#member);
    if (passphrase === null) return this.#shut('new');
    const { makeVault } = await loadVault();
    const made = await makeVault(this.#member, passphrase);
    if (made.ok) this.#open(made.value);
    else this.#shut('broken');
  }

  /** From now on this passphrase opens what is here. Needs the key: this device is unlocked, or has just been opened. */
  async rewrap(passphrase: string, key = this.#key): Promise<boolean> {
    if (!key) return false;
    const { rewrapVault } = await loadVault();
    const wrapped = await rewrapVault(this.#member, key, passphrase);
    if (wrapped.ok) this.#passphrase = null;
    return wrapped.ok;
  }

  /** In every window of this person. */
  lock(): void {
    this.#shut(this.lease.isOver ? 'lease' : 'locked');
    this.#handover.withdraw();
  }

  /** Looks whether the relay has been away for too long, or is back. */
  look(): void {
    this.lease.tick();
    if (this.lease.isOver && this.state !== 'lease') {
      if (this.#key) this.lock();
      else if (this.state === 'locked' || this.state === 'checking') this.#shut('lease');
    } else if (!this.lease.isOver && this.state === 'lease') {
      void this.retry();
    }
  }

  /** Looks again: the disk may work by now, or the relay has been reached. */
  async retry(): Promise<void> {
    if (this.state !== 'broken' && this.state !== 'lease') return;
    this.state = 'checking';
    await this.#begin();
  }

  keepIdle(minutes: IdleMinutes): void {
    this.idleMinutes = minutes;
    keepIdleMinutes(minutes);
  }

  /** This person has signed out, or somebody else is here. */
  close(): void {
    this.lock();
    removeEventListener('pagehide', this.#leave);
    this.#idle.stop();
    this.#handover.close();
    this.#listeners.clear();
  }

  async #begin(): Promise<void> {
    if (this.lease.isOver) return this.#shut('lease');
    const held = await this.#handover.ask();
    if (held) this.#takeOver(held);
    if (this.state !== 'checking') return;
    const { hasVault } = await import('@lianxi/sync');
    const found = await hasVault(this.#member);
    if (this.state !== 'checking') return;
    this.#shut(!found.ok ? 'broken' : found.value ? 'locked' : 'new');
  }

  #takeOver({ key, activeAt }: Held): void {
    const isIdle = Date.now() - activeAt >= Number(this.idleMinutes) * 60_000;
    if (isIdle || this.#key || this.lease.isOver) return;
    this.#open(key, activeAt);
  }

  #open(key: Uint8Array, activeAt = Date.now()): void {
    if (this.lease.isOver) {
      this.#shut('lease');
      return;
    }
    this.#key = key;
    this.#passphrase = null;
    this.#idle.touch(activeAt);
    this.#handover.offer(key);
    this.state = 'open';
    for (const listener of [...this.#listeners]) listener(key);
  }

  #shut(state: Exclude<LockState, 'open'>): void {
    if (this.#key) {
      // A field is written when it is left.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      this.#key = null;
      for (const listener of [...this.#listeners]) listener(null);
    }
    this.state = state;
  }

  #failed(error: VaultError): 'wrong' | 'broken' {
    if (error.type === 'WrongPassphrase') return 'wrong';
    this.#shut(error.type === 'NoVault' ? 'new' : 'broken');
    return 'broken';
  }

  #leave = () => this.#handover.leave();
}

const loadErase = async () => (await import('@lianxi/sync')).loadErase();
const loadVault = async () => (await import('@lianxi/sync')).loadVault();
