import { expect, test } from 'vitest';
import { type AuditEntry, everything, queryOf } from './entry.ts';
import { toDays } from './lines.ts';

test('[AU22] a filter is asked for as days of this device, both included', () => {
  expect(queryOf(everything, null)).toBe('');
  const query = new URLSearchParams(
    queryOf({ ...everything, type: 'revealed', from: '2026-11-24', to: '2026-11-24' }, 7),
  );
  expect(Object.fromEntries(query)).toEqual({
    type: 'revealed',
    from: String(new Date(2026, 10, 24).getTime()),
    to: String(new Date(2026, 10, 25).getTime()),
    before: '7',
  });
  const yearEnd = new URLSearchParams(queryOf({ ...everything, to: '2026-12-31' }, null));
  expect(Number(yearEnd.get('to'))).toBe(new Date(2027, 0, 1).getTime());
});

const at = (seq: number, minutes: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  seq,
  time: new Date(2026, 10, 24, 12, minutes).getTime(),
  type: 'opened',
  member: 'mone',
  address: 'register/a/b',
  detail: {},
  ...more,
});

test('[AU22] what a device fetches at once is one line; nothing else is gathered, and no row is left out', () => {
  const entries = [
    at(9, 20),
    at(8, 19),
    at(7, 19, { member: 'mtwo' }),
    at(6, 18),
    at(5, 18, { type: 'revealed' }),
    at(4, 17),
    at(3, 1),
    at(2, -1_440),
  ];
  const days = toDays(entries);
  expect(days.map(({ lines }) => lines.map(({ entry, others }) => [entry.seq, others.map(({ seq }) => seq)]))).toEqual([
    [
      [9, [8]],
      [7, []],
      [6, []],
      [5, []],
      [4, []],
      [3, []],
    ],
    [[2, []]],
  ]);
  const list = (seq: number, time: number) => at(seq, 3, { type: 'exported', detail: { at: time, rows: seq } });
  expect(toDays([list(4, 1), list(3, 1), list(2, 2)])[0]?.lines.map(({ others }) => others.length)).toEqual([1, 0]);
  const all = days.flatMap(({ lines }) => lines.flatMap(({ entry, others }) => [entry, ...others]));
  expect(all).toEqual(entries);
});
