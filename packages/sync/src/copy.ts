import { IndexeddbPersistence, storeState } from 'y-indexeddb';
import type * as Y from 'yjs';
import { commitNow } from './database.ts';

/** A document's records on disk while they are open: what `openDisk` keeps a document by. */
export interface Copy {
  /** All of it is in the document, and what the document held besides is on disk; false where the disk does not work. */
  readonly whenRead: Promise<boolean>;
  /**
   * Hands a record to the disk, commit and all, before the task ends. Until everything has been read it does nothing: reading
   * puts the whole state there. Throws where the database has gone.
   */
  add(update: Uint8Array): void;
  /** So many records that one would do. */
  readonly isLong: boolean;
  /** Makes one record of all. */
  trim(): Promise<void>;
  close(): Promise<void>;
}

/** `onLost`: the database has gone, or has not taken a record. */
export type OpenCopy = (doc: Y.Doc, onLost: () => void) => Copy;

/** How many records are read one by one. */
export const trimAt = 500;

/** In the clear, in y-indexeddb's format. */
export const plainCopy =
  (name: string): OpenCopy =>
  (doc, onLost) => {
    const persistence = new IndexeddbPersistence(name, doc);
    // Its own writer neither notices nor reports a disk that has gone.
    doc.off('update', persistence._storeUpdate);
    const isThere = persistence.whenSynced.then(() => {
      const { db } = persistence;
      if (db) db.onclose = onLost;
      return db !== null;
    });
    const isAbsent = persistence._db.then(
      () => new Promise<boolean>(() => {}),
      () => false,
    );
    return {
      whenRead: Promise.race([isThere, isAbsent]),
      add: (update) => {
        const { db, synced } = persistence;
        if (!db || !synced) return;
        const transaction = db.transaction(['updates'], 'readwrite', { durability: 'strict' });
        transaction.onabort = onLost;
        transaction.objectStore('updates').add(update);
        commitNow(transaction);
        persistence._dbsize++;
      },
      get isLong() {
        return persistence._dbsize >= trimAt;
      },
      trim: async () => {
        if (persistence.db) await storeState(persistence, false);
      },
      close: async () => {
        await persistence.destroy();
      },
    };
  };

/** The origin of what is read from a sealed copy. It stands here because that is loaded with a key only. */
export const sealedOrigin = Symbol('lianxi.sealed-copy');

/** What is read from the clear format has the persistence itself for its origin. */
export const isFromCopy = (origin: unknown): boolean =>
  origin === sealedOrigin || origin instanceof IndexeddbPersistence;
