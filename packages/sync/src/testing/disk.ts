import { vi } from 'vitest';

/** What lies on the device's disk, read as somebody reads it who has taken the device away. For tests. */

/** Every record of every database, key and value. */
export const everythingOnDisk = async (): Promise<readonly unknown[]> => {
  const found: unknown[] = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await answer(indexedDB.open(name ?? ''));
    for (const store of database.objectStoreNames) {
      const records = database.transaction(store, 'readonly').objectStore(store);
      found.push(...(await answer(records.getAllKeys())), ...(await answer(records.getAll())));
    }
    database.close();
  }
  return found;
};

/** Whether the words stand in any of it, in any of the two encodings that browsers use. */
export const standsOnDisk = async (words: string): Promise<boolean> => {
  const needles = [Buffer.from(words, 'utf8'), Buffer.from(words, 'utf16le')];
  const look = (value: unknown): boolean => {
    if (typeof value === 'string') return value.includes(words);
    if (value instanceof Uint8Array) return needles.some((needle) => Buffer.from(value).includes(needle));
    if (typeof value !== 'object' || value === null) return false;
    return Object.entries(value).some(([key, each]) => key.includes(words) || look(each));
  };
  return (await everythingOnDisk()).some(look);
};

/** What waits in a journal is taken out of it; the way to put it back, as if it had come late. */
export const takeChanges = async (journal: string): Promise<() => Promise<void>> => {
  const inStore = async <T>(work: (changes: IDBObjectStore) => Promise<T>): Promise<T> => {
    const database = await answer(indexedDB.open(journal));
    const done = await work(database.transaction('changes', 'readwrite').objectStore('changes'));
    database.close();
    return done;
  };
  const taken = await inStore(async (changes) => {
    const [keys, values] = [await answer(changes.getAllKeys()), await answer(changes.getAll())];
    await answer(changes.clear());
    return values.map((value, at) => [keys[at], value] as const);
  });
  return () =>
    inStore(async (changes) => {
      for (const [key, value] of taken) await answer(changes.put(value, key));
    });
};

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** A disk that is full: what it holds can be read. Returns the way to empty it again. */
export const fillDisk = (): (() => void) => {
  const spies = (['put', 'add'] as const).map((name) =>
    vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(function (this: IDBObjectStore) {
      this.transaction.abort();
      throw new DOMException('', 'QuotaExceededError');
    }),
  );
  return () => {
    for (const spy of spies) spy.mockRestore();
  };
};

/** Every connection to a database that is opened from now on, on the disk of this test. */
export const noteDatabases = (): readonly IDBDatabase[] => {
  const opened: IDBDatabase[] = [];
  const { open } = indexedDB;
  indexedDB.open = (...parameters) => {
    const request = open.apply(indexedDB, parameters);
    request.addEventListener('success', () => opened.push(request.result));
    return request;
  };
  return opened;
};
