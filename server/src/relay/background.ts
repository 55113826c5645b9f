import { Worker } from 'node:worker_threads';
import type { QuarantinedRow } from '../store/index.ts';

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
  close(): Promise<void>;
}

export type Compaction =
  /** `quarantined`: rows that no document can be built with; the baseline is without them. */
  | { readonly type: 'Compacted'; readonly seq: number; readonly quarantined: readonly QuarantinedRow[] }
  /** Somebody else was faster, or there was nothing to do. */
  | { readonly type: 'Unchanged' }
  /** The document does not come out whole; its log stays as it is. */
  | { readonly type: 'Unsound'; readonly detail: string };

export type Task =
  | { readonly id: number; readonly type: 'compact'; readonly room: number }
  | {
      readonly id: number;
      readonly type: 'difference';
      readonly room: number;
      readonly seq: number;
      readonly stateVector: Uint8Array;
    };
export type TaskResult = { readonly id: number } & (
  | { readonly compaction: Compaction }
  | { readonly difference: Uint8Array | null }
  /** `code`: SQLite's, where it is its failure. */
  | { readonly failure: string; readonly code: string | null }
);

interface Waiting {
  readonly resolve: (result: TaskResult) => void;
  readonly reject: (cause: Error) => void;
}

export const createBackground = (file: string): Background => {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  const pending: Task[] = [];
  let isWorking = false;
  let lastId = 0;

  const failAll = (cause: Error): void => {
    worker = null;
    isWorking = false;
    pending.length = 0;
    for (const { reject } of waiting.values()) reject(cause);
    waiting.clear();
  };
  const start = (): Worker => {
    const started = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { file } });
    started.unref();
    started.on('message', (result: TaskResult) => {
      const task = waiting.get(result.id);
      waiting.delete(result.id);
      isWorking = false;
      next();
      if ('failure' in result) task?.reject(Object.assign(new Error(result.failure), { code: result.code }));
      else task?.resolve(result);
    });
    started.on('error', failAll);
    started.on('exit', () => {
      if (worker === started) failAll(new Error('the background thread ended'));
    });
    return started;
  };
  const run = (task: Task): Promise<TaskResult> =>
    new Promise((resolve, reject) => {
      waiting.set(task.id, { resolve, reject });
      pending.push(task);
      next();
    });
  /** Somebody waits for a difference; for a compaction nobody does. */
  const next = (): void => {
    if (isWorking) return;
    const first = Math.max(
      0,
      pending.findIndex(({ type }) => type === 'difference'),
    );
    const [task] = pending.splice(first, 1);
    if (!task) return;
    isWorking = true;
    worker ??= start();
    worker.postMessage(task);
  };

  return {
    compact: async (room) => {
      const result = await run({ id: ++lastId, type: 'compact', room });
      return 'compaction' in result ? result.compaction : { type: 'Unchanged' };
    },
    difference: async (room, seq, stateVector) => {
      const result = await run({ id: ++lastId, type: 'difference', room, seq, stateVector: stateVector.slice() });
      return 'difference' in result ? result.difference : null;
    },
    close: async () => {
      const running = worker;
      worker = null;
      await running?.terminate();
      failAll(new Error('the relay is closing'));
    },
  };
};
