import { BroadcastChannel, parentPort, threadId } from 'node:worker_threads';
import { endTask } from '../../end-thread.ts';
import { granted, takeTurns } from '../../turn-taking.ts';
import type { Task, TaskResult } from '../background.ts';

/** In the place of `worker.ts`: room 1 never comes to an end, room 2 takes all memory, room 3 throws, room 5 tells the thread's number, room 6 never ends its turn; others are done at once. */
const answer = (result: TaskResult): void => parentPort?.postMessage(result);

parentPort?.on('message', (task: Task | typeof endTask | typeof granted) => {
  if (task === granted) return;
  if (task === endTask) {
    const endings = new BroadcastChannel('stuck-worker');
    endings.postMessage(threadId);
    endings.close();
    parentPort?.close();
    return;
  }
  if (task.type === 'erase' || task.type === 'scrub') return;
  const { id, type, room } = task;
  if (room === 1) for (;;);
  if (room === 2) {
    const kept: object[] = [];
    for (;;) kept.push({ kept: kept.length, more: [kept.length] });
  }
  if (room === 3) throw new Error('thrown');
  if (room === 6 && parentPort) {
    void takeTurns(parentPort)(() => {
      for (;;);
    });
    return;
  }
  if (type === 'compact')
    answer({ id, compaction: { type: 'Compacted', seq: room === 5 ? threadId : room, quarantined: [] } });
  else answer({ id, difference: Uint8Array.of(room) });
});
