import './world/globals.ts';
import { expect, test } from 'vitest';
import { describeSeeds } from './seeds.ts';
import { simulate } from './simulate.ts';

describeSeeds(1, 1_000);

test('[SM2] the same seed gives the same run, to the last event', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const [one, other] = [await simulate({ seed }), await simulate({ seed, keepsLines: true })];
    expect(other.hash).toBe(one.hash);
    expect(other.eventCount).toBe(one.eventCount);
  }
  const hashes = new Set<string>();
  for (let seed = 1; seed <= 20; seed++) hashes.add((await simulate({ seed })).hash);
  expect(hashes.size).toBe(20);
});

test('[SM2] a look at the real clock is noticed', async () => {
  const faults = { isNotAlone: true };
  const hashes = new Set<string>();
  for (let count = 0; count < 5; count++) hashes.add((await simulate({ seed: 1, faults })).hash);
  expect(hashes.size).toBeGreaterThan(1);
});
