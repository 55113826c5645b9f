import { parentPort, workerData } from 'node:worker_threads';
import { endTask } from '../end-thread.ts';
import { eraseResidents } from '../erasure/erase.ts';
import { faultOf } from '../fault.ts';
import { openConnection } from '../store/connection.ts';
import { createLogReader } from '../store/log-reader.ts';
import { scrub } from '../store/scrub.ts';
import { atOnce, granted, takeTurns } from '../turn-taking.ts';
import type { Task, TaskResult } from './background.ts';
import { compactRoom, differenceOf } from './compaction.ts';

/** The background thread's own side (see `background.ts`): one task at a time, over a connection of its own. */
const { file } = workerData as { readonly file: string };
const sqlite = openConnection(file);
const log = createLogReader(sqlite, Date.now, parentPort ? takeTurns(parentPort) : atOnce);
let last: Promise<void> = Promise.resolve();

const perform = async (task: Task): Promise<TaskResult> => {
  const { id } = task;
  try {
    switch (task.type) {
      case 'compact':
        return { id, compaction: await compactRoom(log, task.room) };
      case 'difference':
        return { id, difference: await differenceOf(log, task.room, task.seq, task.stateVector) };
      case 'erase':
        return { id, erased: await eraseResidents(log, task.erasing) };
      case 'scrub':
        return { id, isScrubbed: scrub(sqlite, file, Date.now()) };
    }
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    return { id, failure: faultOf(cause), code: typeof code === 'string' ? code : null };
  }
};

parentPort?.on('message', (task: Task | typeof endTask | typeof granted) => {
  if (task === granted) return;
  if (task === endTask) {
    void last.then(() => {
      sqlite.close();
      parentPort?.close();
    });
    return;
  }
  last = last.then(async () => parentPort?.postMessage(await perform(task)));
});
