import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * What was compiled once, types stripped, is not compiled again: not at the next start, not by the next command, not in a thread. In the same place
 * as `npm start` says by the environment (scripts/lib/toolchain.mjs); this is for a server that is started by hand.
 */
export const keepCompiled = (): void => {
  enableCompileCache(join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'node'));
};
