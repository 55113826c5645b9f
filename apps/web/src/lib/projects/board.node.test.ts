import { emptyTotals } from '@lianxi/documents';
import { expect, test } from 'vitest';
import { nextCode, shortCode, sumProjects } from './board.ts';

test('a new project gets the number after the highest of its year, in the manner of the others', () => {
  expect(nextCode([], '2026')).toBe('2026—001');
  expect(nextCode(['临溪—青禾—2026—007', null, '临溪—青禾—2026—002', '临溪—青禾—2025—099'], '2026')).toBe(
    '临溪—青禾—2026—008',
  );
  expect(nextCode(['临溪—青禾—2025—011'], '2026')).toBe('临溪—青禾—2026—001');
  expect(nextCode(['旧编号'], '2026')).toBe('2026—001');
});

test('a code is short where it has a year and a number, and whole elsewhere', () => {
  expect(shortCode('临溪—青禾—2026—007')).toBe('2026-007');
  expect(shortCode('甲-7')).toBe('甲-7');
  expect(shortCode(null)).toBe('');
});

test('sums over projects name only measures in which there is something', () => {
  const one = { ...emptyTotals, hour: { promised: 5, delivered: 2, used: 0 } };
  const two = { ...emptyTotals, hour: { promised: 1, delivered: 0, used: 0 } };
  expect(sumProjects([one, two])).toEqual([{ measure: 'hour', sum: { promised: 6, delivered: 2, used: 0 } }]);
  expect(sumProjects([])).toEqual([]);
});
