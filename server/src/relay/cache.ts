/** Values that are dear to make and that several connections ask for; the least recently used go first. */
export interface Cache<T> {
  get(key: string): T | null;
  /** `size` in bytes. */
  put(key: string, value: T, size: number): void;
  drop(key: string): void;
}

export const createCache = <T>(capacity: number): Cache<T> => {
  const entries = new Map<string, { readonly value: T; readonly size: number }>();
  let total = 0;
  const drop = (key: string): void => {
    total -= entries.get(key)?.size ?? 0;
    entries.delete(key);
  };
  return {
    get: (key) => {
      const entry = entries.get(key);
      if (!entry) return null;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    put: (key, value, size) => {
      drop(key);
      if (size > capacity) return;
      entries.set(key, { value, size });
      total += size;
      for (const oldest of entries.keys()) {
        if (total <= capacity) return;
        drop(oldest);
      }
    },
    drop,
  };
};
