import type { Database } from 'better-sqlite3';
import type { AuditEvent } from '../audit/index.ts';
import type { InTurn } from '../turn-taking.ts';
import { type Append, createAppend } from './append.ts';
import { auditNow } from './audit.ts';
import { createCommitThread } from './commit-thread.ts';
import { isBusy, openConnection, patience } from './connection.ts';
import { isDiskFailure } from './disk.ts';
import { postInBooks } from './ledger/follow.ts';
import { createLogReader } from './log-reader.ts';
import type { Store } from './open.ts';
import type { Appended, Batch, RoomLog } from './room-log.ts';
import { growWal } from './wal.ts';

/** The log in the one SQLite file, as the running server uses it. */
export interface FileLog extends RoomLog {
  /** Changes when somebody else has committed; it may also change when this log has. */
  version(): number;
  /** The document that was written last, of those that are quickly read. */
  lastWritten(): string | null;
  /** Changes when anybody's grants or sessions have changed, in whatever process. */
  accessVersion(): string;
  /**
   * Writes down in the audit log, between two commits and beside the loop. False where somebody else is writing: nothing
   * was written, and nobody was kept waiting for it.
   */
  audit(events: readonly AuditEvent[]): Promise<boolean>;
  /** Has somebody else write between two commits: what is appended meanwhile waits. */
  readonly inTurn: InTurn;
  /** What is under way is finished first. */
  close(): Promise<void>;
}

/** A disk that syncs within this, in ms, is waited for. */
const quick = 2;
/** More bytes than this, and the thread takes them. */
const small = 256 * 1024;
/** Pages of the write-ahead log after which it is folded into the file; `growWal` makes room for twice as many. */
const longest = 1_000;
/** A document of so many bytes is read in a few ms. */
const quicklyRead = 4 * 1024 * 1024;
/** How soon it is tried again when somebody else is writing, in ms. */
const pause = 5;

/**
 * Each commit is one transaction with `synchronous=FULL`, and one is under way at a time. On a quick disk it is made at
 * once: handing it to a thread and back takes half as long again as the sync itself, and more of the processor than the loop
 * would lose. On a slow disk, and for much at a time, it is made in a thread, and the loop goes on reading and checking;
 * the thread begins when the first such commit comes, and until it has, they are made at once too
 * (docs/decisions/commits-beside-the-loop.md). What the books follow from, which is rare, is committed here.
 */
export const createFileLog = (store: Store): FileLog => {
  const { clock } = store;
  const sqlite = openConnection(store.file);
  growWal(sqlite, store.file);
  const here = createHere(sqlite, createAppend(sqlite, clock, postInBooks(sqlite)));
  const foldHere = sqlite.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  const thread = createCommitThread(store.file, clock);
  /** How long a commit takes here, a moving mean in ms. */
  let usual = 0;
  let last: Promise<unknown> = Promise.resolve();
  let underway = 0;
  /** Pages in the write-ahead log, more or less. */
  let written = 0;
  let isFolding = false;
  let diskFailure: unknown = null;

  const commit = async (batches: readonly Batch[]): Promise<readonly Appended[]> => {
    const begun = performance.now();
    const hasEntries = batches.some(({ entries }) => entries.length > 0);
    try {
      if (!hasEntries && (usual > quick || sizeOf(batches) > small)) {
        if (thread.isReady) return await thread.append(batches);
        thread.begin();
      }
      for (;;) {
        const answers = here(batches, performance.now() - begun > patience);
        if (answers) return answers;
        if (!hasEntries && thread.isReady) return await thread.append(batches);
        thread.begin();
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    } finally {
      // One slow commit among many says little.
      usual += (Math.min(performance.now() - begun, 2 * quick) - usual) / 16;
    }
  };
  /** One after the other, whoever asks. */
  const inTurn: InTurn = (work) => {
    const started = underway === 0 ? work() : last.then(work);
    underway++;
    last = started.then(done, done);
    return started;
  };
  const done = (): void => {
    underway--;
  };
  /**
   * On a quick disk the loop folds its log as it commits, in its turn: some milliseconds every thousand pages. A long log, or one on
   * a slow disk, is folded by the thread: most of it while commits go on, then the little that came meanwhile, in a turn of its own;
   * only a log that is folded to its end is written from its beginning again, and does not grow.
   */
  const fold = async (): Promise<void> => {
    // Others that were asked for in the same moment have nothing left to do.
    if (isFolding || written <= longest) return;
    const isShort = written <= 2 * longest;
    written = 0;
    isFolding = true;
    try {
      if (isShort && usual <= quick) {
        await inTurn(async () => void foldHere.get());
        return;
      }
      await thread.checkpoint();
      await inTurn(thread.checkpoint);
    } catch (cause) {
      // SQLite folds by itself when the log has become long. Of a disk that fails whoever appends next is told.
      if (isDiskFailure(cause)) diskFailure = cause;
    } finally {
      isFolding = false;
    }
  };
  const append = async (batches: readonly Batch[]): Promise<readonly Appended[]> => {
    if (diskFailure !== null) throw diskFailure;
    const answers = await inTurn(() => commit(batches));
    written += pagesOf(batches);
    // Whoever hears of this commit does not wait for it.
    if (written > longest) setImmediate(() => void fold());
    return answers;
  };
  const version = sqlite.prepare('PRAGMA data_version').pluck();
  const access = sqlite.prepare("SELECT value FROM settings WHERE key = 'access_version'").pluck();

  const lastWritten = sqlite
    .prepare(
      `SELECT address FROM documents LEFT JOIN baselines USING (room)
       WHERE ifnull(length(state), 0) < ${quicklyRead} ORDER BY updated_at DESC LIMIT 1`,
    )
    .pluck();

  return {
    ...createLogReader(sqlite, clock),
    append,
    audit: async (events) => {
      if (diskFailure !== null) throw diskFailure;
      thread.begin();
      return inTurn(async () => (thread.isReady ? thread.audit(events) : auditNow(sqlite, events)));
    },
    inTurn,
    version: () => version.get() as number,
    lastWritten: () => (lastWritten.get() as string | undefined) ?? null,
    accessVersion: () => (access.get() as string | undefined) ?? '',
    close: async () => {
      await last;
      await thread.close();
      sqlite.close();
    },
  };
};

const sizeOf = (batches: readonly Batch[]): number => {
  let size = 0;
  for (const { rows } of batches) for (const { bytes } of rows) size += bytes.length;
  return size;
};

/** A commit writes a page of each table and index that it touches, and what the rows fill. */
const pagesOf = (batches: readonly Batch[]): number => 4 * batches.length + sizeOf(batches) / 4_096;

/** Null when somebody else is writing and there is still patience: the event loop does not wait for others. */
const createHere = (sqlite: Database, append: Append) => {
  sqlite.pragma('busy_timeout = 0');
  return (batches: readonly Batch[], isLastTry: boolean): readonly Appended[] | null => {
    try {
      return append(batches);
    } catch (cause) {
      if (!isLastTry && isBusy(cause)) return null;
      throw cause;
    }
  };
};
