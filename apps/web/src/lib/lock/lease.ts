import { isJsonObject, type Json } from '@lianxi/base';

/**
 * How long this device opens residents' documents without having reached the relay ([SE14]): a phone that is lost learns that it
 * was revoked only by asking.
 *
 * Invariant: time only goes forward. What counts is the latest time ever seen, on this device's clock or by how long a page has
 * been running; a clock that is put back lengthens nothing. Only an answer of the relay puts a wrong clock right.
 */
export class Lease {
  readonly #stored: Kept;
  readonly #clock: () => number;
  readonly #uptime: () => number;
  /** The latest time that was known when this began, and how long the page had been running then. */
  #base: number;
  #began: number;

  /** `uptime`: milliseconds that nobody can put back, from any beginning. */
  constructor(stored: Kept, clock: () => number = Date.now, uptime: () => number = () => performance.now()) {
    this.#stored = stored;
    this.#clock = clock;
    this.#uptime = uptime;
    this.#base = stored.read()?.latest ?? 0;
    this.#began = uptime();
    // Nothing is known of when the relay was last reached: it counts from now.
    if (!stored.read()) this.#write({ length: usualLength, contactAt: this.now(), latest: this.now() });
  }

  /** The time as far as it is safe to say (ms). */
  now(): number {
    const run = this.#base + (this.#uptime() - this.#began);
    return Math.max(this.#clock(), run, this.#facts.latest);
  }

  /** The relay has answered. `length` as it said (ms). */
  contact(length?: number): void {
    const facts = this.#facts;
    const next = length ?? facts.length;
    const time = this.#clock();
    this.#base = time;
    this.#began = this.#uptime();
    const isRecent = facts.latest <= time && time - facts.contactAt < grain && facts.length === next;
    if (!isRecent) this.#write({ length: next, contactAt: time, latest: time });
  }

  /** Notes how late it is. Call it now and then. */
  tick(): void {
    const facts = this.#facts;
    const now = this.now();
    if (now - facts.latest >= grain) this.#write({ ...facts, latest: now });
  }

  get isOver(): boolean {
    const { contactAt, length } = this.#facts;
    return this.now() - contactAt > length;
  }

  /** In whole days, as the relay said it. */
  get days(): number {
    return Math.max(1, Math.round(this.#facts.length / day));
  }

  get #facts(): Facts {
    return this.#stored.read() ?? { length: usualLength, contactAt: 0, latest: 0 };
  }

  #write(facts: Facts): void {
    this.#stored.write({ ...facts });
  }
}

interface Facts {
  readonly length: number;
  readonly contactAt: number;
  readonly latest: number;
}

interface Kept {
  read(): Facts | null;
  write(facts: Json): void;
}

const day = 86_400_000;
/** Where the relay does not say (ms). */
const usualLength = 7 * day;
/** Written no oftener than this (ms). */
const grain = 5 * 60_000;

export const isLeaseFacts = (value: unknown): value is Facts =>
  isJsonObject(value) &&
  typeof value.length === 'number' &&
  typeof value.contactAt === 'number' &&
  typeof value.latest === 'number';
