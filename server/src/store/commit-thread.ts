import { Worker } from 'node:worker_threads';
import type { Clock } from '@lianxi/base';
import type { AppendAnswer } from './append-worker.ts';
import { pack } from './packed.ts';
import type { Appended, Batch } from './room-log.ts';

/** A thread that commits, one call at a time; started at once, used when it is ready. */
export interface CommitThread {
  readonly isReady: boolean;
  /** Rejects with what SQLite says, its code included; also when the thread has ended. */
  append(batches: readonly Batch[]): Promise<readonly Appended[]>;
  close(): Promise<void>;
}

export const createCommitThread = (file: string, clock: Clock): CommitThread => {
  let isReady = false;
  let isClosed = false;
  let waiting: { resolve(answers: readonly Appended[]): void; reject(cause: Error): void } | null = null;

  const hear = (answer: AppendAnswer): void => {
    if (answer.type === 'ready') {
      isReady = true;
      return;
    }
    const task = waiting;
    waiting = null;
    if (answer.type === 'appended') task?.resolve(answer.answers);
    else task?.reject(Object.assign(new Error(answer.message), { code: answer.code }));
  };
  const start = (): Worker => {
    const started = new Worker(new URL('./append-worker.ts', import.meta.url), { workerData: { file } });
    started.unref();
    started.on('message', hear);
    // The exit follows.
    started.on('error', () => undefined);
    started.on('exit', () => {
      isReady = false;
      waiting?.reject(new Error('the committing thread has ended'));
      waiting = null;
    });
    return started;
  };
  const worker = start();

  return {
    get isReady() {
      return isReady && !isClosed;
    },
    append: (batches) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        const packed = pack(batches, clock());
        worker.postMessage(packed, [packed.bytes.buffer]);
      }),
    close: async () => {
      isClosed = true;
      await worker.terminate();
    },
  };
};
