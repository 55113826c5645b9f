// First: it stands before everything that keeps a global.
import './world/globals.ts';
import { describe, expect, test } from 'vitest';
import { addDeaths, describeDeaths, points } from './points.ts';
import { simulate } from './simulate.ts';

const perTest = 250;

/** The runs of these seeds, `count` of them; in two files, so that two processes share them. */
export const describeSeeds = (first: number, count: number): void => {
  const deaths = new Map<string, number>();
  describe('bad weather, several people, one of them hostile', () => {
    for (let from = first; from < first + count; from += perTest) {
      test(`[SM1] every invariant holds in the seeds from ${from} to ${from + perTest - 1}`, async () => {
        for (let seed = from; seed < from + perTest; seed++) {
          const { failure, deathsAt } = await simulate({ seed });
          if (failure) expect.fail(explain(seed, failure));
          addDeaths(deaths, deathsAt);
        }
      }, 900_000);
    }

    test('[SM4] in these seeds the relay died at every place in its ports, before it asked and while it waited', () => {
      console.info(`${count} seeds, the relay died\n${describeDeaths(deaths)}`);
      expect(points.filter((point) => !deaths.has(point))).toEqual([]);
      expect([...deaths.keys()].filter((point) => !points.includes(point))).toEqual([]);
    });
  });
};

const explain = (seed: number, failure: { readonly invariant: string; readonly detail: string; readonly at: number }) =>
  `seed ${seed} violates ${failure.invariant} at ${failure.at.toFixed(1)} ms: ${failure.detail}\n` +
  `  see it happen: node tests/simulation/run.ts --seed ${seed}`;
