import { commitNow } from './disk.ts';
import { clientsOf } from './returned.ts';
import type { Refusal } from './types.ts';

/**
 * What this device remembers of its changes: those on their way with their bytes, those refused with their text, and how
 * many have arrived. One small database a person; every write is one strict transaction.
 *
 * Invariant: a change is either waiting, received or refused, and goes from one to the next in one transaction, so that
 * two windows of one person never count it twice. What the disk does not take is done in memory, and done again on the
 * disk, in order and in one transaction, as soon as it is well.
 */
export interface Journal {
  load(address: string): Promise<Remembered>;
  all(): Promise<readonly Remembered[]>;
  /** Handed to the disk, commit and all, before the task in which it is called ends: a page that goes then loses nothing. */
  putChanges(address: string, changes: readonly StoredChange[]): Promise<void>;
  /** Takes waiting changes away as received; says how many were still waiting here. */
  receive(address: string, ids: readonly string[], at: number): Promise<number>;
  /** Takes waiting changes away without counting them (the machine's own notes). */
  drop(address: string, ids: readonly string[]): Promise<void>;
  refuse(address: string, refusals: readonly Refusal[]): Promise<void>;
  putAway(address: string, refusalId: string): Promise<void>;
  /** The copy on disk holds what was refused and must be fetched anew; `toCarry`: what is then to be written again. */
  taint(address: string, toCarry: readonly StoredChange[]): Promise<void>;
  /** It has been fetched anew, in this epoch. */
  cleanse(address: string, epoch: number | null): Promise<void>;
  keepEpoch(address: string, epoch: number): Promise<void>;
  /** Something that was written is in memory only. It is so before the promise of that writing is kept. */
  readonly isBehind: boolean;
  onBehind(listener: () => void): () => void;
  /** Another window of the same person has written, or the disk has taken what it had missed. */
  onForeignChange(listener: (address: string) => void): () => void;
  close(): void;
}

export interface StoredChange {
  readonly id: string;
  readonly at: number;
  readonly kind: 'act' | 'typing' | 'note';
  readonly update: Uint8Array;
  /** It stands in no copy any more and is to be carried over to a fresh one. */
  readonly isToCarry: boolean;
  /** It had been received, was counted so, and is being added to: until it is received again it counts as waiting. */
  readonly isReopened: boolean;
  /**
   * It had been received, and is no longer there since a backup was put back. It is written again under its own ids, once what
   * it leans on is there. Absent: no.
   */
  readonly isReturned?: boolean;
}

export interface Remembered {
  readonly address: string;
  readonly changes: readonly StoredChange[];
  readonly refusals: readonly Refusal[];
  /** Received on the day of `receivedAt`. */
  readonly received: number;
  readonly receivedAt: number | null;
  readonly isTainted: boolean;
  /** Of the copy on this disk, as the relay counts; null: it has not said. */
  readonly epoch: number | null;
  /** The Yjs client ids under which this member has written here and been received. */
  readonly clients: readonly number[];
}

interface Counts {
  readonly received: number;
  readonly receivedAt: number | null;
  readonly isTainted: boolean;
  /** Absent where it was written by an earlier version. */
  readonly epoch?: number | null;
  readonly clients?: readonly number[];
}

/** An opening in which something is written takes one; the oldest are forgotten. */
const mostClients = 1_000;

const noCounts: Counts = { received: 0, receivedAt: null, isTainted: false, epoch: null };

/** How long a disk may take to open before the journal goes on in memory (ms). */
const patience = 4_000;
/** After how long a disk that has failed is asked again (ms). */
const firstPause = 1_000;
const longestPause = 60_000;

const stores = ['counts', 'changes', 'refusals'] as const;

export const journalName = (member: string): string => `lianxi/${member}`;

