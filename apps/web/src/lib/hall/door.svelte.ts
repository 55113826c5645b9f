import { isJsonObject } from '@lianxi/base';
import type { Api } from '../session/index.ts';

/** The link that the code holds, as long as this tab shows it. */
interface Shown {
  readonly link: string;
  readonly expiresAt: number;
}
type Problem = 'forbidden' | 'unreached' | 'over';

/** Whether other devices can open it. */
const isReached = (origin: string): boolean => !/^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])(:|$)/.test(origin);

/**
 * A meeting's code for signing in, on the screen of whoever holds it. The server keeps its hash alone, so another window cannot
 * show it: it can only make another.
 */
export class Door {
  isLooking = $state(true);
  isBusy = $state(false);
  shown: Shown | null = $state.raw(null);
  /** There is a code, and another window shows it. */
  isElsewhere = $state(false);
  problem: Problem | null = $state(null);
  readonly #api: Api;
  readonly #address: string;

  constructor(api: Api, address: string) {
    this.#api = api;
    this.#address = address;
  }

  /** Phones cannot open the link. */
  get isLocal(): boolean {
    return this.shown !== null && !isReached(new URL(this.shown.link).origin);
  }

  async look(): Promise<void> {
    const answer = await this.#api.get<{ expiresAt: number | null }>(
      `/api/hall/door?${new URLSearchParams({ address: this.#address })}`,
    );
    this.isLooking = false;
    if (!answer.ok) {
      this.#say(answer.error);
      return;
    }
    const { expiresAt } = answer.value;
    const kept = this.#kept();
    this.shown = kept !== null && kept.expiresAt === expiresAt ? kept : null;
    this.isElsewhere = expiresAt !== null && this.shown === null;
  }

  /** Makes the code, or another instead of it. */
  async open(): Promise<void> {
    this.isBusy = true;
    const answer = await this.#api.send<{ secret: string; expiresAt: number; addresses: readonly string[] }>(
      'POST',
      '/api/hall/door',
      { address: this.#address },
    );
    this.isBusy = false;
    if (!answer.ok) {
      this.#say(answer.error);
      return;
    }
    const { secret, expiresAt, addresses } = answer.value;
    const origin = isReached(location.origin) ? location.origin : (addresses.find(isReached) ?? location.origin);
    this.shown = { link: `${origin}/hall.html#${secret}`, expiresAt };
    this.isElsewhere = false;
    this.problem = null;
    sessionStorage.setItem(this.#key, JSON.stringify(this.shown));
  }

  async close(): Promise<boolean> {
    this.isBusy = true;
    const answer = await this.#api.send('DELETE', '/api/hall/door', { address: this.#address });
    this.isBusy = false;
    if (!answer.ok) {
      this.#say(answer.error);
      return false;
    }
    this.shown = null;
    this.isElsewhere = false;
    sessionStorage.removeItem(this.#key);
    return true;
  }

  get #key(): string {
    return `lianxi.door.${this.#address}`;
  }

  #kept(): Shown | null {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(this.#key) ?? 'null');
      if (!isJsonObject(kept) || typeof kept.link !== 'string' || typeof kept.expiresAt !== 'number') return null;
      return { link: kept.link, expiresAt: kept.expiresAt };
    } catch {
      return null;
    }
  }

  #say(error: { readonly type: string; readonly name?: string }): void {
    if (error.type === 'Unreachable') this.problem = 'unreached';
    else this.problem = error.name === 'MeetingOver' ? 'over' : 'forbidden';
  }
}
