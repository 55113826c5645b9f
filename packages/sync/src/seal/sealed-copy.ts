import * as Y from 'yjs';
import { type OpenCopy, sealedOrigin, trimAt } from '../copy.ts';
import { answerOf, commitNow, deleteDatabase, endOf } from '../database.ts';
import type { Cipher, Place } from './cipher.ts';

/**
 * A document's copy, each record sealed ([SE2]).
 *
 * Invariant: what does not open as a record of this very copy is never taken into the document; a copy that holds such a record
 * is thrown away whole, as if the disk had lost it, because nobody can say what else is missing.
 */
const store = 'records';

export const sealedCopy =
  (name: string, cipher: Cipher, place: Place): OpenCopy =>
  (doc, onLost) => {
    let database: IDBDatabase | undefined;
    let isClosed = false;
    let isRead = false;
    /** The newest record that is in the document, and how many there are. */
    let last = 0;
    let count = 0;

    const add = (bytes: Uint8Array, on: IDBDatabase) => {
      const sealed = cipher.seal(place, bytes);
      const transaction = on.transaction(store, 'readwrite', { durability: 'strict' });
      transaction.onabort = onLost;
      transaction.objectStore(store).add(sealed);
      commitNow(transaction);
      count++;
    };

    /** What has been added since, here or by another window; null where something does not open. */
    const readNew = async (from: IDBDatabase): Promise<New | null> => {
      const records = from.transaction(store, 'readonly').objectStore(store);
      const range = IDBKeyRange.lowerBound(last, true);
      const [keys, sealed] = await Promise.all([answerOf(records.getAllKeys(range)), answerOf(records.getAll(range))]);
      const opened = await Promise.all(
        sealed.map((each: unknown) => (each instanceof Uint8Array ? cipher.unsealLarge(place, each) : null)),
      );
      const updates = opened.filter((each) => each !== null);
      return updates.length < opened.length ? null : { updates, last: Number(keys.at(-1) ?? last) };
    };
    /** False where it is no update. */
    const take = (found: New): boolean => {
      try {
        const apply = () => {
          for (const each of found.updates) Y.applyUpdate(doc, each);
        };
        Y.transact(doc, apply, sealedOrigin, false);
      } catch {
        return false;
      }
      last = found.last;
      return true;
    };

    const read = async (): Promise<boolean> => {
      const opened = await openRecords(name, onLost);
      if (!opened) return false;
      database = opened;
      const found = await readNew(opened);
      if (isClosed) {
        opened.close();
        return false;
      }
      const hadContent = Y.encodeStateVector(doc).length > 1;
      if (!found || !take(found)) {
        opened.close();
        await deleteDatabase(name);
        return isClosed ? false : read();
      }
      count = found.updates.length;
      isRead = true;
      // From here on every update is a record of its own; what there was before is one.
      if (hadContent) add(Y.encodeStateAsUpdate(doc), opened);
      return true;
    };

    return {
      whenRead: read().catch(() => false),
      add: (update) => {
        if (database && isRead) add(update, database);
      },
      get isLong() {
        return count >= trimAt;
      },
      trim: async () => {
        if (!database) return;
        const found = await readNew(database);
        if (isClosed) return;
        // Something foreign lies among them: it stays out, and the copy is written anew.
        if (!found || !take(found)) return onLost();
        const transaction = database.transaction(store, 'readwrite', { durability: 'strict' });
        const records = transaction.objectStore(store);
        records.add(cipher.seal(place, Y.encodeStateAsUpdate(doc)));
        // What came in meanwhile, here or from another window, has higher numbers and stays.
        records.delete(IDBKeyRange.upperBound(last));
        const counting = records.count();
        commitNow(transaction);
        await endOf(transaction);
        count = counting.result;
      },
      close: async () => {
        isClosed = true;
        database?.close();
      },
    };
  };

interface New {
  readonly updates: readonly Uint8Array[];
  /** The number of the last record. */
  readonly last: number;
}

/** Seals what lies in the clear in y-indexeddb's format, and takes that away. A disk that fails leaves it for the next time. */
export const sealPlainCopy = async (plain: string, name: string, cipher: Cipher, place: Place): Promise<void> => {
  try {
    const updates = await readPlain(plain);
    if (updates.length > 0) await putSealed(name, updates, cipher, place);
    await deleteDatabase(plain);
  } catch {
    // It is tried again when the device is unlocked again.
  }
};

const putSealed = async (name: string, updates: readonly Uint8Array[], cipher: Cipher, place: Place): Promise<void> => {
  const database = await openRecords(name, () => {});
  if (!database) throw new Error('no disk');
  const transaction = database.transaction(store, 'readwrite', { durability: 'strict' });
  const records = transaction.objectStore(store);
  const counting = records.count();
  counting.onsuccess = () => {
    // A copy that is sealed already is the newer one; what lies beside it was left by a window of an earlier build.
    if (counting.result === 0) for (const each of updates) records.add(cipher.seal(place, each));
    commitNow(transaction);
  };
  await endOf(transaction).finally(() => database.close());
};

const readPlain = async (name: string): Promise<readonly Uint8Array[]> => {
  const database = await answerOf(indexedDB.open(name));
  try {
    if (!database.objectStoreNames.contains('updates')) return [];
    const all = await answerOf(database.transaction('updates', 'readonly').objectStore('updates').getAll());
    return all.filter((each: unknown) => each instanceof Uint8Array);
  } finally {
    database.close();
  }
};

const openRecords = (name: string, onLost: () => void): Promise<IDBDatabase | null> =>
  new Promise((resolve) => {
    try {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(store, { autoIncrement: true });
      request.onerror = () => resolve(null);
      request.onsuccess = () => {
        const opened = request.result;
        opened.onversionchange = () => {
          opened.close();
          onLost();
        };
        opened.onclose = onLost;
        resolve(opened);
      };
    } catch {
      resolve(null);
    }
  });
