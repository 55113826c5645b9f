import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { createGatherer } from './gather.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const origin = Symbol('elsewhere');
const open = () => {
  const [here, there] = [new Y.Doc(), new Y.Doc()];
  const gatherer = createGatherer(here, origin);
  there.on('update', (update: Uint8Array) => gatherer.take(update));
  const seen: Y.Transaction[] = [];
  here.on('afterTransaction', (transaction: Y.Transaction) => seen.push(transaction));
  const type = (text: string) => {
    for (const letter of text) there.getText('t').insert(there.getText('t').length, letter);
  };
  return { here, there, gatherer, seen, type, text: () => here.getText('t').toString() };
};

test('[SY24] the first update after a pause is there at once', () => {
  const { type, text, seen } = open();
  type('一');
  expect(text()).toBe('一');
  vi.advanceTimersByTime(1000);
  type('二');
  expect(text()).toBe('一二');
  expect(seen).toHaveLength(2);
});

test('[SY24] what follows within a frame is one transaction, from elsewhere, and in order', () => {
  const { type, text, seen, here, there } = open();
  type('会议记录要写得清楚');
  expect(text()).toBe('会');
  vi.advanceTimersByTime(30);
  expect(text()).toBe('会议记录要写得清楚');
  expect(seen.map(({ local, origin: from }) => [local, from])).toEqual([
    [false, origin],
    [false, origin],
  ]);
  expect(Y.encodeStateVector(here)).toEqual(Y.encodeStateVector(there));
});

test('[SY24] while updates keep coming they are applied at a steady pace', () => {
  const { type, seen, text } = open();
  for (let turn = 0; turn < 100; turn++) {
    type('字');
    vi.advanceTimersByTime(5);
  }
  vi.advanceTimersByTime(50);
  expect(text()).toHaveLength(100);
  expect(seen.length).toBeLessThanOrEqual(22);
});

test('[SY45] what a crowd writes is gathered longer, waits until the page is idle, and not for long', () => {
  const idle: { readonly work: () => void; readonly timeout: number | undefined }[] = [];
  vi.stubGlobal('requestIdleCallback', (work: () => void, options?: IdleRequestOptions) =>
    idle.push({ work, timeout: options?.timeout }),
  );
  const { type, text, seen } = open();
  const crowd = (ms: number) => {
    for (let time = 0; time < ms; time += 5) {
      type('字');
      vi.advanceTimersByTime(5);
    }
  };
  crowd(400);
  // Behind keys and frames; a page without rest is not let wait for ever.
  expect(idle.map(({ timeout }) => timeout)).toEqual([50]);
  const before = seen.length;
  crowd(40);
  expect(seen).toHaveLength(before);
  idle[0]?.work();
  expect(seen).toHaveLength(before + 1);
  expect(text()).toHaveLength(88);
  // And at once again when it has been quiet for a while.
  vi.advanceTimersByTime(100);
  idle[1]?.work();
  vi.advanceTimersByTime(75);
  type('一');
  expect(text()).toHaveLength(89);
});

test('[SY45] few who write are seen at the pace of before', () => {
  const { type, seen } = open();
  for (let time = 0; time < 1_000; time += 40) {
    type('字');
    vi.advanceTimersByTime(40);
  }
  expect(seen).toHaveLength(25);
});

test('[SY24] what waits can be had now, and nothing is written into a document that has ended', () => {
  const { type, text, gatherer, here, seen } = open();
  type('甲乙');
  gatherer.flush();
  expect(text()).toBe('甲乙');
  type('丙');
  here.destroy();
  const before = seen.length;
  vi.advanceTimersByTime(100);
  expect(seen).toHaveLength(before);
});
