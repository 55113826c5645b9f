/**
 * Which windows of one person are alive on this device. What a living window has waiting it sends itself; what a dead one
 * left is taken over by another. Told by Web Locks, which the browser lets go however a window ends.
 */
export interface Windows {
  /** This window's name, part of the id of every change that it makes. */
  readonly id: string;
  /** Whether the change was made in another window that is still there. Where the browser has no locks, none is. */
  foreign(): Promise<(changeId: string) => boolean>;
  /** Whether the browser tells of windows at all. */
  readonly areTold: boolean;
  /** Calls back each time another window is gone: one that `foreign` has seen, or one that greeted and was no longer there. */
  onGone(listener: () => void): void;
  close(): void;
}

/** What the locks of one person's windows begin with. */
export const windowsPrefix = (member: string): string => `lianxi/${member}/window/`;

/** `isAlone`: what it makes lies in its memory only, and no other window could take anything over. */
export const openWindows = (member: string, isAlone = false): Windows => {
  const id = Math.random().toString(36).slice(2, 10);
  const prefix = windowsPrefix(member);
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
  const channel =
    isAlone || !locks || typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(prefix);
  const end = new AbortController();
  const watched = new Set<string>();
  let listener = () => {};
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const holding = new Promise<void>((resolve) => {
    if (!locks) return resolve();
    locks
      .request(prefix + id, () => {
        resolve();
        return held;
      })
      .catch(() => resolve());
  });

  /** Its lock is granted to whoever waits when the window has gone. */
  const watch = (other: string) => {
    if (watched.has(other)) return;
    watched.add(other);
    locks?.request(prefix + other, { signal: end.signal }, () => listener()).catch(() => {});
  };

  const foreign = async () => {
    await holding;
    const all = await locks?.query().catch(() => undefined);
    const alive = new Set<string>();
    for (const { name } of all?.held ?? []) {
      if (!name?.startsWith(prefix) || name === prefix + id) continue;
      const other = name.slice(prefix.length);
      alive.add(other);
      watch(other);
    }
    return (changeId: string) => alive.has(changeId.slice(changeId.lastIndexOf('.') + 1));
  };

  // A newcomer says that it is there: its end would be noticed by nobody whom it has not told of anything.
  if (channel)
    channel.onmessage = ({ data }: MessageEvent<string>) =>
      void foreign().then((isAlive) => {
        if (!end.signal.aborted && !isAlive(`.${data}`)) listener();
      });
  void holding.then(() => {
    if (!end.signal.aborted) channel?.postMessage(id);
  });

  return {
    id,
    foreign,
    areTold: locks !== undefined,
    onGone: (next) => {
      listener = next;
    },
    close: () => {
      channel?.close();
      end.abort();
      release();
    },
  };
};
