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
/** A log that takes everything. */
const into = (events: AuditEvent[]) => async (added: readonly AuditEvent[]) => {
  events.push(...added);
  return true;
};

it('[GD20] counts every refusal by its reason and knows nobody', async () => {
  const refusals = createRefusals(into([]), fail);
  refusals.record(1, 'mone', { reason: 'gap', detail: '' });
  refusals.record(1, 'mtwo', { reason: 'gap', detail: '' });
  refusals.record(2, 'mone', { reason: 'rule', detail: 'server-only meta version' });
  expect(refusals.counts).toMatchObject({ gap: 2, rule: 1, sealed: 0 });
  expect(JSON.stringify(refusals.counts)).not.toMatch(/mone|mtwo|version/);
  await refusals.close();
});

it('[GD21] writes down who, where, why and when, and nothing of what was written', async () => {
  const events: AuditEvent[] = [];
  const refusals = createRefusals(into(events), fail);
  refusals.record(7, 'mone', { reason: 'rule', detail: 'stamp-of-another residents 王某/phone' });
  expect(events).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_100);
  const detail = { reason: 'rule', rule: 'stamp-of-another', count: 1 };
  expect(events).toEqual([{ type: 'refused', time: 1_000_000, room: 7, member: 'mone', detail }]);
  await refusals.close();
});

it('[GD22] writes what repeats once a minute, with its number', async () => {
  const events: AuditEvent[] = [];
  const refusals = createRefusals(into(events), fail);
  for (let second = 0; second < 180; second++) {
    for (let index = 0; index < 100; index++) refusals.record(7, 'mone', { reason: 'gap', detail: '' });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  await refusals.close();
  expect(events.length).toBeLessThanOrEqual(5);
  expect(countOf(events)).toBe(18_000);
});

it('[GD22] goes on when the disk takes nothing, and writes it all down when it takes something again', async () => {
  const events: AuditEvent[] = [];
  let isFull = true;
  const failed = vi.fn();
  const refusals = createRefusals(async (added) => {
    if (isFull) throw new Error('disk full');
    return into(events)(added);
  }, failed);
  refusals.record(7, 'mone', { reason: 'gap', detail: '' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(failed).toHaveBeenCalledOnce();
  expect(refusals.counts.gap).toBe(1);
  refusals.record(7, 'mone', { reason: 'gap', detail: '' });
  isFull = false;
  await vi.advanceTimersByTimeAsync(61_000);
  expect(countOf(events)).toBe(2);
  await refusals.close();
  expect(countOf(events)).toBe(2);
});

it('[GD22] tries again soon where somebody else is writing; what comes meanwhile is counted with it', async () => {
  const events: AuditEvent[] = [];
  let isHeld = true;
  let tries = 0;
  const refusals = createRefusals(async (added) => {
    tries++;
    if (isHeld) return false;
    return into(events)(added);
  }, fail);
  for (let second = 0; second < 10; second++) {
    refusals.record(7, 'mone', { reason: 'gap', detail: '' });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(tries).toBeGreaterThanOrEqual(9);
  isHeld = false;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(events).toHaveLength(1);
  expect(countOf(events)).toBe(10);
  await refusals.close();
});

it('[GD22] one that is refused while the row before is being written is neither lost nor counted twice', async () => {
  const events: AuditEvent[] = [];
  const written: (() => void)[] = [];
  const refusals = createRefusals(async (added) => {
    await new Promise<void>((resolve) => written.push(resolve));
    return into(events)(added);
  }, fail);
  const record = () => refusals.record(7, 'mone', { reason: 'gap', detail: '' });
  record();
  await vi.advanceTimersByTimeAsync(1_100);
  record();
  written.shift()?.();
  await vi.advanceTimersByTimeAsync(61_000);
  written.shift()?.();
  await vi.advanceTimersByTimeAsync(10);
  expect(countOf(events)).toBe(2);
  record();
  const closed = refusals.close();
  await vi.advanceTimersByTimeAsync(10);
  written.shift()?.();
  await closed;
  expect(countOf(events)).toBe(3);
});
