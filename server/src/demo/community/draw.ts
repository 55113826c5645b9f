import { assert, createSeededNumbers } from '@lianxi/base';

/**
 * Seeded chance. Each part of the community draws from a stream of its own (seed and name), so that a change to one part
 * leaves the others as they were.
 */
export interface Draw {
  /** In [0, 1). */
  number(): number;
  /** A whole number, both ends included. */
  whole(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Weights are positive and of any sum. */
  weighted<T>(list: readonly (readonly [item: T, weight: number])[]): T;
  shuffle<T>(list: readonly T[]): T[];
}

export const createDraw = (seed: number, name: string): Draw => {
  const number = createSeededNumbers(hash(`${seed}/${name}`));
  const whole = (from: number, to: number) => from + Math.floor(number() * (to - from + 1));
  const pick = <T>(list: readonly T[]): T => {
    assert(list.length > 0, 'nothing to pick from');
    return list[Math.floor(number() * list.length)] as T;
  };
  return {
    number,
    whole,
    chance: (probability) => number() < probability,
    pick,
    weighted: (list) => {
      let left = number() * list.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [item, weight] of list) {
        left -= weight;
        if (left < 0) return item;
      }
      return pick(list)[0];
    },
    shuffle: (list) => {
      const shuffled = [...list];
      for (let index = shuffled.length - 1; index > 0; index--) {
        const other = whole(0, index);
        [shuffled[index], shuffled[other]] = [shuffled[other] as never, shuffled[index] as never];
      }
      return shuffled;
    },
  };
};

/** FNV-1a, 32 bits. */
export const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
};
