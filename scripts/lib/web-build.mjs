/** The built app, made anew only when something it is made of has changed. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment, fail, findNode, fingerprint, root } from './toolchain.mjs';
import { writeWholeApp } from './whole-app.mjs';

const web = join(root, 'apps', 'web');
const build = join(web, 'build');
const stamp = join(build, '.lianxi-build');
const generated = new Set(['node_modules', 'build', '.svelte-kit', 'paraglide', 'test', 'testing']);
/** What the messages' compiler puts beside its settings, the first build's too: it is no part of a build. */
const besideSettings = new Set(['.gitignore', '.meta.json', 'README.md']);

export const ensureWebBuild = () => {
  const wanted = fingerprint(listSources());
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('正在构建网页（约需半分钟）… Building the app (about half a minute) …');
  rmSync(build, { recursive: true, force: true });
  const vite = join(web, 'node_modules', 'vite', 'bin', 'vite.js');
  const name = wanted.slice(0, 16);
  const { status, stdout, stderr } = spawnSync(findNode(), [vite, 'build', '--logLevel', 'warn'], {
    cwd: web,
    // Whoever starts this may be a test: the build is the same, small one.
    env: { ...environment(), NODE_ENV: 'production', LIANXI_BUILD: name },
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) {
    console.error(stdout, stderr);
    fail('网页没有构建成功，原因见上。', 'The app could not be built; the reason stands above.');
  }
  writeWholeApp(build, name);
  writeFileSync(stamp, wanted);
};

/** What a build is made of, relative to the root. Nothing that a build makes is among them, or the next would not be the same. */
export const listSources = () => [
  'pnpm-lock.yaml',
  'scripts/lib/whole-app.mjs',
  ...[
    web,
    ...['access', 'base', 'documents', 'exchange', 'protocol', 'sync'].map((name) => join(root, 'packages', name)),
  ]
    .flatMap(listFiles)
    .filter((path) => !path.endsWith('.test.ts'))
    .sort(),
];

const listFiles = (directory) =>
  readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (generated.has(entry.name) || besideSettings.has(entry.name)) return [];
    const path = join(directory, entry.name);
    return entry.isDirectory() ? listFiles(path) : [relative(root, path)];
  });

// Started by itself (scripts/verify.mjs), it builds beside other checks.
if (process.argv[1] === fileURLToPath(import.meta.url)) ensureWebBuild();
