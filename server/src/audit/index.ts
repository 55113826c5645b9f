export type { AuditProblem, AuditReport } from './chain.ts';
export type { AuditEvent } from './event.ts';
