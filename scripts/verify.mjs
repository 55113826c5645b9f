/**
 * `pnpm verify`: every check, cheapest first: format and lint, types, layers, dead code, tests, build, browser tests.
 * `--only types,layers` runs some; `--list` names them. `npm test` installs first and then runs this.
 */
import { join } from 'node:path';
import { ensureChromium } from './lib/chromium.mjs';
import { findLeftOut } from './lib/compiler.mjs';
import { ensurePackages, root, run as runProgram } from './lib/toolchain.mjs';
import { ensureWebBuild } from './lib/web-build.mjs';

ensurePackages();
const web = join(root, 'apps', 'web');
const typescript = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');

/** The end of what the running check has printed, to be shown again last where it fails: of a long output only the end is read. */
let tail = '';
const run = (command, args, options) =>
  runProgram(command, args, {
    ...options,
    onOutput: (text) => {
      tail = (tail + text).slice(-6_000);
    },
  });

const checks = {
  lint: () => run('biome', ['check', '--error-on-warnings', '.']),
  types: () => run('node', [typescript, '-p', '.']),
  layers: () =>
    run('depcruise', ['--config', '.dependency-cruiser.mjs', 'packages', 'server', 'apps/web/src', 'tests']),
  build: () => {
    ensureWebBuild();
    return 0;
  },
  svelte: async () => {
    const kit = join(web, 'node_modules', '.bin', 'svelte-kit');
    const check = join(web, 'node_modules', '.bin', 'svelte-check');
    return (
      (await run(kit, ['sync'], { cwd: web })) ||
      (await run(check, ['--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'], { cwd: web }))
    );
  },
  unused: () => run('knip', ['--no-progress']),
  unit: () => {
    leftOut = findLeftOut();
    // In CI the tests themselves fail over it (tests/relay/platter.ts); anywhere else they go on without.
    if (leftOut) console.warn(leftOut);
    return run('vitest', ['run', '--reporter=dot']);
  },
  browser: () => {
    process.env.LIANXI_CHROMIUM = ensureChromium();
    return run(join(root, 'tests', 'node_modules', '.bin', 'playwright'), [
      'test',
      '--config',
      'tests/web/playwright.config.ts',
    ]);
  },
};

const names = Object.keys(checks);
if (process.argv.includes('--list')) {
  console.log(names.join('\n'));
  process.exit(0);
}
const only = process.argv.includes('--only')
  ? (process.argv[process.argv.indexOf('--only') + 1] ?? '').split(',')
  : names;
const unknown = only.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No such check: ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  process.exit(2);
}

let leftOut = null;
const failed = [];
const tails = [];
for (const name of only) {
  const start = Date.now();
  console.log(`\n── ${name}`);
  tail = '';
  if ((await checks[name]()) !== 0) {
    failed.push(name);
    tails.push(`\n── ${name}, its last lines once more\n${tail}`);
  }
  console.log(`── ${name}: ${failed.includes(name) ? 'FAILED' : 'ok'} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
}
if (tails.length > 0) console.error(tails.join('\n'));
if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`);
if (leftOut) console.warn(`\n${leftOut}`);
console.log(`\n${only.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
