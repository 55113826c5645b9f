/**
 * The relay beside its peers, in one command: `npm run bench -- GENERATOR [PLAN] [ROUNDS]`. GENERATOR is the folder of the
 * relay load generator (with its packages installed), which brings the peers' adapters; PLAN is one of its plans (quick).
 * Servers run in turn, so that what else the machine does falls on all alike. Prints tables with medians, spread and ratios, and
 * then what was asked for and what was reached.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [generator, plan = 'quick', rounds = '1'] = process.argv.slice(2);
if (!generator) {
  console.error('Usage: npm run bench -- GENERATOR [PLAN] [ROUNDS]');
  process.exit(2);
}
const adapter = join(import.meta.dirname, 'relay-adapter.mjs');
const results = join(mkdtempSync(join(tmpdir(), 'lianxi-bench-')), 'results.jsonl');
const floor = plan === 'join' ? join(import.meta.dirname, 'floor-adapter.mjs') : 'floor-ws';
const servers = [adapter, 'hocuspocus', floor];
// What a latency cannot be below where each update is on the disk before anybody hears of it.
if (plan === 'fanout') servers.push(join(import.meta.dirname, 'synced-floor-adapter.mjs'));
const args = ['compare.mjs', '--plan', plan, '--rounds', rounds, '--out', results, '--ref', 'hocuspocus', ...servers];
const { status } = spawnSync(process.execPath, args, { cwd: generator, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
console.log('');
const told = spawnSync(process.execPath, [join(import.meta.dirname, 'targets.ts'), results], { stdio: 'inherit' });
process.exit(told.status ?? 1);
