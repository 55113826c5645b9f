export { createApp } from './app.ts';
export { arrivalOf, type Position, parseProxies } from './arrival.ts';
export { createDenials } from './denials.ts';
export type { HttpPorts } from './environment.ts';
export { createGate } from './gate.ts';
export { type Origins, parseOrigins } from './origin.ts';
export { createPace } from './pace.ts';
export { barePolicy, headersOfAll } from './security-headers.ts';
export { packSite, readSite } from './site.ts';
