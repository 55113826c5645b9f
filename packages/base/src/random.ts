/** Randomness as a value: fills a new array of `length` bytes. */
export type Random = (length: number) => Uint8Array;

export const systemRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** A deterministic source for tests, seeds and the demo community (mulberry32). Never for secrets. */
export const createSeededRandom = (seed: number): Random => {
  const next = createSeededNumbers(seed);
  return (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256));
};

/** Deterministic numbers in [0, 1) (mulberry32). */
export const createSeededNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};
