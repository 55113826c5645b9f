export { loggedAddress } from './address.ts';
export type { LogEvent } from './events.ts';
export { createLogger, type LogFormat, type Logger, logFormats } from './logger.ts';
