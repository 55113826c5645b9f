import type { Database } from 'better-sqlite3';
import { type Append, createAppend } from './append.ts';
import { createCommitThread } from './commit-thread.ts';
import { openConnection, patience } from './connection.ts';
import { postInBooks } from './ledger/follow.ts';
import { createLogReader } from './log-reader.ts';
import type { Store } from './open.ts';
import type { Appended, Batch, RoomLog } from './room-log.ts';
import { growWal } from './wal.ts';

/** The log in the one SQLite file, as the running server uses it. */
export interface FileLog extends RoomLog {
  /** Changes when somebody else has committed; it may also change when this log has. */
  version(): number;
  /** Changes when anybody's grants or sessions have changed, in whatever process. */
  accessVersion(): string;
  /** What is under way is finished first. */
  close(): Promise<void>;
}

/** Longer than this since the last commit, in ms: nobody is waiting behind this one. */
const calm = 3;
/** A disk that syncs within this, in ms, may be waited for. */
const quick = 2;
/** How soon it is tried again when somebody else is writing, in ms. */
const pause = 5;

/**
 * Each commit is one transaction with `synchronous=FULL`, and one is under way at a time. When the relay is busy they are
 * made in a thread, so that the event loop goes on reading and checking while the disk syncs. A lone one on a quick disk is
 * made at once: handing it to a thread and back takes half as long again as the sync itself
 * (docs/decisions/commits-beside-the-loop.md). So are those that the books follow from, which are rare.
 */
export const createFileLog = (store: Store): FileLog => {
  const { clock } = store;
  const sqlite = openConnection(store.file);
  growWal(sqlite, store.file);
  const here = createHere(sqlite, createAppend(sqlite, clock, postInBooks(sqlite)));
  const thread = createCommitThread(store.file, clock);
  let lastEnd = Number.NEGATIVE_INFINITY;
  /** How long a commit takes here, a moving mean in ms. */
  let usual = 0;
  let last: Promise<unknown> = Promise.resolve();
  let underway = 0;

  const commit = async (batches: readonly Batch[]): Promise<readonly Appended[]> => {
    const begun = performance.now();
    const hasEntries = batches.some(({ entries }) => entries.length > 0);
    try {
      if (!hasEntries && thread.isReady && !(begun - lastEnd > calm && usual < quick)) {
        return await thread.append(batches);
      }
      for (;;) {
        const answers = here(batches, performance.now() - begun > patience);
        if (answers) return answers;
        if (!hasEntries && thread.isReady) return await thread.append(batches);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    } finally {
      lastEnd = performance.now();
      usual += (Math.min(lastEnd - begun, 10 * quick) - usual) / 16;
    }
  };
  const done = (): void => {
    underway--;
  };
  /** One after the other, whoever asks. */
  const append = (batches: readonly Batch[]): Promise<readonly Appended[]> => {
    const committing = underway === 0 ? commit(batches) : last.then(() => commit(batches));
    underway++;
    last = committing.then(done, done);
    return committing;
  };
  const version = sqlite.prepare('PRAGMA data_version').pluck();
  const access = sqlite.prepare("SELECT value FROM settings WHERE key = 'access_version'").pluck();

  return {
    ...createLogReader(sqlite, clock),
    append,
    version: () => version.get() as number,
    accessVersion: () => (access.get() as string | undefined) ?? '',
    close: async () => {
      await last;
      await thread.close();
      sqlite.close();
    },
  };
};

/** Null when somebody else is writing and there is still patience: the event loop does not wait for others. */
const createHere = (sqlite: Database, append: Append) => {
  sqlite.pragma('busy_timeout = 0');
  return (batches: readonly Batch[], isLastTry: boolean): readonly Appended[] | null => {
    try {
      return append(batches);
    } catch (cause) {
      if (!isLastTry && String((cause as { code?: unknown }).code).startsWith('SQLITE_BUSY')) return null;
      throw cause;
    }
  };
};
