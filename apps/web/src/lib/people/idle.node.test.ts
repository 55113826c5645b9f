import { afterEach, expect, test } from 'vitest';
import { createIdleWatch, idleTime } from './idle.ts';

let watch: ReturnType<typeof createIdleWatch> | undefined;
afterEach(() => watch?.stop());

test('[AP23] a shared computer that nobody touches for a quarter of an hour ends the sitting, once', () => {
  let now = 1_000;
  let ended = 0;
  watch = createIdleWatch(() => ++ended > 0, { now: () => now });
  now += idleTime - 1;
  watch.look();
  expect(ended).toBe(0);
  watch.touch();
  now += idleTime - 1;
  watch.look();
  expect(ended).toBe(0);
  now += 1;
  watch.look();
  watch.look();
  expect(ended).toBe(1);
});

test('[AP23] what has not been sent keeps the sitting until it is', () => {
  let now = 0;
  let unsent = 1;
  let ended = 0;
  watch = createIdleWatch(() => unsent === 0 && ++ended > 0, { now: () => now });
  now = 2 * idleTime;
  watch.look();
  expect(ended).toBe(0);
  unsent = 0;
  watch.look();
  expect(ended).toBe(1);
});
