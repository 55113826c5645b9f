import { expect, it } from 'vitest';
import { createRests } from './rests.ts';

const minutes = 60_000;

it('[RL58] a room with which something failed is let alone for ten minutes, twice as long each time, for a day at the most', () => {
  let now = 0;
  const rests = createRests(() => now);
  const lengthOf = (room: number): number => {
    rests.begin(room);
    const begun = now;
    while (rests.isResting(room)) now += minutes;
    return (now - begun) / minutes;
  };
  expect(rests.isResting(1)).toBe(false);
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(() => lengthOf(1))).toEqual([
    10, 20, 40, 80, 160, 320, 640, 1_280, 1_440, 1_440,
  ]);
  rests.begin(1);
  expect(rests.isResting(2)).toBe(false);
  rests.end(1);
  expect(rests.isResting(1)).toBe(false);
  expect(lengthOf(1)).toBe(10);
});