/** `isMemoryOnly`: for a window that is to leave nothing behind; the disk is then neither asked nor missed. */
export const openJournal = (member: string, { isMemoryOnly = false } = {}): Journal => {
  const memory = createMemory();
  const listeners = new Set<(address: string) => void>();
  // Another window of the same person works on the same journal.
  const hasOthers = !isMemoryOnly && typeof BroadcastChannel !== 'undefined';
  const channel = hasOthers ? new BroadcastChannel(journalName(member)) : undefined;
  if (channel) {
    channel.onmessage = ({ data }) => {
      for (const listener of [...listeners]) listener(String(data));
    };
  }

  let isClosed = false;
  let opening: Promise<IDBDatabase | null> | undefined;
  let current: IDBDatabase | null = null;
  const open = (): Promise<IDBDatabase | null> => {
    opening ??= openDatabase(journalName(member), () => {
      opening = undefined;
    }).then((database) => {
      // Asked again at the next write: it may come back.
      if (!database) opening = undefined;
      current = database;
      return database;
    });
    return opening;
  };
  const giveUp = (database: IDBDatabase) => {
    database.close();
    if (database === current) opening = undefined;
  };

  const missed: Missed[] = [];
  let catching: Promise<boolean> | undefined;
  let retrying: ReturnType<typeof setTimeout> | undefined;
  let pause = firstPause;
  const behindListeners = new Set<() => void>();

  const miss = async <T>(address: string, work: Work<T>, replaces: string | undefined): Promise<T> => {
    // What is typed without a pause is one change: only its last state is to be written.
    const isReplacing = replaces !== undefined && !catching && missed.at(-1)?.replaces === replaces;
    if (isReplacing) missed.pop();
    missed.push({ address, work, replaces });
    if (missed.length === 1) for (const listener of [...behindListeners]) listener();
    retryLater();
    return work(memory);
  };
  const retryLater = () => {
    if (isClosed || retrying !== undefined) return;
    retrying = setTimeout(() => {
      retrying = undefined;
      void open().then(async (database) => {
        if (isClosed || missed.length === 0) return;
        if (!database || !(await catchUp(database))) retryLater();
      });
    }, pause);
    pause = Math.min(pause * 2, longestPause);
  };
  /** False where the disk does not take it yet. */
  const catchUp = (database: IDBDatabase): Promise<boolean> => {
    catching ??= writeMissed(database).finally(() => {
      catching = undefined;
    });
    return catching;
  };
  const writeMissed = async (database: IDBDatabase): Promise<boolean> => {
    const list = [...missed];
    try {
      await onDisk(database, 'readwrite', async (access) => {
        for (const { work } of list) await work(access);
      });
    } catch {
      giveUp(database);
      return false;
    }
    missed.splice(0, list.length);
    memory.clear();
    for (const { work } of missed) await work(memory);
    pause = firstPause;
    if (missed.length === 0) for (const listener of [...behindListeners]) listener();
    for (const address of new Set(list.map((each) => each.address))) {
      for (const listener of [...listeners]) listener(address);
      if (!isClosed) channel?.postMessage(address);
    }
    return true;
  };

  const ask = async <T>(work: Work<T>): Promise<T> => {
    if (isMemoryOnly) return work(memory);
    const database = await open();
    if (database && missed.length > 0) await catchUp(database);
    if (database) {
      try {
        return await onDisk(database, 'readonly', work);
      } catch {
        giveUp(database);
      }
    }
    return work(memory);
  };
  const keep = async <T>(address: string, work: Work<T>, replaces: string | undefined): Promise<T> => {
    if (isMemoryOnly) return work(memory);
    const database = await open();
    if (database && (missed.length === 0 || (await catchUp(database)))) {
      try {
        return await onDisk(database, 'readwrite', work);
      } catch {
        giveUp(database);
      }
    }
    return miss(address, work, replaces);
  };
  const write = async <T>(address: string, work: Work<T>, replaces?: string): Promise<T> => {
    const result = await keep(address, work, replaces);
    if (!isClosed) channel?.postMessage(address);
    return result;
  };
  const read = async (access: Access, address: string): Promise<Remembered> => {
    const counts = await countsOf(access, address);
    const changes = (await access.list('changes', address)) as readonly { readonly change: StoredChange }[];
    const refusals = (await access.list('refusals', address)) as readonly { readonly refusal: Refusal }[];
    const reopened = changes.filter(({ change }) => change.isReopened).length;
    return {
      address,
      changes: changes.map(({ change }) => change),
      refusals: refusals.map(({ refusal }) => refusal),
      received: Math.max(0, counts.received - reopened),
      receivedAt: counts.receivedAt,
      isTainted: counts.isTainted,
      epoch: counts.epoch ?? null,
      clients: counts.clients ?? [],
    };
  };

  return {
    load: (address) => ask((access) => read(access, address)),
    all: () =>
      ask(async (access) => {
        const addresses = new Set<string>();
        for (const store of stores) for (const each of await access.addresses(store)) addresses.add(each);
        const remembered: Remembered[] = [];
        for (const address of [...addresses].sort()) remembered.push(await read(access, address));
        return remembered;
      }),
    putChanges: (address, changes) => {
      const copies = changes.map((change) => ({ ...change }));
      const replaces = JSON.stringify([address, ...copies.map(({ id }) => id)]);
      const put = async (access: Access) => {
        for (const change of copies) access.put('changes', [address, change.id], { change });
      };
      return write(address, put, replaces);
    },
    receive: (address, ids, at) =>
      write(address, async (access) => {
        const { found, reopened, clients } = await take(access, address, ids);
        await amend(access, address, (counts) => {
          const isSameDay = counts.receivedAt !== null && dayOf(counts.receivedAt) === dayOf(at);
          const before = isSameDay ? Math.max(0, counts.received - reopened) : 0;
          return { received: before + found, receivedAt: at, clients: addClients(counts.clients, clients) };
        });
        return found;
      }),
    drop: (address, ids) =>
      write(address, async (access) => {
        const { clients } = await take(access, address, ids);
        await amend(access, address, (counts) => ({ clients: addClients(counts.clients, clients) }));
      }),
    refuse: (address, refusals) =>
      write(address, async (access) => {
        const { reopened } = await take(
          access,
          address,
          refusals.map(({ id }) => id),
        );
        for (const refusal of refusals) access.put('refusals', [address, refusal.id], { refusal });
        // The copy holds what was refused, from this moment on: a window that goes now leaves that to the next.
        await amend(access, address, ({ received }) => ({
          received: Math.max(0, received - reopened),
          isTainted: true,
        }));
      }),
    putAway: (address, id) => write(address, async (access) => access.remove('refusals', [address, id])),
    taint: (address, toCarry) => {
      const copies = toCarry.map((change) => ({ ...change }));
      return write(address, async (access) => {
        for (const change of copies) access.put('changes', [address, change.id], { change });
        await amend(access, address, () => ({ isTainted: true }));
      });
    },
    cleanse: (address, epoch) =>
      write(address, (access) => amend(access, address, () => ({ isTainted: false, epoch }))),
    keepEpoch: (address, epoch) => write(address, (access) => amend(access, address, () => ({ epoch }))),
    get isBehind() {
      return missed.length > 0;
    },
    onBehind: (listener) => {
      behindListeners.add(listener);
      return () => behindListeners.delete(listener);
    },
    onForeignChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      isClosed = true;
      clearTimeout(retrying);
      channel?.close();
      void opening?.then((database) => database?.close());
    },
  };
};

