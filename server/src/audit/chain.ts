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

/** Recomputes the chain over all rows in the order of their numbers; `given` is the last number that was given out. */
export const verifyChain = (rows: Iterable<AuditRow>, given: number, noted: string | null): AuditReport => {
  let head = emptyHead;
  let isNoted = noted === null || noted === head.hash;
  const report = (problem: AuditProblem | null): AuditReport => ({ entries: head.number, head, problem });
  const problem = (type: AuditRowProblem, seq: number): AuditReport => report({ type, seq });
  for (const row of rows) {
    const seq = head.number + 1;
    if (row.seq !== seq) return problem('row-missing', seq);
    if (row.hash !== hashAudit(row)) return problem('row-altered', seq);
    if (row.previous !== head.hash) return problem('row-unchained', seq);
    if (seq > given) return problem('row-added', seq);
    head = { number: seq, hash: row.hash };
    isNoted ||= row.hash === noted;
  }
  if (given > head.number) return problem('row-missing', head.number + 1);
  return report(isNoted || noted === null ? null : { type: 'head-missing', hash: noted });
};
