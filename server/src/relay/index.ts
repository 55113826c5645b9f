export type { FanOut, News } from './fan-out.ts';
export type { Gate, Principal, Refusal, Standing } from './gate.ts';
export { createHub, type Hub } from './hub.ts';
export type { Line } from './line.ts';
export { type Message, toMessage } from './message.ts';
export { createRelay, type Relay, type RelayOptions } from './relay.ts';
export { type Scheduler, systemScheduler, type Timer } from './scheduler.ts';
