import nodeCrypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/**
 * The globals through which code reaches time, luck and the browser, put behind a switch. Must be imported before anything
 * that keeps one of them (lib0 keeps `Date.now`, `Math.random` and `crypto.getRandomValues` when it is loaded).
 *
 * Without a host every one of them is what it was. With one, whatever runs is a simulated process and gets that process's
 * own: no real timer, no real clock, no real luck.
 */
export interface Host {
  /** Milliseconds since 1970 by the running process's clock, which may be wrong or be put back. */
  now(): number;
  /** Milliseconds that only go forward. */
  elapsed(): number;
  setTimer(run: () => void, delay: number, every: number | null): TimerHandle;
  clearTimer(handle: unknown): void;
  /** A number in [0, 1). */
  luck(): number;
  /** A global of the running process: `indexedDB`, `navigator`, …; undefined where it has none. */
  find(name: BrowserGlobal): unknown;
}

export interface TimerHandle {
  ref(): TimerHandle;
  unref(): TimerHandle;
  hasRef(): boolean;
  [Symbol.toPrimitive](): number;
}

const browserGlobals = ['indexedDB', 'IDBKeyRange', 'navigator', 'BroadcastChannel', 'WebSocket'] as const;
export type BrowserGlobal = (typeof browserGlobals)[number];

let host: Host | null = null;

/** From here on, what runs is simulated; null: it is not. */
export const setHost = (next: Host | null): void => {
  host = next;
};

const scope = globalThis as unknown as Record<string, unknown>;
const RealDate = Date;
const real = {
  setTimeout: globalThis.setTimeout,
  setInterval: globalThis.setInterval,
  setImmediate: globalThis.setImmediate,
  clearTimeout: globalThis.clearTimeout,
  clearInterval: globalThis.clearInterval,
  clearImmediate: globalThis.clearImmediate,
  now: Date.now,
  elapsed: performance.now.bind(performance),
  luck: Math.random,
  fill: crypto.getRandomValues.bind(crypto),
  uuid: crypto.randomUUID.bind(crypto),
};

/** The next turn of the real event loop: everything that waits as a microtask has run by then. */
export const nextTurn = (run: () => void): void => void real.setImmediate(run);
export const realElapsed = (): number => real.elapsed();

type Callback = (...args: unknown[]) => void;
const timer =
  (otherwise: unknown, every: boolean, isImmediate = false) =>
  (callback: Callback, ...rest: unknown[]): unknown => {
    if (!host) return (otherwise as Callback)(callback, ...rest);
    const delay = isImmediate ? 0 : Math.max(isImmediate ? 0 : 1, Number(rest[0]) || 0);
    const args = rest.slice(isImmediate ? 0 : 1);
    return host.setTimer(() => callback(...args), delay, every ? delay : null);
  };
const clear = (otherwise: unknown) => (handle: unknown) =>
  host ? host.clearTimer(handle) : (otherwise as Callback)(handle);

scope.setTimeout = timer(real.setTimeout, false);
scope.setInterval = timer(real.setInterval, true);
scope.setImmediate = timer(real.setImmediate, false, true);
scope.clearTimeout = clear(real.clearTimeout);
scope.clearInterval = clear(real.clearInterval);
scope.clearImmediate = clear(real.clearImmediate);

scope.Date = class extends RealDate {
  constructor(...args: readonly unknown[]) {
    if (args.length === 0) super(host ? host.now() : real.now());
    else super(...(args as [number]));
  }
  static override now() {
    return host ? host.now() : real.now();
  }
};
performance.now = () => (host ? host.elapsed() : real.elapsed());
Math.random = () => (host ? host.luck() : real.luck());

const fill = <T extends ArrayBufferView>(array: T): T => {
  if (!host) return real.fill(array as never) as T;
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Math.floor(host.luck() * 256);
  return array;
};
crypto.getRandomValues = fill as typeof crypto.getRandomValues;
// It answers from another thread, when it likes; whoever uses it does without, as on a page that has none.
const { subtle } = crypto;
Object.defineProperty(crypto, 'subtle', { configurable: true, get: () => (host ? undefined : subtle) });
crypto.randomUUID = () => {
  if (!host) return real.uuid();
  const hex = Array.from(fill(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
};

const realBytes = nodeCrypto.randomBytes;
nodeCrypto.randomBytes = ((size: number, callback?: (error: Error | null, bytes: Buffer) => void) =>
  host && !callback ? fill(Buffer.alloc(size)) : realBytes(size, callback as never)) as typeof realBytes;
syncBuiltinESMExports();

// y-websocket says goodbye when the real process ends, and would be kept for that until then.
const listen = process.on.bind(process);
process.on = ((event: string, listener: () => void) =>
  host && event === 'exit' ? process : listen(event as 'exit', listener)) as typeof process.on;

// What libraries say to a console (Yjs: of a client id that changed) nobody reads here; the trace tells what happened.
for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
  const say = console[level].bind(console);
  console[level] = (...words: unknown[]) => {
    if (!host) say(...words);
  };
}

for (const name of browserGlobals) {
  const before = scope[name];
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get: () => (host ? host.find(name) : before),
  });
}
