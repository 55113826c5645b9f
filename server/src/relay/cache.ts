/** Bytes that are dear to make and that several sockets ask for; the least recently used go first. */
export interface ByteCache {
  get(key: string): Buffer | null;
  put(key: string, bytes: Buffer): void;
}

export const createByteCache = (capacity: number): ByteCache => {
  const entries = new Map<string, Buffer>();
  let size = 0;
  const drop = (key: string): void => {
    size -= entries.get(key)?.length ?? 0;
    entries.delete(key);
  };
  return {
    get: (key) => {
      const bytes = entries.get(key);
      if (!bytes) return null;
      entries.delete(key);
      entries.set(key, bytes);
      return bytes;
    },
    put: (key, bytes) => {
      drop(key);
      if (bytes.length > capacity) return;
      entries.set(key, bytes);
      size += bytes.length;
      for (const oldest of entries.keys()) {
        if (size <= capacity) return;
        drop(oldest);
      }
    },
  };
};
