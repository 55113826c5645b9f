import { endThreads } from './end-thread.ts';
import { faultOf } from './fault.ts';
import type { House } from './house.ts';
import type { Logger } from './logger/index.ts';
import { isDiskFailure } from './store/index.ts';

/** How long a stop may take before it is cut short. */
const patience = 8_000;

/** How long the sockets' closing words may take to leave when the disk has failed, in ms. */
const farewell = 200;

/**
 * Stops cleanly on Ctrl-C, SIGTERM and SIGHUP, and when the process that started us is gone: npm hands on no signal when it
 * is killed, and a server that nobody sees would keep the port. A second signal some time after the first ends at once.
 */
export const stopWith = (house: House, parent: number | null, log: Logger): void => {
  let since: number | null = null;
  const stop = () => {
    // One Ctrl-C may arrive twice, from the terminal and handed on; only an impatient one is a second.
    if (since !== null && performance.now() - since > 1_500) process.exit(1);
    if (since !== null) return;
    since = performance.now();
    log({ type: 'Stopping', sockets: house.socketCount });
    setTimeout(() => {
      log({ type: 'StopCutShort' });
      process.exit(1);
    }, patience).unref();
    house.stop().then(
      () => {
        log({ type: 'Stopped' });
        process.exit(0);
      },
      (cause: unknown) => {
        log({ type: 'Crashed', cause: faultOf(cause) });
        process.exit(1);
      },
    );
  };
  // What the disk still says is not believed, so nothing is closed, folded or synced; the next start begins from what holds.
  const fail = (cause: Error & { readonly code?: string }): void => {
    log({ type: 'DiskFailed', cause: [faultOf(cause), cause.code].filter(Boolean).join(', ') });
    setTimeout(() => process.exit(1), farewell);
  };
  house.diskFailed.then(fail);
  let isCrashed = false;
  const crash = (cause: Error): void => {
    if (isDiskFailure(cause)) {
      fail(cause);
      return;
    }
    if (isCrashed) return;
    isCrashed = true;
    log({ type: 'Crashed', cause: faultOf(cause) });
    house.abandon();
    void endThreads().finally(() => process.exit(1));
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  if (parent === null) return;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 500);
  watch.unref();
};
