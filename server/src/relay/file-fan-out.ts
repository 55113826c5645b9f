import type { FileLog, Store } from '../store/index.ts';
import type { FanOut, News } from './fan-out.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * The fan-out between processes that share one SQLite file: nothing is sent, the file itself tells that somebody has
 * committed. Presence, which stands in no file, is not carried.
 */
export const createFileFanOut = (
  store: Store,
  log: Pick<FileLog, 'version' | 'accessVersion'>,
  scheduler: Scheduler,
  pollEvery: number,
): FanOut => {
  let listener: ((news: News) => void) | null = null;
  let version = log.version();
  let accessVersion = log.accessVersion();
  const timer = scheduler.every(pollEvery, () => {
    const now = log.version();
    if (now === version) return;
    version = now;
    const access = log.accessVersion();
    if (access !== accessVersion) listener?.({ type: 'access', member: whoseAccess(accessVersion, access) });
    accessVersion = access;
    listener?.({ type: 'anything' });
  });
  // The change may stand in a transaction that is not over yet; a turn later it is.
  const watcher = (): void => scheduler.soon(() => listener?.({ type: 'anything' }));
  store.watchers.add(watcher);
  return {
    carriesPresence: false,
    publish: () => undefined,
    subscribe: (listen) => {
      listener = listen;
      return () => {
        if (listener === listen) listener = null;
      };
    },
    close: () => {
      listener = null;
      timer.cancel();
      store.watchers.delete(watcher);
    },
  };
};

/** The last change names its member; where there was more than one since, or nobody is named, it may be anybody's. */
const whoseAccess = (before: string, now: string): string | null => {
  const [count, member] = now.split(' ');
  return member !== undefined && Number(count) === Number.parseInt(before || '0', 10) + 1 ? member : null;
};
