import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import './light-modules.ts';

/** The server's process. What was compiled once is not compiled again at the next start. */
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'lianxi'));
const { start } = await import('./start.ts');
await start();
