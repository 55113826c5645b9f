import { isJsonObject } from '@lianxi/base';
import type { Api } from '../session/index.ts';
import { isFinal } from './begun.ts';
import type { Stored } from './stored.ts';

/**
 * Titles given on this device that the relay's list does not have yet; the documents themselves need not be open for it.
 *
 * Invariant: a title leaves only when the relay has taken it or has refused it in its own words, or a later one replaces it.
 */
export class Renames {
  readonly #stored: Stored;
  readonly #api: Api;

  constructor(stored: Stored, api: Api) {
    this.#stored = stored;
    this.#api = api;
  }

  titleOf(address: string): string | undefined {
    return this.#all[address];
  }

  put(address: string, title: string): void {
    this.#write({ ...this.#all, [address]: title });
  }

  /** It has been told otherwise, unless another title has been given since. */
  drop(address: string, title: string): void {
    const { [address]: waiting, ...rest } = this.#all;
    if (waiting === title) this.#write(rest);
  }

  /** Tells the relay of all of them, but of those that it cannot know yet. */
  async deliver(isKnown: (address: string) => boolean): Promise<void> {
    for (const [address, title] of Object.entries(this.#all)) {
      if (!isKnown(address)) continue;
      const answer = await this.#api.send<unknown>('PATCH', '/api/documents', { address, title });
      const isTaken = answer.ok && isJsonObject(answer.value) && answer.value.address === address;
      const isRefused = !answer.ok && answer.error.type === 'Refused' && isFinal(answer.error);
      if (!isTaken && !isRefused) return;
      this.drop(address, title);
    }
  }

  get #all(): Titles {
    return this.#stored.read('titles', isTitles) ?? {};
  }

  #write(titles: Titles) {
    this.#stored.write('titles', titles);
  }
}

interface Titles {
  readonly [address: string]: string;
}

const isTitles = (value: unknown): value is Titles =>
  isJsonObject(value) && Object.values(value).every((title) => typeof title === 'string');
