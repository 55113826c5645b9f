export { createApp } from './app.ts';
export type { HttpPorts } from './environment.ts';
export { createGate } from './gate.ts';
export { type Origins, parseOrigins } from './origin.ts';
export { packSite, readSite } from './site.ts';
