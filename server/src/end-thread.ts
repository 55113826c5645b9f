import { Worker, type WorkerOptions } from 'node:worker_threads';

/** What a thread is told to close its file and end by itself, after what it does at the moment. */
export const endTask = 'end';

/** How long what it does at the moment may take (ms). */
const patience = 2_000;

/**
 * Ends a thread. It ends by itself: one that is stopped from outside while it loads SQLite, or is in the middle of it, can
 * take the whole process down with it. Only one that does not answer is stopped so.
 */
export const endThread = async (worker: Worker): Promise<void> => {
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  // A thread that has ended by itself says so no more; stopping it is then nothing.
  const overdue = setTimeout(() => void worker.terminate(), patience);
  worker.postMessage(endTask);
  await Promise.race([ended, new Promise<void>((resolve) => setTimeout(resolve, 2 * patience).unref())]);
  clearTimeout(overdue);
};

const running = new Set<Worker>();

/** Every thread of the server begins here, so that `endThreads` knows it. */
export const startThread = (script: URL, options: WorkerOptions): Worker => {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { ...options, argv: [script.href] });
  running.add(worker);
  worker.once('exit', () => running.delete(worker));
  return worker;
};

/** Before the process ends in the middle of its work: a thread that is stopped while it loads SQLite may hold it up for good. */
export const endThreads = async (): Promise<void> => {
  await Promise.all([...running].map(endThread));
};
