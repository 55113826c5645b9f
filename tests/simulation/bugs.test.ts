import './world/globals.ts';
import { expect, test } from 'vitest';
import { bugs } from './bugs.ts';
import { simulate } from './simulate.ts';

/** So many seeds a bug may take to be caught in. */
const patience = 300;

test.each(Object.entries(bugs))(
  '[SM3] caught: %s',
  async (_name, { faults, invariant }) => {
    for (let seed = 1; seed <= patience; seed++) {
      const { failure } = await simulate({ seed, faults, invariants: [invariant] });
      if (!failure) continue;
      expect(failure.invariant).toBe(invariant);
      return;
    }
    expect.fail(`none of ${patience} seeds shows it to ${invariant}`);
  },
  600_000,
);
