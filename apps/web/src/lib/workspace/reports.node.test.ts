import { err, type Json, ok, type Result } from '@lianxi/base';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Api, ApiError } from '../session/index.ts';
import { Reports } from './reports.ts';
import type { Stored } from './stored.ts';

/** What a browser keeps, as text; it outlives the page. */
let kept: Map<string, string>;
let isFull: boolean;
const stored = (): Stored =>
  ({
    read: <T>(name: string, isFit: (value: unknown) => value is T) => {
      const value: unknown = JSON.parse(kept.get(name) ?? 'null');
      return isFit(value) ? value : null;
    },
    write: (name: string, value: Json) => {
      if (isFull) return false;
      kept.set(name, JSON.stringify(value));
      return true;
    },
  }) as Stored;

interface Sent {
  readonly reports: readonly { readonly id: string; readonly field?: string }[];
}
const sent: Sent[] = [];
let answer: (body: Sent) => Result<unknown, ApiError>;
const api = {
  send: async (_method: string, _path: string, body: Sent) => {
    sent.push(body);
    return answer(body);
  },
} as unknown as Api;
const unreachable = () => err({ type: 'Unreachable' } as ApiError);
const refused = (status: number) =>
  err({ type: 'Refused', status, name: '', retryAfter: null, isTold: true } as ApiError);

beforeEach(() => {
  vi.useFakeTimers();
  kept = new Map();
  isFull = false;
  sent.length = 0;
  answer = () => ok({});
});
afterEach(() => vi.useRealTimers());

const open = () => new Reports(stored(), api, () => 5);
const reveal = (field = 'phones') =>
  ({ type: 'revealed', address: 'register/wutongli.g3/r1', row: 'r', field }) as const;

test('[AU20] what is done without contact is kept, ids and words alone, and told after a restart', async () => {
  answer = unreachable;
  const before = open();
  expect(before.note(reveal(), reveal('idNumber'))).toBe(true);
  await vi.runAllTimersAsync();
  expect(before.waiting).toBe(2);
  expect(JSON.parse(kept.get('reports') ?? '')[0]).toEqual({
    ...reveal(),
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    at: 5,
  });

  answer = () => ok({});
  const after = open();
  expect(after.waiting).toBe(2);
  await after.deliver();
  expect(after.waiting).toBe(0);
  const ids = sent.map(({ reports }) => reports.map(({ id }) => id).join());
  // The same ids as in the try that came to nothing: the relay writes each once.
  expect(new Set(ids).size).toBe(1);
  await after.deliver();
  expect(sent).toHaveLength(2);
});

test('[AU20] what cannot be kept is not done', () => {
  const reports = open();
  isFull = true;
  expect(reports.note(reveal())).toBe(false);
  isFull = false;
  expect(reports.note(...Array.from({ length: 1_999 }, () => reveal()))).toBe(true);
  // All or none.
  expect(reports.note(reveal(), reveal())).toBe(false);
  expect(reports.note(reveal())).toBe(true);
  expect(reports.note(reveal())).toBe(false);
  expect(reports.waiting).toBe(2_000);
});

test('many are told in portions; a relay that is busy is asked again later', async () => {
  answer = () => refused(429);
  const reports = open();
  for (let count = 0; count < 70; count++) reports.note(reveal());
  await reports.deliver();
  expect([sent.length, reports.waiting]).toEqual([1, 70]);
  answer = () => ok({});
  await reports.deliver();
  expect(sent.slice(1).map((each) => each.reports.length)).toEqual([32, 32, 6]);
  expect(reports.waiting).toBe(0);
});

test('a report that the relay cannot read is dropped, and holds up no other', async () => {
  const reports = open();
  reports.note(reveal('bad'), reveal(), reveal('idNumber'));
  const taken: (string | undefined)[] = [];
  answer = (body) => {
    if (body.reports.some(({ field }) => field === 'bad')) return refused(400);
    taken.push(...body.reports.map(({ field }) => field));
    return ok({});
  };
  await reports.deliver();
  expect(taken).toEqual(['phones', 'idNumber']);
  expect(reports.waiting).toBe(0);
});

test('what another window notes while one tells is not lost', async () => {
  const one = open();
  const other = open();
  one.note(reveal());
  answer = () => {
    if (sent.length === 1) other.note(reveal('idNumber'));
    return ok({});
  };
  await one.deliver();
  expect(sent.flatMap((each) => each.reports.map(({ field }) => field))).toEqual(['phones', 'idNumber']);
  expect(one.waiting).toBe(0);
});
