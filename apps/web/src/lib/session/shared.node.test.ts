import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { holdShared, isMarkedShared, lookAtShared, markShared } from './shared.ts';

/** As a browser has them: what lies on the device, and what belongs to one tab. */
const createStorage = () => {
  const texts = new Map<string, string>();
  return {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
    removeItem: (key: string) => void texts.delete(key),
    all: () => Object.fromEntries(texts),
  };
};

let device = createStorage();
const openTab = () => vi.stubGlobal('sessionStorage', createStorage());

beforeEach(() => {
  device = createStorage();
  vi.stubGlobal('localStorage', device);
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
  openTab();
});
afterEach(() => vi.unstubAllGlobals());

/** The lock is given and taken in turns of its own. */
const isHeld = async (expected: boolean) => {
  await vi.waitFor(async () => {
    const { held = [] } = await navigator.locks.query();
    expect(held.some(({ name }) => name === 'lianxi/shared')).toBe(expected);
  });
};

test('[AP23] a device without a sitting begins with none, and what marks one says nothing of whose it is', async () => {
  expect(await lookAtShared()).toBe('none');
  markShared(true);
  expect(isMarkedShared()).toBe(true);
  expect(device.all()).toEqual({ 'lianxi.shared': 'true', 'lianxi.turn': '1' });
  markShared(false);
  expect(await lookAtShared()).toBe('none');
  expect(Object.keys(device.all())).toEqual(['lianxi.turn']);
});

test('[AP23] another tab belongs to a sitting as long as one of its windows lives, and ends it afterwards', async () => {
  markShared(true);
  const stop = holdShared();
  await isHeld(true);
  openTab();
  expect(await lookAtShared()).toBe('here');
  stop();
  await isHeld(false);
  openTab();
  expect(await lookAtShared()).toBe('left');
});

test('[AP23] where a browser has no locks, for there is no TLS, the windows are asked', async () => {
  vi.stubGlobal('navigator', {});
  markShared(true);
  const stop = holdShared();
  openTab();
  expect(await lookAtShared()).toBe('here');
  stop();
  openTab();
  expect(await lookAtShared()).toBe('left');
});

test('[AP23] a tab that is loaded anew goes on; one that is opened again later is somebody else’s', async () => {
  markShared(true);
  const stop = holdShared();
  await isHeld(true);
  const tab = sessionStorage;
  const last = Number(tab.getItem('lianxi.shared-alive'));
  // The window died: its lock went with it, what the tab remembered did not.
  stop();
  await isHeld(false);
  tab.setItem('lianxi.shared-alive', String(last));
  expect(await lookAtShared(last + 2_000)).toBe('here');
  expect(await lookAtShared(last + 60_000)).toBe('left');
  // A clock that was set back proves nothing.
  expect(await lookAtShared(last - 60_000)).toBe('left');
});
