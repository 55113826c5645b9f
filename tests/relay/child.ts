import { createBackground, createSqliteLog, type RelayOptions, type Store } from '@lianxi/server';
import { createTestGate, listen } from './harness.ts';

/**
 * A relay as a process of its own, to be killed: `node child.ts FOLDER [SYNCHRONOUS] [fold]` prints its port. `OFF` as the
 * second argument takes durability away, to show that a test would notice. With `fold` the relay folds its logs all the time, and
 * they are folded again and again beside it, and `+` and `-` are printed when one of those begins and has been folded.
 */
const [folder, synchronous, fold] = process.argv.slice(2);
if (!folder) throw new Error('which folder?');
const weaken = (store: Store): Partial<RelayOptions> => {
  store.sqlite.pragma(`synchronous = ${synchronous}`);
  return { roomLog: createSqliteLog(store.sqlite, store.clock) };
};
const often = fold === 'fold' ? { folding: { rows: 20, pause: 0 } } : {};
const { port, store } = await listen(folder, createTestGate(), synchronous === 'OFF' ? weaken : often, 0);
const background = fold === 'fold' ? createBackground(store.file) : null;
// Its thread is there before anybody comes.
await background?.compact(1);
process.stdout.write(`${port}\n`);
// Whoever started it holds its standard input: when that ends, so does this.
process.stdin.on('end', () => process.exit()).resume();

while (background) {
  for (const room of [1, 2]) {
    process.stdout.write('+');
    await background.compact(room);
    process.stdout.write('-');
  }
  // The disk is left to the relay for a moment.
  await new Promise((resolve) => setTimeout(resolve, 20));
}
