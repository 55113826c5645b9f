import type { Erased, Erasing } from '../erasure/erase.ts';
import type { QuarantinedRow } from '../store/index.ts';
import { atOnce, type InTurn } from '../turn-taking.ts';
import { type BackgroundThread, type Bounds, createBackgroundThread } from './background-thread.ts';

/**
 * What would keep every room waiting is done elsewhere: building a document to renew its baseline, and cutting a large
 * baseline down to what a returning client lacks. A port: the server does it in a thread (`worker.ts`), a simulation in its
 * own time. Calls reject when the work could not be done; nothing is lost by that.
 */
export interface Background {
  /** A new baseline of everything stored so far. */
  compact(room: number): Promise<Compaction>;
  /** What the baseline `seq` holds beyond the state vector; null when that baseline has been replaced meanwhile. */
  difference(room: number, seq: number, stateVector: Uint8Array): Promise<Uint8Array | null>;
  /** Rebuilds documents without somebody. */
  erase(erasing: Erasing): Promise<Erased>;
  /** Leaves nothing of what was deleted in the file's free places; false where somebody else kept it from that. */
  scrub(): Promise<boolean>;
  close(): Promise<void>;
}

export type Compaction =
  /** `quarantined`: rows that no document can be built with; the baseline is without them. */
  | { readonly type: 'Compacted'; readonly seq: number; readonly quarantined: readonly QuarantinedRow[] }
  /** Somebody else was faster, or there was nothing to do. */
  | { readonly type: 'Unchanged' }
  /** The document does not come out whole; its log stays as it is. */
  | { readonly type: 'Unsound'; readonly detail: string };

/** What a thread is asked for. */
export type Work =
  | { readonly type: 'compact'; readonly room: number }
  | {
      readonly type: 'difference';
      readonly room: number;
      readonly seq: number;
      readonly stateVector: Uint8Array;
    }
  | { readonly type: 'erase'; readonly erasing: Erasing }
  | { readonly type: 'scrub' };
export type Task = Work & { readonly id: number };
export type TaskResult = { readonly id: number } & (
  | { readonly compaction: Compaction }
  | { readonly difference: Uint8Array | null }
  | { readonly erased: Erased }
  | { readonly isScrubbed: boolean }
  /** Nothing of what it stumbled over. `code`: SQLite's, where it is its failure. */
  | { readonly failure: string; readonly code: string | null }
);

export interface BackgroundOptions {
  readonly compaction?: Partial<Bounds>;
  readonly difference?: Partial<Bounds>;
  /** How the threads' writing comes between others' commits. */
  readonly inTurn?: InTurn;
  /** What runs in the threads, where that is not `worker.ts`. */
  readonly script?: URL;
}

/** Where tasks follow each other one thread does them all; a thread that waits holds some 30 MB. */
const rest = 30_000;
/**
 * A document of 64 MiB, which is the largest there may be, is built within fifteen seconds and 800 MB on a busy machine. A
 * difference is cut out in a tenth of that; it is waited for, and the whole baseline does as well.
 */
const compactionBounds: Bounds = { time: 120_000, memory: 1_536, rest };
/** A file of some gigabytes is written anew within minutes. */
const erasureBounds: Bounds = { time: 600_000, memory: 1_536, rest };
const differenceBounds: Bounds = { time: 10_000, memory: 1_536, rest };

/**
 * A thread for each: somebody waits for a difference, for a compaction nobody does, and writing the file anew takes long. None
 * can take more than its bounds allow, whatever stands in the document.
 */
export const createBackground = (file: string, options: BackgroundOptions = {}): Background => {
  const { script = new URL('./worker.ts', import.meta.url), inTurn = atOnce } = options;
  const thread = (bounds: Bounds): BackgroundThread => createBackgroundThread(file, bounds, script, inTurn);
  const compactions = thread({ ...compactionBounds, ...options.compaction });
  const differences = thread({ ...differenceBounds, ...options.difference });
  const erasures = thread(erasureBounds);
  return {
    compact: async (room) => {
      const result = await compactions.run({ type: 'compact', room });
      return 'compaction' in result ? result.compaction : { type: 'Unchanged' };
    },
    difference: async (room, seq, stateVector) => {
      const result = await differences.run({ type: 'difference', room, seq, stateVector: stateVector.slice() });
      return 'difference' in result ? result.difference : null;
    },
    erase: async (erasing) => {
      const result = await erasures.run({ type: 'erase', erasing });
      return 'erased' in result ? result.erased : { type: 'Overtaken' };
    },
    scrub: async () => {
      const result = await erasures.run({ type: 'scrub' });
      return 'isScrubbed' in result && result.isScrubbed;
    },
    close: async () => {
      await Promise.all([compactions.close(), differences.close(), erasures.close()]);
    },
  };
};
