import { expect, test } from 'vitest';
import type { MeetingSummary } from '../meetings/summaries.svelte.ts';
import { type MeetingLine, meetingsAhead } from './meetings.ts';

const meeting = (start: string, state: 'notified' | 'signed' = 'notified'): MeetingLine => ({
  address: start,
  title: start,
  start,
  summary: { header: { state } } as MeetingSummary,
});
const starts = (lines: readonly MeetingLine[]) => lines.map(({ start }) => start);

test('today’s meetings stand by their hour', () => {
  const lines = [meeting('2026-09-10T14:30'), meeting('2026-09-10T09:00'), meeting('2026-09-11T09:00')];
  expect(starts(meetingsAhead(lines, '2026-09-10'))).toEqual(['2026-09-10T09:00', '2026-09-10T14:30']);
});

test('on a day without meetings the next one stands there, if it is near', () => {
  const lines = [meeting('2026-09-18T09:00'), meeting('2026-09-14T09:00'), meeting('2026-09-01T09:00')];
  expect(starts(meetingsAhead(lines, '2026-09-10'))).toEqual(['2026-09-14T09:00']);
  expect(meetingsAhead([meeting('2026-10-10T09:00')], '2026-09-10')).toEqual([]);
});

test('what is signed off needs nobody', () => {
  expect(meetingsAhead([meeting('2026-09-10T09:00', 'signed')], '2026-09-10')).toEqual([]);
});