/**
 * Takes waiting changes away; `found`: how many there were, `reopened`: how many of those had been counted as received,
 * `clients`: under which ids they were written.
 */
const take = async (access: Access, address: string, ids: readonly string[]) => {
  let found = 0;
  let reopened = 0;
  const clients = new Set<number>();
  for (const id of ids) {
    const stored = (await access.get('changes', [address, id])) as { readonly change: StoredChange } | undefined;
    if (!stored) continue;
    access.remove('changes', [address, id]);
    found++;
    if (stored.change.isReopened) reopened++;
    for (const client of clientsOf(stored.change.update)) clients.add(client);
  }
  return { found, reopened, clients };
};

const countsOf = async (access: Access, address: string): Promise<Counts> =>
  ((await access.get('counts', address)) as Counts | undefined) ?? noCounts;

const amend = async (access: Access, address: string, change: (counts: Counts) => Partial<Counts>) => {
  const counts = await countsOf(access, address);
  access.put('counts', address, { ...counts, ...change(counts) });
};

const dayOf = (time: number): string => new Date(time).toDateString();

type Key = string | [string, string];

/**
 * The few verbs that a transaction needs, the same on disk and in memory. Writing waits for nothing: the transaction as a
 * whole succeeds or fails.
 */
interface Access {
  get(store: string, key: Key): Promise<unknown>;
  list(store: string, address: string): Promise<readonly unknown[]>;
  addresses(store: string): Promise<readonly string[]>;
  put(store: string, key: Key, value: object): void;
  remove(store: string, key: Key): void;
}

type Work<T> = (access: Access) => Promise<T>;

interface Missed {
  readonly address: string;
  readonly work: Work<unknown>;
  /**
   * What it overwrites whole, by name: of two such in a row only the later is kept, or the list would grow with every key
   * that is typed while the disk is full.
   */
  readonly replaces: string | undefined;
}

interface Kept {
  readonly store: string;
  readonly key: Key;
  readonly value: object;
}

const createMemory = (): Access & { clear(): void } => {
  const entries = new Map<string, Kept>();
  const name = (store: string, key: Key) => JSON.stringify([store, key]);
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

const addClients = (before: readonly number[] = [], more: Iterable<number>): readonly number[] =>
  [...new Set([...before, ...more])].slice(-mostClients);

const openDatabase = (name: string, onGone: () => void): Promise<IDBDatabase | null> =>
  new Promise((resolve) => {
    const give = setTimeout(() => {
      onGone();
      resolve(null);
    }, patience);
    try {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        for (const store of stores) request.result.createObjectStore(store);
      };
      request.onerror = () => resolve(null);
      request.onblocked = () => resolve(null);
      request.onsuccess = () => {
        clearTimeout(give);
        const database = request.result;
        database.onversionchange = () => {
          database.close();
          onGone();
        };
        database.onclose = onGone;
        resolve(database);
      };
    } catch {
      resolve(null);
    }
  });

const onDisk = async <T>(database: IDBDatabase, mode: IDBTransactionMode, work: Work<T>): Promise<T> => {
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
  const ask = <R>(request: IDBRequest<R>): Promise<R> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const result = await work({
    get: (store, key) => ask(transaction.objectStore(store).get(key)),
    list: (store, address) => ask(transaction.objectStore(store).getAll(IDBKeyRange.bound([address], [address, []]))),
    addresses: async (store) => {
      const keys = await ask(transaction.objectStore(store).getAllKeys());
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
