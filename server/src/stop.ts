import type { House } from './house.ts';
import type { Logger } from './logger/index.ts';

/** How long a stop may take before it is cut short. */
const patience = 8_000;

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
    log({ type: 'Stopping', sockets: house.connectionCount });
    setTimeout(() => {
      log({ type: 'StopCutShort' });
      process.exit(1);
    }, patience).unref();
    house.stop().then(
      () => {
        log({ type: 'Stopped' });
        process.exit(0);
      },
      (cause: Error) => {
        log({ type: 'Crashed', cause: cause.message });
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  if (parent === null) return;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 500);
  watch.unref();
};
