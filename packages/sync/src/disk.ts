import type * as Y from 'yjs';
import { isFromBeside } from './beside.ts';
import { type Copy, isFromCopy, type OpenCopy } from './copy.ts';
import { deleteDatabase, doesOpen, patience } from './database.ts';

/**
 * A document's copy on this device, in the clear or sealed.
 *
 * Invariant: what is written while the disk works is durable when `onStored` says so (`strict`, not the browser's relaxed
 * default); a disk that fails or goes away never disturbs the writing: the document stays in memory, the disk is opened
 * again with growing pauses, and then takes everything at once.
 */
export interface Disk {
  /** The copy has been read, or the disk has turned out not to work for now. */
  readonly whenLoaded: Promise<void>;
  /** The copy has been read, however late. */
  readonly whenRead: Promise<void>;
  /** Takes the copy away and goes on without one. */
  erase(): Promise<void>;
  close(): Promise<void>;
}

export interface DiskOptions {
  /** The copy's database. */
  readonly name: string;
  readonly openCopy: OpenCopy;
  /** Called before the copy is read, each time: the place to take away one that is not to be read any more. */
  beforeRead?(): Promise<void>;
  /** Whether changes reach the disk at present. */
  onWorks(works: boolean): void;
}

const firstPause = 1_000;
const longestPause = 60_000;

export const openDisk = (doc: Y.Doc, options: DiskOptions): Disk => {
  let copy: Copy | undefined;
  let isClosed = false;
  let pause = firstPause;
  let tellRead = () => {};
  const whenRead = new Promise<void>((resolve) => {
    tellRead = resolve;
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let trimming: ReturnType<typeof setTimeout> | undefined;

  /** Opens the copy; where the document already holds something, all of it is put there. */
  const start = async (): Promise<boolean> => {
    // y-indexeddb leaves a disk that does not open to the console; ask first.
    if (!(await doesOpen()) || isClosed) return false;
    await options.beforeRead?.();
    if (isClosed) return false;
    const opened = options.openCopy(doc, fail);
    copy = opened;
    const works = await Promise.race([
      opened.whenRead,
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patience)),
    ]);
    if (!works || isClosed) return false;
    pause = firstPause;
    options.onWorks(true);
    tellRead();
    return true;
  };

  const fail = () => {
    if (isClosed || timer !== undefined) return;
    options.onWorks(false);
    const broken = copy;
    copy = undefined;
    void broken?.close().catch(() => {});
    timer = setTimeout(() => {
      timer = undefined;
      void start().then((works) => {
        if (!works) fail();
      });
    }, pause);
    pause = Math.min(pause * 2, longestPause);
  };

  const store = (update: Uint8Array, origin: unknown) => {
    // What another window of the same person made it stores itself, in this very copy.
    if (!copy || isFromCopy(origin) || isFromBeside(origin)) return;
    try {
      copy.add(update);
    } catch {
      fail();
      return;
    }
    if (!copy.isLong || trimming !== undefined) return;
    trimming = setTimeout(() => {
      trimming = undefined;
      copy?.trim().catch(fail);
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
    await copy?.close().catch(() => {});
  };
  return {
    whenLoaded,
    whenRead,
    erase: async () => {
      await stop();
      await deleteDatabase(options.name);
    },
    close: stop,
  };
};
