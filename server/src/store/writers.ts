import type { DocumentRow } from './documents.ts';
import type { Store } from './open.ts';

/**
 * Whether anybody but this member has written in the document: by its rows, by whose its client ids are, which outlives the rows,
 * and by what was put apart. What the server wrote by itself is nobody's.
 */
export const hasOtherWriters = ({ sqlite }: Store, { room }: DocumentRow, member: string): boolean =>
  sqlite
    .prepare(
      `SELECT 1 FROM updates WHERE room = @room AND author NOT IN ('', @member)
        UNION ALL SELECT 1 FROM clients WHERE room = @room AND member <> @member
        UNION ALL SELECT 1 FROM quarantine WHERE room = @room AND author NOT IN ('', @member)
        LIMIT 1`,
    )
    .get({ room, member }) !== undefined;

/** Whether something stands in the books of this ledger: what was posted or refused is never taken out again. */
export const isInBooks = ({ sqlite }: Store, { address }: DocumentRow): boolean =>
  sqlite
    .prepare(
      'SELECT 1 FROM ledger_entries WHERE ledger = @address UNION SELECT 1 FROM ledger_refusals WHERE ledger = @address',
    )
    .get({ address }) !== undefined;
