import { ok, type Result } from '@lianxi/base';
import type { RuleViolation, Write } from '../kind.ts';
import { isMediaHash } from '../media-hash.ts';
import { isCell, isRowBase, parseKey, type RowBase } from '../table/index.ts';
import { violation } from '../table-rules.ts';
import { attachmentsSchema } from './schema.ts';

/**
 * What holds of attachments in every kind: a row is final, only its hash is filled in and emptied, by whoever attached it or
 * `mayTidy` says so. `mayAttach` judges what it is about. `write` is well formed, and not the server's.
 */
export const judgeAttachment = (
  write: Write,
  { mayAttach, mayTidy }: { mayAttach(row: RowBase): boolean; mayTidy: boolean },
): Result<void, RuleViolation> => {
  const key = parseKey(write.key ?? '');
  if (key?.type === 'row') {
    const row = write.value as RowBase;
    // The bytes' name never stands in what cannot be emptied.
    if ((row.hash ?? null) !== null) return violation(write, 'attachment-is-final');
    return mayAttach(row) ? ok(undefined) : violation(write, 'attachment-of-nothing');
  }
  const row = key ? write.standing?.(attachmentsSchema.name, key.id) : undefined;
  if (!isRowBase(row)) return violation(write, 'no-such-attachment');
  if (row.$by !== write.writer.member && !mayTidy) return violation(write, 'attachment-of-another');
  if (key?.type === 'removed') return ok(undefined);
  const value = isCell(write.value) ? write.value[0] : undefined;
  const isFilled = (key?.type === 'cell' || key?.type === 'clash') && key.field === 'hash';
  return isFilled && (value === null || isMediaHash(value)) ? ok(undefined) : violation(write, 'attachment-is-final');
};
