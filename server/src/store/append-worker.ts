import { parentPort, workerData } from 'node:worker_threads';
import type { AuditEvent } from '../audit/index.ts';
import { endTask } from '../end-thread.ts';
import { faultOf } from '../fault.ts';
import { createAppend } from './append.ts';
import { auditNow } from './audit.ts';
import { openConnection } from './connection.ts';
import { type PackedBatches, unpack } from './packed.ts';
import type { Appended } from './room-log.ts';

/**
 * The thread that commits on a slow disk and folds the write-ahead log into the file (see `file-log.ts`), over a connection
 * of its own. It knows no books: what follows from entries is committed by the main thread.
 */
const sqlite = openConnection((workerData as { readonly file: string }).file);
let time = 0;
const append = createAppend(
  sqlite,
  () => time,
  () => {
    throw new Error('entries are not posted here');
  },
);
const checkpoint = sqlite.prepare('PRAGMA wal_checkpoint(PASSIVE)');

export type ThreadTask =
  | { readonly type: 'append'; readonly packed: PackedBatches }
  | { readonly type: 'audit'; readonly events: readonly AuditEvent[] }
  | { readonly type: 'checkpoint' };
export type ThreadAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly answers: readonly Appended[] }
  | { readonly type: 'audited'; readonly isWritten: boolean }
  | { readonly type: 'failed'; readonly message: string; readonly code: string | null };

const perform = (task: ThreadTask): ThreadAnswer => {
  try {
    if (task.type === 'checkpoint') {
      checkpoint.get();
      return { type: 'done', answers: [] };
    }
    if (task.type === 'audit') return { type: 'audited', isWritten: auditNow(sqlite, task.events) };
    time = task.packed.time;
    return { type: 'done', answers: append(unpack(task.packed)) };
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    return { type: 'failed', message: faultOf(cause), code: typeof code === 'string' ? code : null };
  }
};

parentPort?.on('message', (task: ThreadTask | typeof endTask) => {
  if (task !== endTask) return parentPort?.postMessage(perform(task));
  sqlite.close();
  parentPort?.close();
});
parentPort?.postMessage({ type: 'ready' } satisfies ThreadAnswer);
