import { createTestGate, listen } from '../relay/harness.ts';

/** A relay as a process of its own, to be killed: `node child.ts FOLDER` prints its port. Its writers are liaisons. */
const folder = process.argv[2];
if (!folder) throw new Error('which folder?');
const gate = createTestGate();
for (const index of [1, 2, 3]) gate.units.set(`mwriter${index}`, ['unit-linxi']);
const { port } = await listen(folder, gate, {}, 0);
process.stdout.write(`${port}\n`);
// Whoever started it holds its standard input: when that ends, so does this.
process.stdin.on('end', () => process.exit()).resume();
