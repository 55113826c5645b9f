import { answerOf, commitNow, patience } from './database.ts';

/**
 * The journal's records on disk, and the same in memory for as long as the disk does not work: the few verbs that a transaction
 * needs. Writing waits for nothing; the transaction as a whole succeeds or fails.
 */
export interface Access {
  get(store: Store, key: Key): Promise<unknown>;
  list(store: Store, address: string): Promise<readonly unknown[]>;
  addresses(store: Store): Promise<readonly string[]>;
  put(store: Store, key: Key, value: object): void;
  remove(store: Store, key: Key): void;
}

/** Counts are kept by address, changes and refusals by address and id. */
export const stores = ['counts', 'changes', 'refusals'] as const;
export type Store = (typeof stores)[number];
export type Key = string | [string, string];
export type Work<T> = (access: Access) => Promise<T>;

interface Kept {
  readonly store: Store;
  readonly key: Key;
  readonly value: object;
}

export const createMemory = (): Access & { clear(): void } => {
  const entries = new Map<string, Kept>();
  const name = (store: Store, key: Key) => JSON.stringify([store, key]);
  const addressOf = (key: Key) => (typeof key === 'string' ? key : key[0]);
  return {
    get: async (store, key) => entries.get(name(store, key))?.value,
    list: async (store, address) =>
      [...entries.values()]
        .filter((each) => each.store === store && addressOf(each.key) === address)
        .map(({ value }) => value),
    addresses: async (store) =>
      [...entries.values()].filter((each) => each.store === store).map(({ key }) => addressOf(key)),
    put: (store, key, value) => {
      entries.set(name(store, key), { store, key, value });
    },
    remove: (store, key) => {
      entries.delete(name(store, key));
    },
    clear: () => entries.clear(),
  };
};

/** What lies below, with what is done to it here on top. */
export const layOver = (below: Access): Access => {
  const over = createMemory();
  const hidden = new Set<string>();
  const nameOf = (store: Store, key: Key) => JSON.stringify([store, key]);
  /** Of everything below one address: only what is listed can be told apart, so what was changed here is looked for by its id. */
  const idOf = (store: Store, address: string, value: unknown): Key => {
    if (store === 'counts') return address;
    const { change, refusal } = value as {
      readonly change?: { readonly id: string };
      readonly refusal?: { readonly id: string };
    };
    return [address, change?.id ?? refusal?.id ?? ''];
  };
  return {
    get: async (store, key) => {
      const known = await over.get(store, key);
      return known ?? (hidden.has(nameOf(store, key)) ? undefined : below.get(store, key));
    },
    list: async (store, address) => {
      const standing = await below.list(store, address);
      const kept = standing.filter((value) => !hidden.has(nameOf(store, idOf(store, address, value))));
      return [...kept, ...(await over.list(store, address))];
    },
    addresses: async (store) => [...new Set([...(await below.addresses(store)), ...(await over.addresses(store))])],
    put: (store, key, value) => {
      hidden.add(nameOf(store, key));
      over.put(store, key, value);
    },
    remove: (store, key) => {
      hidden.add(nameOf(store, key));
      over.remove(store, key);
    },
  };
};

/**
 * Null where it does not open in time; what opens later is closed again. `onGone`: the connection can be used no more; `onLost`: the
 * browser has closed it, as it does when it clears the disk.
 */
export const openRecords = (
  name: string,
  onGone: () => void,
  onLost: () => void = () => {},
): Promise<IDBDatabase | null> =>
  new Promise((resolve) => {
    let isGivenUp = false;
    const giveUp = () => {
      clearTimeout(waiting);
      isGivenUp = true;
      resolve(null);
    };
    const waiting = setTimeout(giveUp, patience);
    try {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        for (const store of stores) request.result.createObjectStore(store);
      };
      request.onerror = giveUp;
      request.onblocked = giveUp;
      request.onsuccess = () => {
        clearTimeout(waiting);
        const database = request.result;
        if (isGivenUp) return database.close();
        database.onversionchange = () => {
          database.close();
          onGone();
        };
        database.onclose = () => {
          onGone();
          onLost();
        };
        resolve(database);
      };
    } catch {
      giveUp();
    }
  });

export const onDisk = async <T>(database: IDBDatabase, mode: IDBTransactionMode, work: Work<T>): Promise<T> => {
  const transaction = database.transaction([...stores], mode, { durability: 'strict' });
  let onClose = () => {};
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    // Closed under the app: what was being committed may never be heard of again.
    onClose = () => reject(new Error('closed'));
    database.addEventListener('close', onClose);
  });
  done.catch(() => {}).finally(() => database.removeEventListener('close', onClose));
  const result = await work({
    get: (store, key) => answerOf(transaction.objectStore(store).get(key)),
    list: (store, address) =>
      answerOf(transaction.objectStore(store).getAll(IDBKeyRange.bound([address], [address, []]))),
    addresses: async (store) => {
      const keys = await answerOf(transaction.objectStore(store).getAllKeys());
      return keys.map((key) => String(Array.isArray(key) ? key[0] : key));
    },
    put: (store, key, value) => {
      transaction.objectStore(store).put(value, key);
    },
    remove: (store, key) => {
      transaction.objectStore(store).delete(key);
    },
  });
  if (mode === 'readwrite') commitNow(transaction);
  await done;
  return result;
};
