import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openFromEnvironment } from '@lianxi/server';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { expectRunning, type Folder, isRunning, openFolder } from '../relay/cli-harness.ts';

let folder: Folder;
beforeEach(() => {
  folder = openFolder();
});
afterEach(() => folder.dispose());

/** What a start that cannot be says: one line in both languages. */
const refusal = async (env: NodeJS.ProcessEnv = {}): Promise<string> => {
  const opened = await openFromEnvironment({ LIANXI_DATA: folder.path, LIANXI_PORT: '0', ...env }, folder.path);
  if (opened.ok) {
    await opened.value.house.stop();
    throw new Error('the server started');
  }
  expect(opened.error).toMatch(/^✗ .*[一-鿿].*[a-z]{3}.*$/);
  return opened.error;
};
const database = () => join(folder.path, 'lianxi.sqlite');

test('[ID17] a process that cannot start says why on standard error, nothing else, and ends with 1', async () => {
  writeFileSync(database(), 'no database at all. '.repeat(1_000));
  const ended = await folder.start();
  if (isRunning(ended)) throw new Error('the server started');
  expect([ended.code, ended.stdout]).toEqual([1, '']);
  expect(ended.stderr).toBe(`${await refusal()}\n`);
});

test('[ID17] a taken port is named, and everything that was opened is closed again', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  expect(await refusal({ LIANXI_PORT: String(port) })).toContain(String(port));
  other.close();
  expect(existsSync(`${database()}-wal`)).toBe(false);
});

test('[ID17] settings that make no sense are named', async () => {
  expect(await refusal({ LIANXI_PORT: '99999' })).toContain('LIANXI_PORT');
  expect(await refusal({ LIANXI_PORT: 'abc' })).toContain('LIANXI_PORT');
  expect(await refusal({ LIANXI_ORIGIN: 'lianxi.example' })).toContain('LIANXI_ORIGIN');
  expect(await refusal({ LIANXI_HOST: '203.0.113.7' })).toContain('203.0.113.7');
});

test('[ID17] a data folder that cannot be is named', async () => {
  writeFileSync(join(folder.path, 'file'), '');
  expect(await refusal({ LIANXI_DATA: join(folder.path, 'file', 'data') })).toContain(
    join(folder.path, 'file', 'data'),
  );
  // root may write everywhere, whatever the mode says
  if (process.getuid?.() === 0) return;
  chmodSync(folder.path, 0o500);
  expect(await refusal()).toContain(folder.path);
  chmodSync(folder.path, 0o700);
});

test('[ID17] a damaged, a newer and a foreign database are told apart and left as they are', async () => {
  const leftAlone = async (words: RegExp) => {
    const before = readFileSync(database());
    expect(await refusal()).toMatch(words);
    expect(readFileSync(database()).equals(before)).toBe(true);
  };
  writeFileSync(database(), 'no database at all. '.repeat(1_000));
  await leftAlone(/已损坏.*damaged/);
  writeFileSync(database(), '');
  await folder.done(['document', 'list']);
  const sqlite = new Sqlite(database());
  sqlite.pragma('user_version = 9999');
  sqlite.close();
  await leftAlone(/更新的版本.*newer/);
  const foreign = new Sqlite(database());
  foreign.pragma('user_version = 0');
  foreign.pragma('application_id = 7');
  foreign.close();
  await leftAlone(/别的程序.*another program/);
});

test('[ID17] the command line says the same of a damaged database', async () => {
  writeFileSync(database(), 'no database at all. '.repeat(1_000));
  const { code, stdout, stderr } = await folder.process(['user', 'list']);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^✗ .*已损坏.*damaged.*\n$/);
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`[ID18] ${signal} stops it cleanly: sockets are told, the log is folded in, the exit code is 0`, async () => {
    const { child, origin, ended } = expectRunning(await folder.start());
    await folder.done(['user', 'add', '甲', '--role', 'committee', '--passphrase-stdin'], 'correct horse\n');
    const token = await folder.done(['token', 'create', '--user', '甲']);
    const address = await folder.done(['document', 'create', 'minutes']);
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/sync/${address}`, [`lianxi.bearer.${token}`]);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    // A connection that a browser keeps open must not hold the server up.
    await (await fetch(`${origin}/healthz`)).text();
    const start = performance.now();
    child.kill(signal);
    expect(await closed).toBe(1012);
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(performance.now() - start).toBeLessThan(6_000);
    expect(existsSync(`${database()}-wal`)).toBe(false);
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
  });
}

test('[ID18] it ends when the process that started it is gone', async () => {
  // Whoever is named as the parent is not: as if it had died and the server had been handed to another.
  const ended = await folder.start({ LIANXI_PARENT: '1' });
  const final = isRunning(ended) ? await ended.ended : ended;
  expect(final.code).toBe(0);
});

test('[ID18] the start script notices that npm was killed, although the shell between them lives on', async () => {
  const lineage = pathToFileURL(join(import.meta.dirname, '..', '..', 'scripts', 'lib', 'lineage.mjs'));
  const at = (name: string) => join(folder.path, name);
  writeFileSync(at('package.json'), JSON.stringify({ name: 'made-up', scripts: { start: 'node script.mjs' } }));
  writeFileSync(
    at('script.mjs'),
    `import { writeFileSync } from 'node:fs';
    import { whenNpmIsGone } from '${lineage}';
    whenNpmIsGone(() => { writeFileSync('gone', ''); process.exit(); });
    setTimeout(() => process.exit(), 100_000);
    writeFileSync('up', '');`,
  );
  const npm = spawn('npm', ['start'], { cwd: folder.path, stdio: 'ignore' });
  const appears = async (name: string) => {
    const deadline = Date.now() + 60_000;
    while (!existsSync(at(name)) && Date.now() < deadline) await new Promise((next) => setTimeout(next, 50));
    return existsSync(at(name));
  };
  expect(await appears('up')).toBe(true);
  await new Promise((next) => setTimeout(next, 1_200));
  expect(existsSync(at('gone'))).toBe(false);
  npm.kill('SIGKILL');
  expect(await appears('gone')).toBe(true);
});

test('[ID7] the first-run code is printed at every start while there is no account, and never again after', async () => {
  const codeOf = async () => {
    const { child, ended } = expectRunning(await folder.start());
    await new Promise((next) => setTimeout(next, 200));
    child.kill('SIGTERM');
    return /[ACDEFGHJKMNPQRTWXY34679]{4}-[ACDEFGHJKMNPQRTWXY34679]{4}/.exec((await ended).stdout)?.[0];
  };
  const first = await codeOf();
  const second = await codeOf();
  expect(first).toBeDefined();
  expect(second).toBeDefined();
  expect(second).not.toBe(first);
  await folder.done(['user', 'add', '甲', '--role', 'committee', '--passphrase-stdin'], 'correct horse\n');
  expect(await codeOf()).toBeUndefined();
});

test('[ID19] what the server holds outlives it, and a second start shows it', async () => {
  const first = expectRunning(await folder.start());
  const address = await folder.done(['document', 'create', 'ledger', '--title', '路灯']);
  first.child.kill('SIGKILL');
  await first.ended;
  const second = expectRunning(await folder.start());
  expect(await folder.done(['document', 'list'])).toContain(`${address}`);
  second.child.kill('SIGTERM');
  expect((await second.ended).code).toBe(0);
});
