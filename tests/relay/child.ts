import { createSqliteLog, type RelayOptions, type Store } from '@lianxi/server';
import { createTestGate, listen } from './harness.ts';

/**
 * A relay as a process of its own, to be killed: `node child.ts FOLDER [SYNCHRONOUS]` prints its port. The second argument
 * takes durability away (`OFF`), to show that a test would notice.
 */
const [folder, synchronous] = process.argv.slice(2);
if (!folder) throw new Error('which folder?');
const weaken = (store: Store): Partial<RelayOptions> => {
  store.sqlite.pragma(`synchronous = ${synchronous}`);
  return { roomLog: createSqliteLog(store.sqlite, store.clock) };
};
const { port } = await listen(folder, createTestGate(), synchronous ? weaken : {}, 0);
process.stdout.write(`${port}\n`);
// Whoever started it holds its standard input: when that ends, so does this.
process.stdin.on('end', () => process.exit()).resume();
