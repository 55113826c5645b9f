import { createSeededNumbers } from '@lianxi/base';

/** Draws from one seed, so that a mismatch can be looked at again. */
export type Draw = ReturnType<typeof createDraw>;

export const createDraw = (seed: number) => {
  const next = createSeededNumbers(seed);
  for (let warm = 0; warm < 3; warm++) next();
  const whole = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new Error('nothing to pick from');
    return from[Math.floor(next() * from.length)] as T;
  };
  const chance = (share: number): boolean => next() < share;
  const shuffle = <T>(values: readonly T[]): T[] =>
    values
      .map((value) => ({ value, key: next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ value }) => value);
  return { whole, pick, chance, shuffle };
};
