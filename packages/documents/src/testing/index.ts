export { careActs } from './care-acts.ts';
export { directoryActs } from './directory-acts.ts';
export { followupActs } from './followup-acts.ts';
export { ledgerActs } from './ledger-acts.ts';
export { minutesActs } from './minutes-acts.ts';
export { registerActs, registerCommitteeActs } from './register-acts.ts';
export { type Act, pick, type Replica } from './replicas.ts';
