export type { AuditProblem, AuditReport } from './chain.ts';
export type { AuditEvent, Happened, Note } from './event.ts';
