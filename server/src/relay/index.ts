export type { Gate, Principal, Refusal, Standing } from './gate.ts';
export { createRelay, type Relay, type RelayOptions } from './relay.ts';
