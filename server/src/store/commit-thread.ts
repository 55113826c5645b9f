import type { Clock } from '@lianxi/base';
import type { AuditEvent } from '../audit/index.ts';
import { endThread, startThread } from '../end-thread.ts';
import { Fault } from '../fault.ts';
import type { ThreadAnswer, ThreadTask } from './append-worker.ts';
import { pack } from './packed.ts';
import type { Appended, Batch } from './room-log.ts';

/** A thread beside the loop, one task after the other; started at once, used when it is ready. */
export interface CommitThread {
  readonly isReady: boolean;
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
  let isReady = false;
  const waiting: Waiting[] = [];
  const worker = startThread(new URL('./append-worker.ts', import.meta.url), { workerData: { file } });
  worker.unref();
  worker.on('message', (answer: ThreadAnswer) => {
    if (answer.type === 'ready') {
      isReady = true;
      return;
    }
    const task = waiting.shift();
    if (answer.type === 'failed') task?.reject(new Fault(answer.message, answer.code));
    else task?.resolve(answer);
  });
  // The exit follows.
  worker.on('error', () => undefined);
  let hasEnded = false;
  worker.on('exit', () => {
    isReady = false;
    hasEnded = true;
    for (const { reject } of waiting.splice(0)) reject(new Fault('the committing thread has ended'));
  });
  const run = (task: ThreadTask, transfer: readonly ArrayBuffer[] = []): Promise<Answer> =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      worker.postMessage(task, transfer);
    });

  return {
    get isReady() {
      return isReady;
    },
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
      if (hasEnded) return;
      await endThread(worker);
    },
  };
};
