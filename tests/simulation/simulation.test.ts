import './world/globals.ts';
import { describe, expect, test } from 'vitest';
import { addDeaths, describeDeaths, points } from './points.ts';
import { simulate } from './simulate.ts';

const seeds = 2_000;
const perTest = 250;
const deaths = new Map<string, number>();

describe('bad weather, several people, one of them hostile', () => {
  for (let from = 1; from <= seeds; from += perTest) {
    test(`[SM1] every invariant holds in the seeds from ${from} to ${from + perTest - 1}`, async () => {
      for (let seed = from; seed < from + perTest; seed++) {
        const { failure, deathsAt } = await simulate({ seed });
        if (failure) expect.fail(explain(seed, failure));
        addDeaths(deaths, deathsAt);
      }
    }, 900_000);
  }

  test('[SM4] in these seeds the relay died at every place in its ports, before it asked and while it waited', () => {
    console.info(`${seeds} seeds, the relay died\n${describeDeaths(deaths)}`);
    expect(points.filter((point) => !deaths.has(point))).toEqual([]);
    expect([...deaths.keys()].filter((point) => !points.includes(point))).toEqual([]);
  });
});

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

const explain = (seed: number, failure: { readonly invariant: string; readonly detail: string; readonly at: number }) =>
  `seed ${seed} violates ${failure.invariant} at ${failure.at.toFixed(1)} ms: ${failure.detail}\n` +
  `  see it happen: node tests/simulation/run.ts --seed ${seed}`;
