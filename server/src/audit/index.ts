export type { AuditProblem, AuditReport } from './chain.ts';
export type { AuditEvent, AuditType, Happened, Note } from './event.ts';
export { createTally, type Tally } from './tally.ts';
