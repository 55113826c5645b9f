/**
 * What every command of the house needs first: the packages, and Node 24 (which comes as a package, so that a machine with
 * an older Node works too). Runs on Node 20 and on nothing but npm.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const pnpmVersion = '12.21.0';
const installStamp = join(root, 'node_modules', '.lianxi-install');

export const fail = (chinese, english) => {
  console.error(`✗ ${chinese}\n  ${english}`);
  process.exit(1);
};

/** Installs what the lock file names, unless that has been done for this very lock file. */
export const ensurePackages = () => {
  const wanted = fingerprint(['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']);
  if (existsSync(installStamp) && readFileSync(installStamp, 'utf8') === wanted) return;
  console.log('正在安装依赖（首次约需半分钟）… Installing packages (about half a minute the first time) …');
  const result = runPnpm(['install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn'], 'inherit');
  if (result.status !== 0) {
    fail(
      '依赖没有装上。请检查网络后再试；已有数据不受影响。',
      'The packages could not be installed. Check the network and try again; no data was touched.',
    );
  }
  mkdirSync(dirname(installStamp), { recursive: true });
  writeFileSync(installStamp, wanted);
};

/** pnpm of the one version, wherever it is had from. */
export const runPnpm = (args, stdio) => {
  const environment = { ...process.env, CI: '1' };
  // A pnpm of the right major that is already here saves the download by npx, which also needs the network.
  const installed = spawnSync('pnpm', ['--version'], { encoding: 'utf8' });
  if (installed.status === 0 && installed.stdout.trim() === pnpmVersion) {
    return spawnSync('pnpm', args, { cwd: root, stdio, env: environment });
  }
  return spawnSync('npx', ['--yes', '--prefer-offline', `pnpm@${pnpmVersion}`, ...args], {
    cwd: root,
    stdio,
    env: environment,
  });
};

/** Path of a Node ≥ 24: this one, or the one among the packages. */
export const findNode = () => {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const path = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(path)) return path;
  return fail(
    `这台机器是 Node ${process.versions.node}（${process.platform}-${process.arch}），请先安装 Node 24。`,
    `This machine has Node ${process.versions.node} (${process.platform}-${process.arch}); please install Node 24.`,
  );
};

/** The environment in which `node` is Node 24 and the workspace's programs are found. */
export const environment = () => {
  const node = findNode();
  const separator = process.platform === 'win32' ? ';' : ':';
  return {
    ...process.env,
    PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(separator),
    npm_config_update_notifier: 'false',
    // The data folder lies in the project whatever folder a command is called from.
    LIANXI_DATA: process.env.LIANXI_DATA ?? join(root, '.lianxi'),
    // What was compiled, and stripped of its types, is kept from the first module on, in threads too.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'node'),
  };
};

/**
 * How the server's process is started: the young objects' part of the heap, which Node lets grow to 100 MB and seldom gives back, is
 * bounded, and the relay may collect when it rests (server/src/relay/give-back.ts).
 */
export const serverArguments = ['--max-semi-space-size=16', '--expose-gc'];

/**
 * And in what environment. Left to itself glibc's malloc gives each of V8's threads an arena of its own, of which nothing is ever
 * given back. Other C libraries do not look at it.
 */
export const serverEnvironment = () => ({
  ...environment(),
  MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2',
});

/**
 * Runs a program to its end, showing what it prints; resolves to its exit code. With `onOutput` the program is heard instead of
 * shown: whoever hears it shows it.
 */
export const run = (command, args, { onOutput, ...options } = {}) =>
  new Promise((resolve) => {
    const stdio = onOutput ? ['inherit', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(command, args, { cwd: root, stdio, env: environment(), ...options });
    if (onOutput) for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', onOutput);
    child.on('error', () => resolve(127));
    child.on('close', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });

/** A hash over files (paths relative to the root): says whether anything in them has changed. */
export const fingerprint = (paths) => {
  const hash = createHash('sha256');
  for (const path of paths) {
    hash.update(path).update('\0');
    const file = join(root, path);
    if (existsSync(file)) hash.update(readFileSync(file));
    hash.update('\0');
  }
  return hash.digest('hex');
};
