import { type ChainHead, emptyHead, hashFields } from '../chain.ts';

/** A row of the audit log as it stands in the file: everything that its hash covers, and the hash. */
export interface AuditRow {
  readonly seq: number;
  readonly time: number;
  readonly previous: string;
  readonly hash: string;
  readonly type: string;
  readonly member: string | null;
  readonly room: number | null;
  /** The event's detail as the JSON text that was hashed. */
  readonly detail: string;
}

/** What is wrong, with the first row that shows it. */
export type AuditProblem =
  | { readonly type: AuditRowProblem; readonly seq: number }
  /** A head that was noted earlier stands nowhere in the log: it was computed anew, or is another server's. */
  | { readonly type: 'head-missing'; readonly hash: string };

type AuditRowProblem =
  /** It was written and is not there. */
  | 'row-missing'
  /** It does not come to its hash. */
  | 'row-altered'
  /** It does not name the hash of the row before it. */
  | 'row-unchained'
  /** It is there and its number was never given out. */
  | 'row-added';

export interface AuditReport {
  readonly entries: number;
  /** The last row that holds. */
  readonly head: ChainHead;
  readonly problem: AuditProblem | null;
}

export const hashAudit = (row: Omit<AuditRow, 'hash'>): string =>
  hashFields(['lianxi.audit.1', row.seq, row.previous, row.time, row.type, row.member, row.room, row.detail]);

/** Recomputes the chain row by row, so that a long log can be gone through in pieces. */
export interface ChainCheck {
  /** The rows in the order of their numbers; `given` is the last number that was given out. False: one does not hold. */
  take(row: AuditRow, given: number): boolean;
  end(given: number): AuditReport;
}

/** `noted`: the hash of a head that must stand in the log. */
export const checkChain = (noted: string | null): ChainCheck => {
  let head = emptyHead;
  let isNoted = noted === null || noted === head.hash;
  let found: AuditProblem | null = null;
  const problem = (type: AuditRowProblem, seq: number): false => {
    found = { type, seq };
    return false;
  };
  return {
    take: (row, given) => {
      const seq = head.number + 1;
      if (row.seq !== seq) return problem('row-missing', seq);
      if (row.hash !== hashAudit(row)) return problem('row-altered', seq);
      if (row.previous !== head.hash) return problem('row-unchained', seq);
      if (seq > given) return problem('row-added', seq);
      head = { number: seq, hash: row.hash };
      isNoted ||= row.hash === noted;
      return true;
    },
    end: (given) => {
      if (!found && given > head.number) problem('row-missing', head.number + 1);
      if (!found && !isNoted && noted !== null) found = { type: 'head-missing', hash: noted };
      return { entries: head.number, head, problem: found };
    },
  };
};

/** All rows at once. */
export const verifyChain = (rows: Iterable<AuditRow>, given: number, noted: string | null): AuditReport => {
  const check = checkChain(noted);
  for (const row of rows) if (!check.take(row, given)) break;
  return check.end(given);
};
