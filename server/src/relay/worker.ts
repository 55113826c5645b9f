import { parentPort, workerData } from 'node:worker_threads';
import * as Y from 'yjs';
import { openConnection } from '../store/open.ts';
import type { Task, TaskResult } from './background.ts';
import { compactRoom } from './compaction.ts';

/** The background thread's own side (see `background.ts`): one task at a time, over a connection of its own. */
const sqlite = openConnection((workerData as { readonly file: string }).file);
const readState = sqlite.prepare('SELECT state FROM baselines WHERE room = ? AND seq = ?').pluck();

const perform = (task: Task): TaskResult => {
  const { id } = task;
  switch (task.type) {
    case 'compact':
      return { id, compaction: compactRoom(sqlite, task.room, Date.now()) };
    case 'difference': {
      const state = readState.get(task.room, task.seq) as Uint8Array | undefined;
      return { id, difference: state ? Y.diffUpdate(state, task.stateVector) : null };
    }
  }
};

parentPort?.on('message', (task: Task) => {
  let result: TaskResult;
  try {
    result = perform(task);
  } catch (cause) {
    const { message = String(cause), code = null } = cause as { message?: string; code?: string | null };
    result = { id: task.id, failure: message, code };
  }
  parentPort?.postMessage(result);
});
