import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AuditEvent } from '../audit/index.ts';
import { createRefusals } from './refusals.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

const countOf = (events: readonly AuditEvent[]): number =>
  events.reduce((sum, event) => sum + (event.type === 'refused' ? event.detail.count : 0), 0);

const fail = (cause: unknown): never => {
  throw cause;
};

it('[GD20] counts every refusal by its reason and knows nobody', () => {
  const refusals = createRefusals(() => {}, fail);
  refusals.record(1, 'mone', { reason: 'gap', detail: '' });
  refusals.record(1, 'mtwo', { reason: 'gap', detail: '' });
  refusals.record(2, 'mone', { reason: 'rule', detail: 'server-only meta version' });
  expect(refusals.counts).toMatchObject({ gap: 2, rule: 1, sealed: 0 });
  expect(JSON.stringify(refusals.counts)).not.toMatch(/mone|mtwo|version/);
  refusals.close();
});

it('[GD21] writes down who, where, why and when, and nothing of what was written', () => {
  const events: AuditEvent[] = [];
  const refusals = createRefusals((added) => events.push(...added), fail);
  refusals.record(7, 'mone', { reason: 'rule', detail: 'stamp-of-another residents 王某/phone' });
  expect(events).toEqual([]);
  vi.advanceTimersByTime(1_100);
  const detail = { reason: 'rule', rule: 'stamp-of-another', count: 1 };
  expect(events).toEqual([{ type: 'refused', time: 1_000_000, room: 7, member: 'mone', detail }]);
  refusals.close();
});

it('[GD22] writes what repeats once a minute, with its number', () => {
  const events: AuditEvent[] = [];
  const refusals = createRefusals((added) => events.push(...added), fail);
  for (let second = 0; second < 180; second++) {
    for (let index = 0; index < 100; index++) refusals.record(7, 'mone', { reason: 'gap', detail: '' });
    vi.advanceTimersByTime(1_000);
  }
  refusals.close();
  expect(events.length).toBeLessThanOrEqual(5);
  expect(countOf(events)).toBe(18_000);
});

it('[GD22] goes on when the disk takes nothing, and writes it all down when it takes something again', () => {
  const events: AuditEvent[] = [];
  let isFull = true;
  const failed = vi.fn();
  const refusals = createRefusals((added) => {
    if (isFull) throw new Error('disk full');
    events.push(...added);
  }, failed);
  refusals.record(7, 'mone', { reason: 'gap', detail: '' });
  vi.advanceTimersByTime(2_000);
  expect(failed).toHaveBeenCalledOnce();
  expect(refusals.counts.gap).toBe(1);
  refusals.record(7, 'mone', { reason: 'gap', detail: '' });
  isFull = false;
  vi.advanceTimersByTime(61_000);
  expect(countOf(events)).toBe(2);
  refusals.close();
  expect(countOf(events)).toBe(2);
});
