export type { Gate, Principal, Refusal, Standing } from './gate.ts';
