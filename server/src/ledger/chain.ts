import { hash } from 'node:crypto';
import type { Entry } from '@lianxi/documents';

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

/** Where a ledger's chain stands. */
export interface ChainHead {
  readonly number: number;
  readonly hash: string;
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

export const genesis = '0'.repeat(64);
export const emptyHead: ChainHead = { number: 0, hash: genesis };

type Field = string | number | null;
const absent = 0xffff_ffff;

/**
 * SHA-256, in lower-case hex, of the fields one after another: each is its length in bytes (uint32, big-endian) and its
 * UTF-8 text; a number is its decimal text, null the length 0xFFFFFFFF and nothing.
 */
const hashFields = (fields: readonly Field[]): string => {
  const parts: Buffer[] = [];
  for (const field of fields) {
    const text = field === null ? null : Buffer.from(String(field), 'utf8');
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(text ? text.length : absent);
    parts.push(length);
    if (text) parts.push(text);
  }
  return hash('sha256', Buffer.concat(parts), 'hex');
};

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
