import type { Worker } from 'node:worker_threads';
import { endThread, startThread } from '../end-thread.ts';
import { Fault } from '../fault.ts';
import { giveTurns, type InTurn, isTurnWord } from '../turn-taking.ts';
import type { Task, TaskResult, Work } from './background.ts';

/** What a thread may take for one task. */
export interface Bounds {
  /** Milliseconds from the moment that it is begun. */
  readonly time: number;
  /** MiB of JavaScript's heap. */
  readonly memory: number;
  /** Milliseconds without a task after which the thread ends and gives back what it holds. */
  readonly rest: number;
}

/** Why a task was given up with its thread. */
export type CutShort = 'TASK_OVERDUE' | 'TASK_OUT_OF_MEMORY';

export const cutShortOf = (cause: unknown): CutShort | null => {
  const code = (cause as { readonly code?: unknown } | null)?.code;
  return code === 'TASK_OVERDUE' || code === 'TASK_OUT_OF_MEMORY' ? code : null;
};

/** A thread that does one task after the other. One that does not come to its end takes its thread with it, and nothing else. */
export interface BackgroundThread {
  /** Rejects when it could not be done; with the code of `CutShort` when it was given up. */
  run(work: Work): Promise<TaskResult>;
  close(): Promise<void>;
}

interface Job {
  readonly task: Task;
  readonly resolve: (result: TaskResult) => void;
  readonly reject: (cause: Error) => void;
}

/** Started with the first task, and again with the first after a rest. `script`: what runs in it. */
export const createBackgroundThread = (file: string, bounds: Bounds, script: URL, inTurn: InTurn): BackgroundThread => {
  const pending: Job[] = [];
  let current: Job | null = null;
  let deadline: NodeJS.Timeout | undefined;
  let worker: Worker | null = null;
  let rest: NodeJS.Timeout | undefined;
  let ending: Promise<void> = Promise.resolve();
  let lastId = 0;
  let isClosed = false;

  const finish = (): Job | null => {
    const job = current;
    current = null;
    clearTimeout(deadline);
    return job;
  };
  /** The thread is no more. What waits for its turn begins in another. */
  const lose = (cause: Error): void => {
    worker = null;
    finish()?.reject(cause);
    next();
  };
  const start = (): Worker => {
    const started = startThread(script, {
      workerData: { file },
      resourceLimits: { maxOldGenerationSizeMb: bounds.memory },
    });
    started.unref();
    giveTurns(started, inTurn);
    const ifStill = (run: () => void): void => {
      if (worker === started) run();
    };
    started.on('message', (result: TaskResult) =>
      ifStill(() => {
        if (isTurnWord(result)) return;
        const job = finish();
        next();
        if ('failure' in result) job?.reject(new Fault(result.failure, result.code));
        else job?.resolve(result);
      }),
    );
    started.on('error', (cause: Error & { readonly code?: string }) =>
      ifStill(() => lose(cause.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory(bounds) : cause)),
    );
    started.on('exit', () => ifStill(() => lose(new Error('the background thread ended'))));
    return started;
  };
  /** Nothing is left to do. What is asked from now on begins in another, while this one closes its file. */
  const retire = (): void => {
    const idle = worker;
    worker = null;
    if (idle) ending = Promise.all([ending, endThread(idle)]).then(() => undefined);
  };
  const next = (): void => {
    if (current) return;
    clearTimeout(rest);
    const job = pending.shift();
    if (!job) {
      rest = setTimeout(retire, bounds.rest).unref();
      return;
    }
    current = job;
    worker ??= start();
    deadline = setTimeout(() => {
      // Also in the middle of a transaction: SQLite takes that back when the thread's connection ends.
      void worker?.terminate();
      lose(overdue(bounds));
    }, bounds.time).unref();
    worker.postMessage(job.task);
  };

  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(new Error('the relay is closing'));
        pending.push({ task: { ...work, id: ++lastId }, resolve, reject });
        next();
      }),
    close: async () => {
      const running = worker;
      isClosed = true;
      for (const { reject } of pending.splice(0)) reject(new Error('the relay is closing'));
      lose(new Error('the relay is closing'));
      clearTimeout(rest);
      await Promise.all([ending, running && endThread(running)]);
    },
  };
};

const overdue = ({ time }: Bounds): Fault =>
  new Fault(`it took longer than ${time / 1_000} s`, 'TASK_OVERDUE' satisfies CutShort);
const outOfMemory = ({ memory }: Bounds): Fault =>
  new Fault(`it took more than ${memory} MiB`, 'TASK_OUT_OF_MEMORY' satisfies CutShort);
