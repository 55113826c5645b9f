/**
 * Time as the relay knows it, so that a simulation can run the real engine in time of its own. The engine reads no clock,
 * sets no timer and gives up its turn by no other means than this (and by awaiting the log, the fan-out and the background).
 */
export interface Scheduler {
  /** The wall clock: milliseconds since 1970. It may jump. */
  now(): number;
  /** Milliseconds since some moment; never goes back. */
  elapsed(): number;
  /** Runs once the events that are there already have been handled; all that was asked for before it runs before it. */
  soon(run: () => void): void;
  after(ms: number, run: () => void): Timer;
  every(ms: number, run: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

/** Node's own. None of its timers keeps the process alive. */
export const systemScheduler: Scheduler = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  soon: (run) => {
    setImmediate(run);
  },
  after: (ms, run) => {
    const timer = setTimeout(run, ms).unref();
    return { cancel: () => clearTimeout(timer) };
  },
  every: (ms, run) => {
    const timer = setInterval(run, ms).unref();
    return { cancel: () => clearInterval(timer) };
  },
};
