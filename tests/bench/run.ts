/**
 * The relay beside its peers, in one command: `npm run bench -- GENERATOR [PLAN] [ROUNDS]`. GENERATOR is the folder of the
 * relay load generator (with its packages installed), which brings the peers' adapters; PLAN is one of its plans (quick).
 * Servers run in turn, so that what else the machine does falls on all alike. Prints tables with medians, spread and ratios.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const [generator, plan = 'quick', rounds = '1'] = process.argv.slice(2);
if (!generator) {
  console.error('Usage: npm run bench -- GENERATOR [PLAN] [ROUNDS]');
  process.exit(2);
}
const adapter = join(import.meta.dirname, 'relay-adapter.mjs');
const servers = [adapter, 'hocuspocus', 'floor-ws', 'sketch-full'];
const args = ['compare.mjs', '--plan', plan, '--rounds', rounds, '--ref', 'hocuspocus', ...servers];
process.exit(spawnSync(process.execPath, args, { cwd: generator, stdio: 'inherit' }).status ?? 1);
