import { expect, test } from 'vitest';
import { lastDay, minutesLater } from './begin-meeting.ts';

test('[MN21] topics are collected up to so many days before the meeting, up to today where that has passed', () => {
  expect(lastDay('2026-09-30T14:30', 15, '2026-09-01T08:00')).toBe('2026-09-15');
  expect(lastDay('2026-03-01T00:10', 1, '2026-02-01T08:00')).toBe('2026-02-28');
  expect(lastDay('2026-09-10T14:30', 15, '2026-09-01T08:00')).toBe('2026-09-01');
  expect(lastDay('2026-09-10T14:30', 15, '2026-09-12T08:00')).toBe('2026-09-10');
  expect(lastDay('2026-09-10T14:30', 0, '2026-09-01T08:00')).toBe(null);
  expect(lastDay('', 15, '2026-09-01T08:00')).toBe(null);
  expect(minutesLater('2026-12-31T23:30', 90)).toBe('2027-01-01T01:00');
});
