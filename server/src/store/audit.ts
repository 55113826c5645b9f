import type { Clock } from '@lianxi/base';
import type { Database } from 'better-sqlite3';
import { type AuditReport, type AuditRow, checkChain, hashAudit, verifyChain } from '../audit/chain.ts';
import type { AuditEvent, Note } from '../audit/event.ts';
import { type ChainHead, emptyHead, genesis } from '../chain.ts';
import { isBusy } from './connection.ts';

/** A file with an audit log: the store, or a connection that somebody else has opened. */
interface AuditFile {
  readonly sqlite: Database;
}

const columns = 'seq, time, previous, hash, type, member, room, detail';

/**
 * Writes down what happened, in the order given, durable when this returns. Several processes may do so on one file: the row
 * to follow is read under the write lock. Inside a transaction of the caller's, which must have been begun `immediate`, it
 * stands or falls with that. Returns the numbers of the rows. Throws what the disk throws.
 */
export const audit = ({ sqlite }: AuditFile, events: readonly AuditEvent[]): readonly number[] => {
  if (events.length === 0) return [];
  return sqlite
    .transaction(() => {
      const insert = sqlite.prepare(
        `INSERT INTO audit (${columns}) VALUES (@seq, @time, @previous, @hash, @type, @member, @room, @detail)`,
      );
      const last = sqlite.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get() as
        | Pick<AuditRow, 'seq' | 'hash'>
        | undefined;
      // Where rows are missing at the end their numbers are not given out again: the hole stays to be seen.
      let seq = Math.max(lastGiven(sqlite), last?.seq ?? 0);
      let previous = last?.hash ?? genesis;
      const seqs: number[] = [];
      for (const { type, time, member, room, detail } of events) {
        seq += 1;
        const unsigned = { seq, time, previous, type, member, room, detail: JSON.stringify(detail) };
        const hash = hashAudit(unsigned);
        insert.run({ ...unsigned, hash });
        previous = hash;
        seqs.push(seq);
      }
      return seqs;
    })
    .immediate();
};

/**
 * The same at once or not at all: false where somebody else is writing, and nothing was written. For whoever keeps others
 * waiting meanwhile, and can come back.
 */
export const auditNow = (sqlite: Database, events: readonly AuditEvent[]): boolean => {
  const before = sqlite.pragma('busy_timeout', { simple: true }) as number;
  sqlite.pragma('busy_timeout = 0');
  try {
    audit({ sqlite }, events);
    return true;
  } catch (cause) {
    if (isBusy(cause)) return false;
    throw cause;
  } finally {
    sqlite.pragma(`busy_timeout = ${before}`);
  }
};

/** The way in which everything but the relay's own batches is written down. */
export const createNote =
  (file: AuditFile & { readonly clock: Clock }): Note =>
  (event) => {
    audit(file, [{ room: null, ...event, time: file.clock() } as AuditEvent]);
  };

/** Recomputes the whole log. `noted`: the hash of a head that somebody has written down, which must stand in it. */
export const verifyAudit = ({ sqlite }: AuditFile, noted: string | null = null): AuditReport =>
  sqlite
    .transaction((): AuditReport => {
      const rows = sqlite.prepare(`SELECT ${columns} FROM audit ORDER BY seq`);
      return verifyChain(rows.iterate() as IterableIterator<AuditRow>, lastGiven(sqlite), noted);
    })
    .deferred();

/** The same in pieces, between which others have their turn: for a server that is at work. */
export const verifyAuditBesides = async ({ sqlite }: AuditFile, breathe: () => Promise<void>): Promise<AuditReport> => {
  const check = checkChain(null);
  const next = sqlite.prepare(`SELECT ${columns} FROM audit WHERE seq > ? ORDER BY seq LIMIT 1000`);
  for (let reached = 0; ; await breathe()) {
    const rows = next.all(reached) as readonly AuditRow[];
    const given = lastGiven(sqlite);
    const last = rows.at(-1);
    if (!last || !rows.every((row) => check.take(row, given))) return check.end(given);
    reached = last.seq;
  }
};

/** The last row there is, as it says of itself. */
export const readAuditHead = ({ sqlite }: AuditFile): ChainHead => {
  const last = sqlite.prepare('SELECT seq AS number, hash FROM audit ORDER BY seq DESC LIMIT 1').get();
  return (last as ChainHead | undefined) ?? emptyHead;
};

/** Before the demo goes, a log that is about nobody and nothing else goes too; one that is about others keeps all rows. */
export const dropDemoAudit = (sqlite: Database): void => {
  const isOfOthers = sqlite
    .prepare(
      `SELECT 1 FROM audit WHERE coalesce(member, room) IS NULL
         OR (member IS NOT NULL AND member NOT IN (SELECT id FROM members WHERE is_demo = 1))
         OR (room IS NOT NULL AND room NOT IN (SELECT room FROM documents WHERE is_demo = 1))
       LIMIT 1`,
    )
    .pluck();
  if (isOfOthers.get() !== undefined) return;
  sqlite.exec("DELETE FROM audit; DELETE FROM reports; DELETE FROM sqlite_sequence WHERE name = 'audit';");
};

const lastGiven = (sqlite: Database): number => {
  const given = sqlite.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").pluck().get();
  return (given as number | undefined) ?? 0;
};
