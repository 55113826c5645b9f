import { communityScope, type Grant } from '@lianxi/access';
import { expect, test } from 'vitest';
import { daysOf, isTerm, remaining, standingOf, termOf } from './term.ts';

test('[AP29] a term is written in days, its last one included', () => {
  const term = termOf({ first: '2026-06-01', last: '2026-06-30' });
  expect(new Date(term.from ?? 0).getDate()).toBe(1);
  expect((term.to ?? 0) - (term.from ?? 0)).toBe(30 * 86_400_000);
  expect(daysOf(term)).toEqual({ first: '2026-06-01', last: '2026-06-30' });
  expect(termOf({ first: '', last: '' })).toEqual({ from: null, to: null });
  expect(isTerm(termOf({ first: '2026-03-02', last: '2026-03-01' }))).toBe(false);
  expect(isTerm(termOf({ first: '2026-03-01', last: '2026-03-01' }))).toBe(true);
});

test('[AP29] a grant is to come, in force from its first moment, and over at its end', () => {
  const grant: Grant = { role: 'branch', on: communityScope, from: 10, to: 20 };
  expect([9, 10, 19, 20].map((now) => standingOf(grant, now))).toEqual(['to-come', 'in-force', 'in-force', 'over']);
  expect(standingOf({ ...grant, from: null, to: null }, 0)).toBe('in-force');
});

test('[AP28] what an invitation has left is never shown as nothing while it is good', () => {
  const hours = (count: number) => count * 3_600_000;
  expect(remaining(hours(72), 0)).toEqual({ hours: 72, minutes: 0 });
  expect(remaining(hours(72), 1)).toEqual({ hours: 72, minutes: 0 });
  expect(remaining(hours(72), 60_001)).toEqual({ hours: 71, minutes: 59 });
  expect(remaining(1, 0)).toEqual({ hours: 0, minutes: 1 });
  expect(remaining(1, 1)).toBeNull();
});
