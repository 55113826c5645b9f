import { keepCompiled } from './compile-cache.ts';
import './light-modules.ts';

/** Every thread of the server begins here (`startThread` in end-thread.ts): its script's modules come as quickly as the server's own. */
keepCompiled();
await import(process.argv[2] ?? '');
