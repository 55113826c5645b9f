import { parentPort, workerData } from 'node:worker_threads';
import { createAppend } from './append.ts';
import { openConnection } from './connection.ts';
import { type PackedBatches, unpack } from './packed.ts';
import type { Appended } from './room-log.ts';

/**
 * The thread that commits when the relay is busy (see `file-log.ts`), over a connection of its own. It knows no books: what
 * entries follow from is committed by the main thread.
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

export type AppendAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'appended'; readonly answers: readonly Appended[] }
  | { readonly type: 'failed'; readonly message: string; readonly code: string };

const answer = (packed: PackedBatches): AppendAnswer => {
  time = packed.time;
  try {
    return { type: 'appended', answers: append(unpack(packed)) };
  } catch (cause) {
    const { message, code } = cause as Error & { code?: string };
    return { type: 'failed', message, code: code ?? '' };
  }
};

parentPort?.on('message', (packed: PackedBatches) => parentPort?.postMessage(answer(packed)));
parentPort?.postMessage({ type: 'ready' } satisfies AppendAnswer);
