/**
 * A sitting at a shared computer. Nothing of the person is kept: documents and lists live in this window's memory. What stays
 * on the device meanwhile is a mark that there is such a sitting, without a word of whose, so that whoever comes next does not
 * walk into it: a sitting of which no window is left is ended before anything is shown.
 */
import { keptStorage, readStored, tabStorage, writeStored } from './storage.ts';

export const sharedKey = 'lianxi.shared';
const aliveKey = 'lianxi.shared-alive';
const lockName = 'lianxi/shared';
/** A window that is loaded anew is back within this time (ms); a tab that is opened again later is somebody else's. */
const reloadTime = 20_000;
/** How long another window may take to say that it is there (ms). */
const answerTime = 500;

/** `left`: there was one, and its windows are gone. */
export type SharedStart = 'none' | 'here' | 'left';

export const isMarkedShared = (): boolean => readStored(keptStorage, sharedKey, isTrue) !== null;

/** Before the first request of the sitting, so that a window which dies then leaves the mark and not a session without one. */
export const markShared = (isShared: boolean): void => {
  writeStored(keptStorage, sharedKey, isShared ? true : undefined);
  if (!isShared) writeStored(tabStorage, aliveKey, undefined);
};

/** How this window finds the device. Call it before anything is shown. */
export const lookAtShared = async (now = Date.now()): Promise<SharedStart> => {
  if (!isMarkedShared()) return 'none';
  const last = readStored(tabStorage, aliveKey, isTime);
  const age = now - (last ?? Number.NEGATIVE_INFINITY);
  if (age >= 0 && age < reloadTime) return 'here';
  return (await isHeld()) ? 'here' : 'left';
};

/** Whether a window of the sitting is alive. */
const isHeld = async (): Promise<boolean> => {
  if (!navigator.locks) return isAnswered();
  const locks = await navigator.locks.query().catch(() => undefined);
  return locks?.held?.some(({ name }) => name === lockName) === true;
};

/** Without TLS a browser has no locks; then whoever is there is asked. */
const isAnswered = (): Promise<boolean> =>
  new Promise((resolve) => {
    const channel = new BroadcastChannel(lockName);
    const settle = (answer: boolean) => {
      clearTimeout(timer);
      channel.close();
      resolve(answer);
    };
    const timer = setTimeout(() => settle(false), answerTime);
    channel.onmessage = ({ data }) => {
      if (data === 'here') settle(true);
    };
    channel.postMessage('who');
  });

const answerAsked = (): (() => void) => {
  const channel = new BroadcastChannel(lockName);
  channel.onmessage = ({ data }) => {
    if (data === 'who') channel.postMessage('here');
  };
  return () => channel.close();
};

/** This window is one of the sitting's until the returned function is called or it ends, however it ends. */
export const holdShared = (): (() => void) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  void navigator.locks?.request(lockName, { mode: 'shared' }, () => held).catch(() => {});
  const stopAnswering = navigator.locks ? () => {} : answerAsked();
  const beat = () => void writeStored(tabStorage, aliveKey, Date.now());
  beat();
  const timer = setInterval(beat, reloadTime / 4);
  addEventListener('pagehide', beat);
  return () => {
    clearInterval(timer);
    removeEventListener('pagehide', beat);
    writeStored(tabStorage, aliveKey, undefined);
    stopAnswering();
    release();
  };
};

const isTrue = (value: unknown): value is true => value === true;
const isTime = (value: unknown): value is number => typeof value === 'number';
