import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { restfully } from './calmly.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('[AP34] what presses is told at once, everything else when it rests, and nothing after the end', () => {
  const told: string[] = [];
  let now = 'stored';
  let change = () => {};
  const stop = restfully(
    () => told.push(now),
    (listener) => {
      change = listener;
      return () => {
        change = () => {};
      };
    },
    () => now === 'storing' && told.at(-1) !== 'storing',
  );
  // Ten letters a second: each is stored before the next.
  for (let letter = 0; letter < 20; letter++) {
    for (const next of ['storing', 'stored']) {
      now = next;
      change();
      vi.advanceTimersByTime(50);
    }
  }
  expect(told).toEqual(['storing']);
  vi.advanceTimersByTime(300);
  expect(told).toEqual(['storing', 'stored']);
  change();
  stop();
  vi.advanceTimersByTime(1_000);
  expect(told).toHaveLength(2);
});
