/**
 * A value worked out from projections: computed when somebody asks, again only after one of its sources said so, and the
 * same object as long as its content is equal. Listeners are called only when the value changed.
 */
export interface Derived<T> {
  get(): T;
  subscribe(listener: () => void): () => void;
  readonly listenerCount: number;
}

export interface DerivedOptions<T> {
  /** Subscribes to every source; called with the first listener, its result when the last has gone. */
  readonly watch: (changed: () => void) => () => void;
  readonly compute: () => T;
  readonly equals: (left: T, right: T) => boolean;
}

export const derive = <T>({ watch, compute, equals }: DerivedOptions<T>): Derived<T> => {
  const listeners = new Set<() => void>();
  let kept: { readonly value: T } | undefined;
  let isStale = true;
  let stop: (() => void) | undefined;

  const refresh = (): T => {
    // Nobody watches: sources cannot say that they changed, so look every time.
    if (!isStale && stop && kept) return kept.value;
    const value = compute();
    if (!kept || !equals(kept.value, value)) kept = { value };
    isStale = false;
    return kept.value;
  };

  const changed = () => {
    isStale = true;
    const before = kept;
    refresh();
    if (kept === before) return;
    for (const listener of [...listeners]) listener();
  };

  return {
    get: refresh,
    subscribe: (listener) => {
      // A fresh function for each subscription, so that one listener may be there twice.
      const own = () => listener();
      if (listeners.size === 0) {
        stop = watch(changed);
        isStale = true;
      }
      listeners.add(own);
      return () => {
        if (!listeners.delete(own) || listeners.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
    get listenerCount() {
      return listeners.size;
    },
  };
};
