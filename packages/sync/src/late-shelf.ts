import type { OpenShelf, Shelf, ShelfOptions } from './shelf.ts';

/** A shelf that is loaded when it is first asked for something: hardly any page does. */
export const lateShelf = (options: ShelfOptions): Shelf & { lock(): void; close(): void } => {
  let opened: OpenShelf | undefined;
  let isClosed = false;
  const open = async (): Promise<OpenShelf> => {
    const { openShelf } = await import('./shelf.ts');
    opened ??= openShelf(options);
    if (isClosed) opened.close();
    return opened;
  };
  return {
    // In the same turn, once it is there.
    put: async (key, bytes) => (opened ?? (await open())).put(key, bytes),
    get: async (key) => (opened ?? (await open())).get(key),
    keys: async () => (opened ?? (await open())).keys(),
    remove: async (isOut) => (opened ?? (await open())).remove(isOut),
    lock: () => opened?.lock(),
    close: () => {
      isClosed = true;
      opened?.close();
    },
  };
};
