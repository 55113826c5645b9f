import * as Y from 'yjs';
import { isFromBeside } from './beside.ts';
import { type Copy, isFromCopy, type OpenCopy } from './copy.ts';
import { deleteDatabase, doesOpen, patience } from './database.ts';
import { isFromRelay } from './wire.ts';

/**
 * A document's copy on this device, in the clear or sealed.
 *
 * Invariant: what is written while the disk works is durable when `onStored` says so (`strict`, not the browser's relaxed
 * default); a disk that fails or goes away never disturbs the writing: the document stays in memory, the disk is opened
 * again with growing pauses, and then takes everything at once.
 *
 * What is made here is handed to the disk before the task ends. What the relay tells in a row is gathered for a moment, since it tells
 * it again: in a hall of forty each of its updates by itself would cost more than to show it. One's own takes with it what was told
 * before, so that the copy never lacks what a change in it leans on.
 */
export interface Disk {
  /** The copy has been read, or the disk has turned out not to work for now. */
  readonly whenLoaded: Promise<void>;
  /** The copy has been read, however late. */
  readonly whenRead: Promise<void>;
  /** Hands over what the relay told and is still gathered. */
  keep(): void;
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
/** How long what the relay told is gathered (ms). */
const gathering = 250;

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

  let told: Uint8Array[] = [];
  /** While it runs, what the relay tells is gathered. */
  let pausing: ReturnType<typeof setTimeout> | undefined;
  const give = () => {
    const updates = told;
    told = [];
    // A disk that comes back is given the whole document.
    const [first] = updates;
    if (!copy || !first) return;
    try {
      copy.add(updates.length === 1 ? first : Y.mergeUpdates(updates));
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
  const giveAndPause = () => {
    give();
    pausing = setTimeout(() => {
      pausing = undefined;
      if (told.length > 0) giveAndPause();
    }, gathering);
  };
  const store = (update: Uint8Array, origin: unknown) => {
    // What another window of the same person made it stores itself, in this very copy.
    if (!copy || isFromCopy(origin) || isFromBeside(origin)) return;
    told.push(update);
    if (!isFromRelay(origin)) give();
    else if (pausing === undefined) giveAndPause();
  };
  doc.on('update', store);

  const whenLoaded = start().then((works) => {
    if (!works) fail();
  });
  const stop = async () => {
    give();
    isClosed = true;
    for (const each of [timer, trimming, pausing]) clearTimeout(each);
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
    keep: give,
    close: stop,
  };
};
