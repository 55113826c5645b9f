/**
 * `pnpm verify`: every check, cheapest first: format and lint, types, layers, build, dead code, tests, browser tests.
 * `--only types,layers` runs some; `--list` names them. `npm test` installs first and then runs this.
 */
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ensureChromium } from './lib/chromium.mjs';
import { findLeftOut } from './lib/compiler.mjs';
import { ensurePackages, root, run as runProgram } from './lib/toolchain.mjs';

ensurePackages();
const web = join(root, 'apps', 'web');
const typescript = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
let leftOut = null;

/** Each is given `run`, which runs a program and hears it. */
const checks = {
  lint: (run) => run('biome', ['check', '--error-on-warnings', '.']),
  types: (run) => run('node', [typescript, '-p', '.']),
  layers: (run) =>
    run('depcruise', ['--config', '.dependency-cruiser.mjs', 'packages', 'server', 'apps/web/src', 'tests']),
  build: async (run) =>
    (await run('node', [join(root, 'scripts', 'lib', 'server-build.mjs')])) ||
    (await run('node', [join(root, 'scripts', 'lib', 'web-build.mjs')])),
  svelte: async (run) => {
    const kit = join(web, 'node_modules', '.bin', 'svelte-kit');
    const check = join(web, 'node_modules', '.bin', 'svelte-check');
    return (
      (await run(kit, ['sync'], { cwd: web })) ||
      // By TypeScript 7 (`--tsgo`), in less than half the time.
      (await run(check, ['--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human', '--tsgo'], {
        cwd: web,
      }))
    );
  },
  unused: (run) => run('knip', ['--no-progress']),
  unit: (run) => {
    leftOut = findLeftOut();
    // In CI the tests themselves fail over it (tests/relay/platter.ts); anywhere else they go on without.
    if (leftOut) console.warn(leftOut);
    return run('vitest', ['run', '--reporter=dot']);
  },
  browser: (run) => {
    process.env.LIANXI_CHROMIUM = ensureChromium();
    return run(join(root, 'tests', 'node_modules', '.bin', 'playwright'), [
      'test',
      '--config',
      'tests/web/playwright.config.ts',
    ]);
  },
};
/**
 * What runs at the same time. None of them uses more than one core for long but the tests, and those wait now and then: the types
 * of the app and dead code are looked for beside them.
 */
const stages = [['lint'], ['types', 'layers', 'build'], ['unit', 'svelte', 'unused'], ['browser']];

const names = stages.flat();
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

/**
 * Runs a check. The first of a stage is shown as it goes, where nothing runs beside it on a terminal by its own hand; what runs
 * beside it is shown whole when the first has ended.
 */
const runCheck = async (name, first, isAlone) => {
  const start = Date.now();
  const isShown = first === null;
  const heading = `\n── ${name}`;
  if (isShown) console.log(heading);
  let printed = '';
  const onOutput = (text) => {
    printed += text;
    if (isShown) process.stdout.write(text);
  };
  const isLeftToItself = isAlone && process.stdout.isTTY;
  const run = (command, args, options) =>
    runProgram(command, args, isLeftToItself ? options : { ...options, onOutput });
  const isGood = (await checks[name](run)) === 0;
  const took = ((Date.now() - start) / 1000).toFixed(1);
  await first;
  if (!isShown) console.log(`${heading}\n${printed.trimEnd()}`);
  console.log(`── ${name}: ${isGood ? 'ok' : 'FAILED'} (${took} s)`);
  return { name, isGood, printed };
};

const results = [];
for (const stage of stages) {
  const [name, ...beside] = stage.filter((each) => only.includes(each));
  if (name === undefined) continue;
  const first = runCheck(name, null, beside.length === 0);
  results.push(...(await Promise.all([first, ...beside.map((each) => runCheck(each, first, false))])));
}
const failed = results.filter(({ isGood }) => !isGood);
// Of a long output only the end may be read: what failed is said again there.
for (const { name, printed } of failed)
  console.error(`\n── ${name}, its last lines once more\n${stripVTControlCharacters(printed).slice(-5_000)}`);
if (failed.length > 0) console.error(`\nFailed: ${failed.map(({ name }) => name).join(', ')}`);
if (leftOut) console.warn(`\n${leftOut}`);
console.log(`\n${results.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
