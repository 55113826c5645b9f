import { beforeEach, expect, it } from 'vitest';
import { createGathering, type Gathering } from './gathering.ts';

let now: number;
let gathering: Gathering;
/** Whether a commit of so many waits. */
const waits = (count: number): boolean => gathering.isOn(() => count);
beforeEach(() => {
  now = 1_000;
  gathering = createGathering(() => now, 1_000);
});

it('[RL19] waits a part of the time that the telling took, where that was long, and ends by itself', () => {
  expect(waits(1)).toBe(false);
  gathering.told(now - 2, 40);
  expect(waits(1)).toBe(true);
  now += 1.5;
  expect(waits(1)).toBe(true);
  now += 0.2;
  expect(waits(1)).toBe(false);
  gathering.told(now - 2, 40);
  gathering.told(now - 0.4, 40);
  expect(waits(1)).toBe(false);
});

it('[RL19] waits for as many as came together of late, and no longer', () => {
  for (let round = 0; round < 200; round++) gathering.told(now - 2, 40);
  expect([waits(39), waits(40)]).toEqual([true, false]);
  // Somebody stops: the first wait is in vain, and after some others none is.
  gathering.told(now - 2, 30);
  expect(waits(30)).toBe(true);
  for (let round = 0; round < 20; round++) gathering.told(now - 2, 30);
  expect(waits(30)).toBe(false);
});
