import { applyCommit, type Commit, copyMedium, type Medium } from './indexed-db-store.ts';
import type { World } from './world.ts';

/**
 * The disk of one device, below its browser. What a program was told to be stored is on the medium (the browser's `strict`);
 * what it was not told may be, in the order in which it was written: a power cut keeps some beginning of the rest.
 */
export interface DeviceDisk {
  /** As programs see it. */
  readonly present: Medium;
  /** Written, not durable yet. Calls back when it is, or when it was cleared away; without `isStrict` it does not wait. */
  commit(commit: Commit, isStrict: boolean, onDone: (isThere: boolean) => void): void;
  /** The device loses its power; its programs must be dead by now. */
  losePower(): void;
  /** The browser clears the site's data away, open or not. */
  evict(): void;
  /** Transactions abort while it is full. */
  isFull: boolean;
  /** Counts evictions: what was stored before the last is nobody's promise any more. */
  readonly evictions: number;
  /** Connections that must hear of an eviction. */
  readonly onEvicted: Set<() => void>;
}

/** Injected faults. */
export interface DiskManners {
  /** Says “stored” before it is. */
  readonly lies: boolean;
  /** What is written into this store never gets there. */
  readonly drops: string | null;
}

export const createDeviceDisk = (world: World, name: string, { lies, drops }: DiskManners): DeviceDisk => {
  const luck = world.luckOf(`disk ${name}`);
  const onEvicted = new Set<() => void>();
  let durable: Medium = new Map();
  let present: Medium = new Map();
  let unsynced: Commit[] = [];
  let waiting: ((isThere: boolean) => void)[] = [];
  let syncing: typeof waiting = [];
  let isSyncing = false;
  /** A round of syncing that began before a power cut or an eviction means nothing after it. */
  let age = 0;
  let evictions = 0;
  let isFull = false;

  /** One round makes durable whatever was written before it began. */
  const sync = () => {
    if (isSyncing || unsynced.length === 0) return;
    isSyncing = true;
    const begun = age;
    const count = unsynced.length;
    syncing = waiting;
    waiting = [];
    world.after(0.5 + luck() * luck() * 30, () => {
      if (begun !== age) return;
      isSyncing = false;
      for (const each of unsynced.splice(0, count)) applyCommit(durable, each);
      for (const tell of syncing.splice(0)) tell(true);
      if (waiting.length > 0) sync();
    });
  };
  const forget = () => {
    age++;
    unsynced = [];
    syncing = [];
    waiting = [];
    isSyncing = false;
  };

  return {
    get present() {
      return present;
    },
    get isFull() {
      return isFull;
    },
    set isFull(next) {
      isFull = next;
    },
    get evictions() {
      return evictions;
    },
    onEvicted,
    commit: (asked, isStrict, onDone) => {
      const commit = drops === null ? asked : without(asked, drops);
      applyCommit(present, commit);
      unsynced.push(commit);
      if (isStrict && !lies) {
        waiting.push(onDone);
        sync();
        return;
      }
      world.after(luck(), () => onDone(true));
      world.after(50 + luck() * 3_000, sync);
    },
    losePower: () => {
      const kept = Math.floor(luck() * (unsynced.length + 1));
      world.trace(name, `power cut: ${unsynced.length - kept} of ${unsynced.length} unsynced writes are lost`);
      for (const each of unsynced.slice(0, kept)) applyCommit(durable, each);
      forget();
      present = copyMedium(durable);
    },
    evict: () => {
      world.trace(name, 'storage evicted');
      evictions++;
      const untold = [...syncing, ...waiting];
      forget();
      durable = new Map();
      present = new Map();
      for (const tell of [...onEvicted]) tell();
      for (const tell of untold) tell(false);
    },
  };
};

const without = (commit: Commit, store: string): Commit =>
  commit.type === 'write'
    ? { ...commit, operations: commit.operations.filter((operation) => operation.store !== store) }
    : commit;
