export type { ApprovalError } from './approval.ts';
export type { Problem } from './audit.ts';
export { hashHeads } from './chain.ts';
