import type { Worker } from 'node:worker_threads';
import type { Clock } from '@lianxi/base';
import type { AuditEvent } from '../audit/index.ts';
import { endThread, startThread } from '../end-thread.ts';
import { Fault } from '../fault.ts';
import type { ThreadAnswer, ThreadTask } from './append-worker.ts';
import { pack } from './packed.ts';
import type { Appended, Batch } from './room-log.ts';

/**
 * A thread beside the loop, one task after the other. It begins when it is first called for: on a quick disk with little to
 * write it never is, and costs nobody its memory and the time that it takes to load.
 */
export interface CommitThread {
  /** Whether it takes a task at once. */
  readonly isReady: boolean;
  /** Lets it begin, if it has not. */
  begin(): void;
  /** Rejects with what SQLite says, its code included; also when the thread has ended. */
  append(batches: readonly Batch[]): Promise<readonly Appended[]>;
  /** Into the audit log; false where somebody else is writing, whom nobody waits for: nothing was written then. */
  audit(events: readonly AuditEvent[]): Promise<boolean>;
  /** Folds as much of the write-ahead log into the file as it can without keeping anybody waiting. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}

type Answer = Exclude<ThreadAnswer, { readonly type: 'ready' | 'failed' }>;

interface Waiting {
  resolve(answer: Answer): void;
  reject(cause: Error): void;
}

export const createCommitThread = (file: string, clock: Clock): CommitThread => {
  let worker: Worker | null = null;
  let isReady = false;
  /** What was asked of it after this could not be done. */
  let hasEnded = false;
  const waiting: Waiting[] = [];
  const begin = (): void => {
    if (!worker && !hasEnded) worker = start();
  };
  const start = (): Worker => {
    const started = startThread(new URL('./append-worker.ts', import.meta.url), { workerData: { file } });
    started.unref();
    started.on('message', (answer: ThreadAnswer) => {
      if (answer.type === 'ready') {
        isReady = !hasEnded;
        return;
      }
      const task = waiting.shift();
      if (answer.type === 'failed') task?.reject(new Fault(answer.message, answer.code));
      else task?.resolve(answer);
    });
    // The exit follows.
    started.on('error', () => undefined);
    started.on('exit', () => {
      worker = null;
      isReady = false;
      hasEnded = true;
      for (const { reject } of waiting.splice(0)) reject(ended());
    });
    return started;
  };
  /** What comes before it has loaded waits in its port. */
  const run = (task: ThreadTask, transfer: readonly ArrayBuffer[] = []): Promise<Answer> =>
    new Promise((resolve, reject) => {
      begin();
      if (!worker || hasEnded) return reject(ended());
      waiting.push({ resolve, reject });
      worker.postMessage(task, transfer);
    });

  return {
    get isReady() {
      return isReady;
    },
    begin,
    append: async (batches) => {
      const packed = pack(batches, clock());
      const answer = await run({ type: 'append', packed }, [packed.bytes.buffer]);
      return answer.type === 'done' ? answer.answers : [];
    },
    audit: async (events) => {
      const answer = await run({ type: 'audit', events });
      return answer.type === 'audited' && answer.isWritten;
    },
    checkpoint: async () => {
      await run({ type: 'checkpoint' });
    },
    close: async () => {
      isReady = false;
      hasEnded = true;
      if (worker) await endThread(worker);
    },
  };
};

const ended = (): Error => new Fault('the committing thread has ended');
