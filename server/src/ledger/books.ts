import type { Entry, Measure, Sum } from '@lianxi/documents';
import type { ChainHead } from '../chain.ts';
import type { PostedEntry } from './chain.ts';
import type { ApprovalLimits, Original } from './decide.ts';

/**
 * The books as the posting needs them: a few look-ups, each by a key, and three ways to write. All of it happens inside one
 * transaction that holds the write lock; nothing written is ever changed, except the sums, and what waits until it is decided.
 */
export interface Books {
  /** Posted, refused or waiting already. */
  knows(ledger: string, entry: string): boolean;
  /** `emptyHead` where nothing is posted yet. */
  head(ledger: string): ChainHead;
  sum(ledger: string, unit: string, measure: Measure): Sum;
  original(ledger: string, entry: string): Original | null;
  closedUntil(): string | null;
  approvalLimits(): ApprovalLimits;
  /** `sum`: what its unit and measure come to with it. */
  post(row: PostedEntry, sum: Sum): void;
  refuse(ledger: string, entry: string, reason: string, declinedBy: string | null, at: number): void;
  wait(ledger: string, entry: Entry, at: number): void;
  /** It waits no more: it was posted or refused. */
  decided(ledger: string, entry: string): void;
}
