import { IndexeddbPersistence, storeState } from 'y-indexeddb';
import type * as Y from 'yjs';
import { memoryOrigin } from './memory-disk.ts';

/**
 * A document's copy on this device, in y-indexeddb's format.
 *
 * Invariant: what is written while the disk works is durable when `onStored` says so (`strict`, not the browser's relaxed
 * default); a disk that fails or goes away never disturbs the writing: the document stays in memory, the disk is opened
 * again with growing pauses, and then takes everything at once.
 */
export interface Disk {
  /** The copy has been read, or the disk has turned out not to work for now. */
  readonly whenLoaded: Promise<void>;
  /** Takes the copy away and goes on without one. */
  erase(): Promise<void>;
  close(): Promise<void>;
}

export interface DiskOptions {
  readonly name: string;
  /** Whether changes reach the disk at present. */
  onWorks(works: boolean): void;
}

const patience = 4_000;
const firstPause = 1_000;
const longestPause = 60_000;
const trimAt = 500;

/** The origin of what is read from disk: the persistence itself, or what takes its place. */
export const isFromDisk = (origin: unknown): boolean =>
  origin instanceof IndexeddbPersistence || origin === memoryOrigin;

export const openDisk = (doc: Y.Doc, options: DiskOptions): Disk => {
  let persistence: IndexeddbPersistence | undefined;
  let isClosed = false;
  let pause = firstPause;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let trimming: ReturnType<typeof setTimeout> | undefined;

  /** Opens the copy; with a document that already holds something, y-indexeddb first puts all of it there. */
  const start = async (): Promise<boolean> => {
    // y-indexeddb leaves a disk that does not open to the console; ask first.
    if (!(await doesOpen()) || isClosed) return false;
    const opened = new IndexeddbPersistence(options.name, doc);
    // Its own writer neither notices nor reports a disk that has gone.
    doc.off('update', opened._storeUpdate);
    persistence = opened;
    const works = await Promise.race([
      opened.whenSynced.then(() => true),
      opened._db.then(
        () => new Promise<boolean>(() => {}),
        () => false,
      ),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patience)),
    ]);
    if (!works || isClosed || !opened.db) return false;
    opened.db.onclose = fail;
    pause = firstPause;
    options.onWorks(true);
    return true;
  };

  const fail = () => {
    if (isClosed || timer !== undefined) return;
    options.onWorks(false);
    const broken = persistence;
    persistence = undefined;
    void broken?.destroy().catch(() => {});
    timer = setTimeout(() => {
      timer = undefined;
      void start().then((works) => {
        if (!works) fail();
      });
    }, pause);
    pause = Math.min(pause * 2, longestPause);
  };

  const store = (update: Uint8Array, origin: unknown) => {
    const { db, synced } = persistence ?? {};
    if (!persistence || isFromDisk(origin)) return;
    // Not read yet: reading it puts the whole state there, this update included.
    if (!db || !synced) return;
    try {
      const transaction = db.transaction(['updates'], 'readwrite', { durability: 'strict' });
      transaction.onabort = fail;
      transaction.objectStore('updates').add(update);
      commitNow(transaction);
    } catch {
      fail();
      return;
    }
    if (++persistence._dbsize < trimAt || trimming !== undefined) return;
    trimming = setTimeout(() => {
      trimming = undefined;
      if (persistence?.db) storeState(persistence, false).catch(fail);
    }, 1_000);
  };
  doc.on('update', store);

  const whenLoaded = start().then((works) => {
    if (!works) fail();
  });
  const stop = async () => {
    isClosed = true;
    clearTimeout(timer);
    clearTimeout(trimming);
    doc.off('update', store);
    await persistence?.destroy().catch(() => {});
  };
  return {
    whenLoaded,
    erase: async () => {
      await stop();
      await deleteDatabase(options.name);
    },
    close: stop,
  };
};

/**
 * Without it the browser waits for the page to hear of each write before it commits, and a page that goes before it has
 * heard takes the writes with it.
 */
export const commitNow = (transaction: IDBTransaction): void => {
  // Firefox before 74 and Safari before 15 commit by themselves only.
  transaction.commit?.();
};

const doesOpen = (): Promise<boolean> =>
  new Promise((resolve) => {
    const give = setTimeout(() => resolve(false), patience);
    const settle = (works: boolean) => {
      clearTimeout(give);
      resolve(works);
    };
    try {
      const request = indexedDB.open('lianxi/probe');
      request.onsuccess = () => {
        request.result.close();
        settle(true);
      };
      request.onerror = () => settle(false);
    } catch {
      settle(false);
    }
  });

/** Settles also where another window still holds the database: it then goes as soon as that lets go. */
export const deleteDatabase = (name: string): Promise<void> =>
  new Promise((resolve) => {
    try {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = () => resolve();
      request.onerror = () => resolve();
      request.onblocked = () => resolve();
    } catch {
      resolve();
    }
  });
