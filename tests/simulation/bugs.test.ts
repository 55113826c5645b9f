import './world/globals.ts';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bugs } from './bugs.ts';
import { simulate } from './simulate.ts';

/** So many seeds a bug may take to be caught in. */
const patience = 300;

test.each(Object.entries(bugs))(
  '[SM3] caught: %s',
  async (_name, { faults, invariant, from = 1 }) => {
    for (let seed = from; seed < from + patience; seed++) {
      const { failure } = await simulate({ seed, faults, invariants: [invariant] });
      if (!failure) continue;
      expect(failure.invariant).toBe(invariant);
      return;
    }
    expect.fail(`none of ${patience} seeds shows it to ${invariant}`);
  },
  600_000,
);

test('[SM3] every invariant that docs/spec/simulation.md names has a bug that it catches', () => {
  const page = readFileSync(new URL('../../docs/spec/simulation.md', import.meta.url), 'utf8');
  const rule = page.slice(page.indexOf('**[SM1]**'), page.indexOf('**[SM2]**'));
  const named = [...rule.matchAll(/_([a-z-]+)_/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(10);
  const caught = new Set(Object.values(bugs).map(({ invariant }) => invariant));
  expect([...caught].sort()).toEqual([...named].sort());
});
