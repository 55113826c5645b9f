import { answerOf, commitNow, endOf, patience } from './database.ts';
import type { Cipher, Place } from './seal/cipher.ts';

/**
 * What the app keeps of documents beside their copies (the way back of an import): in order under an id, and gone with the
 * documents that it is of. Sealed on a device that seals anything, as that device's copies are.
 *
 * Invariant: of a document that has left the device, or was rebuilt without its history, nothing stays here.
 */
export interface Shelf {
  /** Handed to the disk before the task ends, once anything was asked of it. False where it is in this window's memory only. */
  put(key: ShelfKey, bytes: Uint8Array): Promise<boolean>;
  /** Null where there is none, or it does not open. */
  get(key: ShelfKey): Promise<Uint8Array | null>;
  /** In order of id and number; needs no key of the device. */
  keys(): Promise<readonly ShelfKey[]>;
  remove(isOut: (key: ShelfKey) => boolean): Promise<void>;
}

export interface ShelfKey {
  readonly id: string;
  readonly number: number;
  /** Of the document that it is of; empty where it is of none. */
  readonly address: string;
}

export interface ShelfOptions {
  readonly member: string;
  /** Of its database. */
  readonly name: string;
  /** Nothing reaches a disk. */
  readonly isMemoryOnly: boolean;
  readonly seals: boolean;
  /** Null while the device is locked. */
  cipher(): Cipher | null;
}

export interface OpenShelf extends Shelf {
  /** What is in memory in the clear goes. */
  lock(): void;
  close(): void;
}

const store = 'records';
type DiskKey = readonly [id: string, number: number, address: string];

export const openShelf = (options: ShelfOptions): OpenShelf => {
  const { member, name, isMemoryOnly, seals, cipher } = options;
  /** What the disk did not take, and all of it where there is none. */
  const memory = new Map<string, { readonly key: ShelfKey; readonly bytes: Uint8Array }>();
  let database: IDBDatabase | null = null;
  let opening: Promise<IDBDatabase | null> | undefined;
  let isClosed = false;

  const open = (): Promise<IDBDatabase | null> => {
    if (isMemoryOnly || isClosed) return Promise.resolve(null);
    opening ??= openRecords(name, () => {
      database = null;
      opening = undefined;
    }).then((opened) => {
      if (isClosed) opened?.close();
      else database = opened;
      if (!opened) opening = undefined;
      return database;
    });
    return opening;
  };
  const placeOf = ({ id, number, address }: ShelfKey): Place => ({
    member,
    address,
    kind: 'shelf',
    id: `${id} ${number}`,
  });
  const write = (on: IDBDatabase, work: (records: IDBObjectStore) => void): Promise<void> => {
    const transaction = on.transaction(store, 'readwrite', { durability: 'strict' });
    work(transaction.objectStore(store));
    commitNow(transaction);
    return endOf(transaction);
  };
  const keysOn = async (on: IDBDatabase): Promise<readonly ShelfKey[]> => {
    const found = await answerOf(on.transaction(store, 'readonly').objectStore(store).getAllKeys());
    return (found as unknown as readonly DiskKey[]).map(([id, number, address]) => ({ id, number, address }));
  };

  return {
    put: async (key, bytes) => {
      const on = database ?? (await open());
      const sealing = seals ? cipher() : null;
      if (seals && !sealing) return false;
      try {
        if (!on) throw new Error('no disk');
        const record = sealing?.seal(placeOf(key), bytes) ?? bytes;
        await write(on, (records) => records.put(record, diskKeyOf(key)));
        return true;
      } catch {
        memory.set(nameOf(key), { key, bytes });
        return false;
      }
    },
    get: async (key) => {
      const held = memory.get(nameOf(key));
      if (held) return held.bytes;
      const on = database ?? (await open());
      const unsealing = seals ? cipher() : null;
      if (!on || (seals && !unsealing)) return null;
      const record: unknown = await answerOf(
        on.transaction(store, 'readonly').objectStore(store).get(diskKeyOf(key)),
      ).catch(() => null);
      if (!(record instanceof Uint8Array)) return null;
      return unsealing ? unsealing.unsealLarge(placeOf(key), record) : record;
    },
    keys: async () => {
      const on = database ?? (await open());
      const onDisk = on ? await keysOn(on).catch(() => []) : [];
      return [...onDisk, ...[...memory.values()].map(({ key }) => key)].sort(byOrder);
    },
    remove: async (isOut) => {
      for (const [name, { key }] of [...memory]) if (isOut(key)) memory.delete(name);
      const on = database ?? (await open());
      if (!on) return;
      try {
        const out = (await keysOn(on)).filter(isOut);
        if (out.length === 0) return;
        await write(on, (records) => {
          for (const key of out) records.delete(diskKeyOf(key));
        });
      } catch {
        // A disk that does not take it keeps what nobody can read without the key; it is tried again with the next.
      }
    },
    lock: () => {
      if (seals) memory.clear();
    },
    close: () => {
      isClosed = true;
      database?.close();
      database = null;
      memory.clear();
    },
  };
};

const diskKeyOf = ({ id, number, address }: ShelfKey): [string, number, string] => [id, number, address];
const nameOf = (key: ShelfKey): string => JSON.stringify(diskKeyOf(key));
const byOrder = (one: ShelfKey, other: ShelfKey): number =>
  one.id === other.id ? one.number - other.number : one.id < other.id ? -1 : 1;

const openRecords = (name: string, onGone: () => void): Promise<IDBDatabase | null> =>
  new Promise((resolve) => {
    const give = setTimeout(() => resolve(null), patience);
    try {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(store);
      request.onerror = () => resolve(null);
      request.onsuccess = () => {
        clearTimeout(give);
        const opened = request.result;
        opened.onversionchange = () => {
          opened.close();
          onGone();
        };
        opened.onclose = onGone;
        resolve(opened);
      };
    } catch {
      resolve(null);
    }
  });
