import { createMemory, layOver, onDisk, openRecords, type Work } from './records.ts';

/**
 * The journal's disk: what it does not take is done in memory, and done again on the disk, in order and in one transaction, as soon
 * as it is well.
 */
export interface JournalDisk {
  ask<T>(work: Work<T>): Promise<T>;
  /**
   * Handed to the disk, commit and all, before the task in which it is called ends, where `work` waits for nothing. `replaces`
   * names what it overwrites whole.
   */
  write<T>(address: string, work: Work<T>, replaces?: string): Promise<T>;
  /** The disk has been reached, however late. Until then nothing is known of what lies there. */
  readonly whenReached: Promise<void>;
  /** Something that was written is in memory only. It is so before the promise of that writing is kept. */
  readonly isBehind: boolean;
  onBehind(listener: () => void): () => void;
  /** The browser has closed it under the app: what lay there may be gone. */
  onLost(listener: () => void): () => void;
  /** Another window of the same person has written, or the disk has taken what it had missed. */
  onForeignChange(listener: (address: string) => void): () => void;
  close(): void;
}

/** After how long a disk that has failed is asked again (ms). */
const firstPause = 1_000;
const longestPause = 60_000;

export const openJournalDisk = (name: string): JournalDisk => {
  const memory = createMemory();
  const listeners = new Set<(address: string) => void>();
  // Another window of the same person works on the same journal.
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name);
  if (channel) {
    channel.onmessage = ({ data }) => {
      for (const listener of [...listeners]) listener(String(data));
    };
  }

  const lostListeners = new Set<() => void>();
  const tellLost = () => {
    if (!isClosed) for (const listener of [...lostListeners]) listener();
  };
  let isClosed = false;
  let isReached = false;
  let tellReached = () => {};
  const whenReached = new Promise<void>((resolve) => {
    tellReached = resolve;
  });
  /** The one connection, as long as it is of use, and what it is opened by. */
  let current: IDBDatabase | null = null;
  let opening: Promise<IDBDatabase | null> | undefined;
  const open = (): Promise<IDBDatabase | null> => {
    if (opening) return opening;
    const forget = () => {
      if (opening !== mine) return;
      opening = undefined;
      current = null;
    };
    const mine = openRecords(name, forget, tellLost).then((database) => {
      if (opening === mine) current = database;
      if (database) {
        isReached = true;
        tellReached();
      } else {
        // Asked again at the next write: it may come back.
        forget();
        retryLater();
      }
      return database;
    });
    opening = mine;
    return mine;
  };
  /** Of several who found it useless only the first gives it up: the next one may be open by then. */
  const giveUp = (database: IDBDatabase) => {
    database.close();
    if (database !== current) return;
    opening = undefined;
    current = null;
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
        if (isClosed || (isReached && missed.length === 0)) return;
        if (!database || (missed.length > 0 && !(await catchUp(database)))) retryLater();
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
    let database = await open();
    // A disk that takes nothing can be read: what it missed is done on top of what it holds.
    if (database && missed.length > 0 && !(await catchUp(database))) database = await open();
    if (database) {
      try {
        return await onDisk(database, 'readonly', async (access) => {
          if (missed.length === 0) return work(access);
          const all = layOver(access);
          for (const each of [...missed]) await each.work(all);
          return work(all);
        });
      } catch {
        giveUp(database);
      }
    }
    return work(memory);
  };
  const keep = async <T>(address: string, work: Work<T>, replaces: string | undefined): Promise<T> => {
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

  void open();

  return {
    ask,
    write,
    whenReached,
    get isBehind() {
      return missed.length > 0;
    },
    onBehind: (listener) => {
      behindListeners.add(listener);
      return () => behindListeners.delete(listener);
    },
    onLost: (listener) => {
      lostListeners.add(listener);
      return () => lostListeners.delete(listener);
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

/** For a window that is to leave nothing behind: no disk is asked or missed, and no other window hears of anything. */
export const createMemoryJournalDisk = (): JournalDisk => {
  const memory = createMemory();
  return {
    ask: (work) => work(memory),
    write: (_, work) => work(memory),
    whenReached: Promise.resolve(),
    isBehind: false,
    onBehind: () => () => {},
    onLost: () => () => {},
    onForeignChange: () => () => {},
    close: () => {},
  };
};

interface Missed {
  readonly address: string;
  readonly work: Work<unknown>;
  /**
   * What it overwrites whole, by name: of two such in a row only the later is kept, or the list would grow with every key
   * that is typed while the disk is full.
   */
  readonly replaces: string | undefined;
}
