import { createTestGate, listen } from './harness.ts';

/** A relay as a process of its own, to be killed: `node child.ts FOLDER` prints its port. */
const folder = process.argv[2];
if (!folder) throw new Error('which folder?');
const { port } = await listen(folder, createTestGate(), {}, 0);
process.stdout.write(`${port}\n`);
// Whoever started it holds its standard input: when that ends, so does this.
process.stdin.on('end', () => process.exit()).resume();
