import type { Grant } from '@lianxi/access';
import type { PasskeySecret } from '@lianxi/sync';
import { keptStorage, readStored, writeStored } from '../session/storage.ts';
import { type Handover, type Held, openHandover } from './handover.ts';
import { type Idle, type IdleMinutes, keepIdleMinutes, readIdleMinutes, watchIdle } from './idle.ts';
import type { Lease } from './lease.ts';
import type { Changed, Door, Way } from './opening.ts';
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
  /** Passkeys that open it too, here, by their ids. */
  passkeys: readonly string[] = $state.raw([]);
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
  readonly #door: Door;

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
        if (!this.#key) return;
        this.#shut('locked');
        // By now another window may have given a passkey its way in.
        void this.#lookAtWays();
      },
      onActive: (at) => this.#idle.touch(at),
    });
    const keyInUse = () => this.#key;
    this.#door = {
      member,
      get key() {
        return keyInUse();
      },
      passphrase: null,
      passkey: null,
      askWindows: async () => (await this.#handover.ask())?.key ?? null,
      open: (key) => this.#open(key),
      shut: (state) => this.#shut(state),
    };
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
    const unlocking = await (await loadOpening()).unlock(this.#door, { passphrase });
    if (unlocking.type === 'open') this.#tries.succeed();
    return unlocking;
  }

  /** The same. There is nothing to guess, so no pause either. */
  async unlockByPasskey(passkey: PasskeySecret): Promise<Unlocking> {
    if (this.lease.isOver) this.#shut('lease');
    return this.#key ? { type: 'open' } : (await loadOpening()).unlock(this.#door, { passkey });
  }

  /** The relay has just let this person in by it. */
  async enter(way: Way, grants: readonly Grant[]): Promise<void> {
    if ('passphrase' in way) this.#tries.succeed();
    await (await loadOpening()).enter(this.#door, way, grants);
    await this.#lookAtWays();
  }

  async renew(): Promise<void> {
    await (await loadOpening()).renew(this.#door);
    await this.#lookAtWays();
  }

  async changePassphrase(current: string, next: string): Promise<Changed> {
    return (await loadOpening()).change(this.#door, current, next);
  }

  async wrapByPasskey(passkey: PasskeySecret): Promise<boolean> {
    const isWrapped = await (await loadOpening()).wrapByPasskey(this.#door, passkey);
    await this.#lookAtWays();
    return isWrapped;
  }

  /** Takes their way in from passkeys that the person has no more. */
  async keepPasskeys(owned: readonly string[]): Promise<void> {
    await this.whenKnown;
    if (this.passkeys.every((each) => owned.includes(each))) return;
    await (await loadOpening()).keepPasskeys(this.#door, owned);
    await this.#lookAtWays();
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
    const found = await this.#lookAtWays();
    if (this.state !== 'checking') return;
    this.#shut(!found.ok ? 'broken' : found.value ? 'locked' : 'new');
  }

  async #lookAtWays() {
    const { findWaysIn } = await import('@lianxi/sync');
    const found = await findWaysIn(this.#member);
    this.passkeys = (found.ok && found.value?.passkeys) || [];
    return found;
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
    this.#door.passphrase = null;
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

  #leave = () => this.#handover.leave();
}

const loadOpening = () => import('./opening.ts');
