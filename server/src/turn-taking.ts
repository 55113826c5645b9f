import type { MessagePort, Worker } from 'node:worker_threads';

/**
 * What writes beside the loop takes its turn between two commits. SQLite has one write at a time, and others try again after a while:
 * on a slow disk, and on a single core, where a thread runs just while a commit waits for the disk, they would find it taken again
 * and again, and give up.
 */
export type InTurn = <T>(write: () => Promise<T>) => Promise<T>;

/** There is nobody to take turns with, but SQLite. */
export const atOnce: InTurn = (write) => write();

const asked = 'turn asked';
const over = 'turn over';
/** What a thread is told; it is no task. */
export const granted = 'turn granted';

export const isTurnWord = (message: unknown): boolean => message === asked || message === over;

/** The loop's side. A thread that ends has no turn any more. */
export const giveTurns = (worker: Worker, inTurn: InTurn): void => {
  let hasEnded = false;
  let giveBack = (): void => {};
  const give = (): Promise<void> =>
    new Promise((resolve) => {
      if (hasEnded) return resolve();
      giveBack = resolve;
      worker.postMessage(granted);
    });
  worker.on('message', (message: unknown) => {
    if (message === asked) void inTurn(give);
    else if (message === over) giveBack();
  });
  worker.once('exit', () => {
    hasEnded = true;
    giveBack();
  });
};

/** The thread's side; one at a time. */
export const takeTurns =
  (port: MessagePort): InTurn =>
  async (write) => {
    await new Promise<void>((resolve) => {
      const hear = (message: unknown): void => {
        if (message !== granted) return;
        port.off('message', hear);
        resolve();
      };
      port.on('message', hear);
      port.postMessage(asked);
    });
    try {
      return await write();
    } finally {
      port.postMessage(over);
    }
  };
