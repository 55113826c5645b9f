import { afterEach, expect, test, vi } from 'vitest';
import { takeKeyMessage } from '../../service-worker/held-keys.ts';
import { type Handover, type HandoverOptions, type Held, openHandover } from './handover.ts';

const key = Uint8Array.from({ length: 32 }, (_, at) => at);
const opened: Handover[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
  vi.useRealTimers();
});
const open = (more: Partial<HandoverOptions> = {}): Handover => {
  const handover = openHandover({
    member: 'm1',
    activeAt: () => 7,
    onKey: () => {},
    onLock: () => {},
    onActive: () => {},
    ...more,
  });
  opened.push(handover);
  return handover;
};

test('[SE10] an unlocked window hands the key to another of the same person, and to nobody else', async () => {
  const told: Held[] = [];
  open({ onKey: (held) => told.push(held) });
  const one = open();
  expect(await open().ask()).toBe(null);
  one.offer(key);
  expect(await open().ask()).toMatchObject({ key, activeAt: 7 });
  expect(told[0]).toMatchObject({ key });
  expect(await open({ member: 'm2' }).ask()).toBe(null);
});

test('[SE9] one window that is locked locks all, and none has the key any more', async () => {
  let locked = 0;
  const [one, two] = [open({ onLock: () => locked++ }), open({ onLock: () => locked++ })];
  one.offer(key);
  two.offer(key);
  two.withdraw();
  await vi.waitFor(() => expect(locked).toBe(1));
  expect(await open().ask()).toBe(null);
});

test('[SE10] the worker gives a key out once, within a minute, to the same person', () => {
  vi.useFakeTimers();
  const tell = (data: unknown) => {
    const answers: unknown[] = [];
    const isTaken = takeKeyMessage({ data, ports: [{ postMessage: (given) => answers.push(given) }] });
    return { isTaken, answer: answers[0] };
  };
  const leave = () => tell({ type: 'keep-key', member: 'm1', key, activeAt: 7 });
  const take = (member = 'm1') => tell({ type: 'take-key', member }).answer;
  leave();
  expect(take('m2')).toBe(null);
  expect(take()).toEqual({ key, activeAt: 7 });
  expect(take()).toBe(null);
  leave();
  vi.advanceTimersByTime(60_001);
  expect(take()).toBe(null);
  leave();
  tell({ type: 'drop-key', member: 'm1' });
  expect(take()).toBe(null);
  // What the page says of a new build is not for it.
  expect(tell('activate').isTaken).toBe(false);
});
