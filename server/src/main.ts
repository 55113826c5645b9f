import { keepCompiled } from './compile-cache.ts';
import './light-modules.ts';

/** The server's process. */
keepCompiled();
const { start } = await import('./start.ts');
await start();
