import { hash } from 'node:crypto';

/**
 * Rows that are chained by their hashes: the books (`ledger/`) and the audit log (`audit/`). Each row names the hash of the
 * one before it; what a hash covers and how is in docs/spec/ledger.md, byte by byte.
 */
export interface ChainHead {
  /** From 1 without holes. */
  readonly number: number;
  readonly hash: string;
}

export const genesis = '0'.repeat(64);
export const emptyHead: ChainHead = { number: 0, hash: genesis };

type Field = string | number | null;
const absent = 0xffff_ffff;

/**
 * SHA-256, in lower-case hex, of the fields one after another: each is its length in bytes (uint32, big-endian) and its
 * UTF-8 text; a number is its decimal text, null the length 0xFFFFFFFF and nothing.
 */
export const hashFields = (fields: readonly Field[]): string => {
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
