import type { Api } from './api.ts';
import { holdShared, isMarkedShared, lookAtShared, markShared, type SharedStart } from './shared.ts';
import { createMemoryStorage, type SmallStorage } from './storage.ts';

/**
 * This window's part in a sitting at a shared computer. Invariant: the device is marked and the sitting held before its first
 * request leaves, so that whoever looks in between, or after a window that died, sees that there is one.
 */
export class Sitting {
  /** This window is one of the sitting's. */
  isHere = $state(false);
  /** Somebody walked away from one: it is to be ended before anybody is let in by its cookie. */
  isLeft: boolean;
  /** The lists of whoever sits here. */
  lists: SmallStorage = createMemoryStorage();
  #stopHolding: (() => void) | null = null;
  readonly #api: () => Api;

  constructor(start: SharedStart, api: () => Api) {
    this.isHere = start === 'here';
    this.isLeft = start === 'left';
    this.#api = api;
  }

  /** Somebody is about to sit down; the returned function takes it back. */
  begin(): () => void {
    const wasMarked = isMarkedShared();
    markShared(true);
    this.hold();
    return () => {
      this.release();
      markShared(wasMarked);
    };
  }

  hold(): void {
    this.#stopHolding ??= holdShared();
  }

  /** Nothing of the sitting stays in this window. */
  release(): void {
    this.isHere = false;
    this.lists = createMemoryStorage();
    this.#stopHolding?.();
    this.#stopHolding = null;
  }

  /** The cookie is that of a sitting which is none of this window's: somebody sits at another one, or has left it. */
  async meet(): Promise<void> {
    // Its mark may have been lost with a browser that died, its cookie was not.
    markShared(true);
    if ((await lookAtShared()) === 'here') return;
    this.isLeft = true;
    await this.end();
  }

  /** Tells the relay; false where it cannot be told, and then nobody is let in by the cookie that is still there. */
  async end(): Promise<boolean> {
    const ended = await this.#api().send('DELETE', '/api/session');
    this.isLeft = !ended.ok && ended.error.type === 'Unreachable';
    if (!this.isLeft) markShared(false);
    return !this.isLeft;
  }
}
