import { type Entry, type EntryRefusal, isOpposite, type Measure, type Sum } from '@lianxi/documents';

/** What the books know that an entry is judged by. */
export interface Standing {
  /** The last day of the last closed period. */
  readonly closedUntil: string | null;
  /** What is posted of the entry's own unit and measure in its ledger. */
  readonly sum: Sum;
  /** For a reversal: what became of the entry that it names. */
  readonly original: Original | null;
  /** From which quantity on an entry of its measure needs somebody's approval; null: never. */
  readonly approvalFrom: number | null;
  /** Somebody of the committee has approved it. */
  readonly isApproved: boolean;
}

export type Original =
  | { readonly type: 'posted'; readonly entry: Entry; readonly isReversed: boolean }
  | { readonly type: 'refused' }
  | { readonly type: 'waiting' };

export type Decision =
  /** `sum`: what its unit and measure come to with it. */
  | { readonly type: 'post'; readonly sum: Sum }
  | { readonly type: 'wait' }
  | { readonly type: 'refuse'; readonly reason: EntryRefusal };

/** Quantities from which on an entry needs approval; a measure that is not there never does. */
export type ApprovalLimits = { readonly [M in Measure]?: number };

/** Posted, refused or left waiting: decided by the entry and the books alone, so the same again gives the same. */
export const decide = (entry: Entry, standing: Standing): Decision => {
  const { closedUntil, approvalFrom } = standing;
  if (closedUntil !== null && entry.date <= closedUntil) return refuse('period-closed');
  const flaw = entry.reverses === null ? null : findFlaw(entry, standing.original);
  if (flaw) return refuse(flaw);
  const sum = { ...standing.sum, [entry.step]: standing.sum[entry.step] + entry.quantity };
  if (!Number.isSafeInteger(sum[entry.step])) return refuse('sum-too-large');
  if (sum.delivered > sum.promised) return refuse(entry.step === 'promised' ? 'delivery-stands' : 'over-promised');
  if (sum.used > sum.delivered) return refuse(entry.step === 'delivered' ? 'use-stands' : 'over-delivered');
  const needsApproval = approvalFrom !== null && Math.abs(entry.quantity) >= approvalFrom;
  return needsApproval && !standing.isApproved ? { type: 'wait' } : { type: 'post', sum };
};

const findFlaw = (reversal: Entry, original: Original | null): EntryRefusal | null => {
  switch (original?.type) {
    case undefined:
      return 'entry-missing';
    case 'refused':
      return 'entry-refused';
    case 'waiting':
      return 'entry-waiting';
    case 'posted':
      if (!isOpposite(reversal, original.entry)) return 'not-its-opposite';
      return original.isReversed ? 'already-reversed' : null;
  }
};

const refuse = (reason: EntryRefusal): Decision => ({ type: 'refuse', reason });
