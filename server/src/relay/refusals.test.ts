import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RefusalRow } from '../store/index.ts';
import { createRefusals } from './refusals.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

it('[GD20] counts every refusal by its reason and knows nobody', () => {
  const refusals = createRefusals(() => {});
  refusals.record(1, 'mone', { reason: 'gap', detail: '' });
  refusals.record(1, 'mtwo', { reason: 'gap', detail: '' });
  refusals.record(2, 'mone', { reason: 'rule', detail: 'server-only meta version' });
  expect(refusals.counts).toMatchObject({ gap: 2, rule: 1, sealed: 0 });
  expect(JSON.stringify(refusals.counts)).not.toMatch(/mone|mtwo|version/);
  refusals.close();
});

it('[GD21] writes down who, where, why and when, and nothing of what was written', () => {
  const rows: RefusalRow[] = [];
  const refusals = createRefusals((added) => rows.push(...added));
  refusals.record(7, 'mone', { reason: 'rule', detail: 'stamp-of-another residents 王某/phone' });
  expect(rows).toEqual([]);
  vi.advanceTimersByTime(1_100);
  expect(rows).toEqual([
    { time: 1_000_000, room: 7, member: 'mone', reason: 'rule', rule: 'stamp-of-another', count: 1 },
  ]);
  refusals.close();
});

it('[GD22] writes what repeats once a minute, with its number', () => {
  const rows: RefusalRow[] = [];
  const refusals = createRefusals((added) => rows.push(...added));
  for (let second = 0; second < 180; second++) {
    for (let index = 0; index < 100; index++) refusals.record(7, 'mone', { reason: 'gap', detail: '' });
    vi.advanceTimersByTime(1_000);
  }
  refusals.close();
  expect(rows.length).toBeLessThanOrEqual(5);
  expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(18_000);
});

it('[GD22] goes on when the disk takes nothing', () => {
  const silenced = vi.spyOn(console, 'error').mockImplementation(() => {});
  const refusals = createRefusals(() => {
    throw new Error('disk full');
  });
  refusals.record(7, 'mone', { reason: 'gap', detail: '' });
  vi.advanceTimersByTime(2_000);
  expect(silenced).toHaveBeenCalledOnce();
  expect(refusals.counts.gap).toBe(1);
  silenced.mockRestore();
});
