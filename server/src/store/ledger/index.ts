export { decideWaiting, readApprovalLimits, setApprovalLimit, type Verdict } from './approvals.ts';
export { type ClosingError, closePeriod, verifyBooks } from './closings.ts';
export { listWaiting, readClosings, readHeads, type WaitingEntry } from './records.ts';
export { settleLedgers } from './settle.ts';
export { drawTrial, type Trial, type TrialLine, type TrialSums } from './trial.ts';
