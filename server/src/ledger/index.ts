export { emptyHead } from '../chain.ts';
export type { ApprovalError } from './approval.ts';
export { auditLedger, type LedgerRecords, type Problem } from './audit.ts';
export type { Books } from './books.ts';
export { hashHeads, type PostedEntry } from './chain.ts';
export { followEntries } from './consequences.ts';
export { readLedgerDocument } from './document.ts';
export { createPosting } from './posting.ts';
