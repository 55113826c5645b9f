import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Reveals } from './reveal.svelte.ts';

let told: string[];
let mayTell: boolean;
const open = () =>
  new Reveals((id, field) => {
    if (mayTell) told.push(`${id} ${field}`);
    return mayTell;
  });
beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  mayTell = true;
});
afterEach(() => vi.useRealTimers());

test('[AU21] a reveal is of one field, is told each time, and hides itself after a minute', () => {
  const reveals = open();
  reveals.toggle('r1', 'phones');
  expect([reveals.isShown('r1', 'phones'), reveals.isShown('r1', 'idNumber'), reveals.isShown('r2', 'phones')]).toEqual(
    [true, false, false],
  );
  // What is shown already is not told again.
  expect(reveals.show('r1', 'phones')).toBe(true);
  expect(told).toEqual(['r1 phones']);
  vi.advanceTimersByTime(59_999);
  expect(reveals.isAny).toBe(true);
  vi.advanceTimersByTime(1);
  expect([reveals.isAny, reveals.isShown('r1', 'phones')]).toEqual([false, false]);
  reveals.toggle('r1', 'phones');
  expect(told).toEqual(['r1 phones', 'r1 phones']);
  reveals.toggle('r1', 'phones');
  expect(reveals.isAny).toBe(false);
  // The first minute's end does not cut the next one short.
  reveals.show('r1', 'phones');
  vi.advanceTimersByTime(30_000);
  expect(reveals.isShown('r1', 'phones')).toBe(true);
});

test('[AU21] all hide together, and what cannot be told is not shown', () => {
  const reveals = open();
  reveals.show('r1', 'phones');
  reveals.show('r2', 'idNumber');
  reveals.hideAll();
  expect(reveals.isAny).toBe(false);
  mayTell = false;
  expect(reveals.show('r1', 'phones')).toBe(false);
  reveals.toggle('r1', 'phones');
  expect(reveals.isAny).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});
