import type { Entry } from '@lianxi/documents';
import { type ChainHead, hashFields } from '../chain.ts';

/** A posted entry as it stands in the books: everything that its hash covers, and the hash. */
export interface PostedEntry extends Entry {
  /** The ledger's address. */
  readonly ledger: string;
  /** In this ledger, from 1 without holes. */
  readonly number: number;
  /** The hash of the entry before; `genesis` before the first. */
  readonly previous: string;
  readonly hash: string;
  readonly approvedBy: string | null;
  readonly postedAt: number;
}

export interface LedgerHead extends ChainHead {
  readonly ledger: string;
}

/** A closed period. */
export interface Closing {
  readonly number: number;
  readonly previous: string;
  readonly hash: string;
  /** YYYY-MM-DD, the last day. */
  readonly until: string;
  readonly closedBy: string | null;
  readonly closedAt: number;
}

export const hashEntry = (row: Omit<PostedEntry, 'hash'>): string =>
  hashFields([
    'lianxi.ledger.entry.1',
    row.ledger,
    row.number,
    row.previous,
    row.id,
    row.unit,
    row.step,
    row.measure,
    row.quantity,
    row.item,
    row.date,
    row.by,
    row.at,
    row.reverses,
    row.need,
    row.offer,
    row.approvedBy,
    row.postedAt,
  ]);

/** One hash over where every ledger stands, in the order of their addresses. */
export const hashHeads = (heads: readonly LedgerHead[]): string =>
  hashFields([
    'lianxi.ledger.heads.1',
    ...inOrder(heads).flatMap(({ ledger, number, hash }) => [ledger, number, hash]),
  ]);

export const hashClosing = (
  closing: Omit<Closing, 'hash'>,
  heads: readonly (LedgerHead & { readonly isDemo: boolean })[],
): string =>
  hashFields([
    'lianxi.ledger.closing.1',
    closing.number,
    closing.previous,
    closing.until,
    closing.closedBy,
    closing.closedAt,
    ...inOrder(heads).flatMap(({ ledger, number, hash, isDemo }) => [ledger, number, hash, isDemo ? 1 : 0]),
  ]);

const inOrder = <T extends LedgerHead>(heads: readonly T[]): readonly T[] =>
  heads.toSorted((left, right) => (left.ledger < right.ledger ? -1 : 1));
