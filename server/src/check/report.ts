import type { AuditProblem } from '../audit/index.ts';
import type { Problem as LedgerProblem } from '../ledger/index.ts';

/** Something that is not as it should be, in one place. */
export type Problem =
  /** SQLite's own words about a page, an index or a row that points to nothing. */
  | { readonly type: 'FileDamaged'; readonly detail: string }
  | { readonly type: 'AddressMalformed'; readonly address: string }
  /** Rows of a document that there is not. */
  | { readonly type: 'OrphanRows'; readonly table: string; readonly room: number; readonly count: number }
  /** Between the baseline and the last number given out, these numbers are missing, or given out and not counted. */
  | { readonly type: 'NumbersBroken'; readonly address: string; readonly expected: number; readonly found: number }
  /** What Yjs cannot read, or what builds on something that is not there. */
  | { readonly type: 'ContentUnsound'; readonly address: string; readonly detail: string }
  /** This row builds on one behind it. All is there, and comes right when the log is folded the next time. */
  | { readonly type: 'RowsOutOfOrder'; readonly address: string; readonly seq: number }
  /** The baseline's state vector or deletions are not those of its state. */
  | { readonly type: 'BaselineMisstated'; readonly address: string }
  /** What is kept of its history does not come to what its baseline says. */
  | { readonly type: 'HistoryUnsound'; readonly address: string }
  /** A picture's bytes are not those that its name says. */
  | { readonly type: 'PictureDamaged'; readonly hash: string }
  /** What `lianxi ledger verify` would say. */
  | { readonly type: 'BooksWrong'; readonly problem: LedgerProblem }
  /** What `lianxi audit verify` would say. */
  | { readonly type: 'AuditWrong'; readonly problem: AuditProblem };

export interface Report {
  readonly file: string;
  /** Steps of the schema that the file has. */
  readonly version: number;
  readonly bytes: number;
  readonly documents: number;
  /** Rows of the log after the baselines. */
  readonly rows: number;
  readonly baselines: number;
  readonly problems: readonly Problem[];
}

export type CheckError =
  | { readonly type: 'NoSuchFile'; readonly file: string }
  | { readonly type: 'Unreadable'; readonly file: string; readonly cause: string }
  | { readonly type: 'NotOurs'; readonly file: string }
  | { readonly type: 'Newer'; readonly file: string };
