import { isJsonObject, type Json } from '@lianxi/base';

/**
 * Wrong passphrases at a locked device, and how long the next try waits. It is for whoever sits down at an open device; somebody who has
 * taken the disk away tries elsewhere, and there only the cost of a guess counts ([SE6]).
 *
 * Invariant: a try is noted before its outcome is known, so that a window closed in between gives nothing back.
 */
export class Tries {
  readonly #stored: Kept;
  readonly #now: () => number;

  /** `now` does not go back, or a clock would give tries away. */
  constructor(stored: Kept, now: () => number) {
    this.#stored = stored;
    this.#now = now;
  }

  /** When the next one may be made (ms); in the past: now. */
  get until(): number {
    const { until } = this.#facts;
    // Put forward by a clock that was wrong then, a pause would last for years.
    return Math.min(until, this.#now() + longestPause);
  }

  begin(): void {
    const wrong = this.#facts.wrong + 1;
    this.#stored.write({ wrong, until: this.#now() + Math.min(longestPause, 1_000 * 2 ** Math.max(0, wrong - 1)) });
  }

  succeed(): void {
    this.#stored.write(undefined);
  }

  get #facts(): Facts {
    return this.#stored.read() ?? { wrong: 0, until: 0 };
  }
}

interface Facts {
  readonly wrong: number;
  readonly until: number;
}

interface Kept {
  read(): Facts | null;
  write(facts: Json | undefined): void;
}

const longestPause = 5 * 60_000;

export const isTriesFacts = (value: unknown): value is Facts =>
  isJsonObject(value) && typeof value.wrong === 'number' && typeof value.until === 'number';
