import { expect, test } from 'vitest';
import { isUnder14 } from './age.ts';

test('[CA4] fourteen is reached on the birthday; what is not known exactly stays open where it matters', () => {
  const cases: readonly [string | null, boolean | null][] = [
    ['2012-09-10', true],
    ['2012-09-09', false],
    ['2012-09-08', false],
    ['2012-10', true],
    ['2012-09', null],
    ['2012-08', false],
    ['2013', true],
    ['2012', null],
    ['2011', false],
    [null, null],
    ['九岁', null],
  ];
  for (const [birth, is] of cases) expect([birth, isUnder14(birth, '2026-09-09')]).toEqual([birth, is]);
});
