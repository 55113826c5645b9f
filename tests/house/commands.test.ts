import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** The commands of the README as a person types them, through npm. */
const root = join(import.meta.dirname, '..', '..');
const fixtures = join(root, 'packages', 'exchange', 'fixtures');

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'lianxi-commands-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

/** Starts by `npm start`, stops by a signal to npm alone; resolves to everything that it printed and how it ended. */
const startAndStop = async (): Promise<{ readonly printed: string; readonly health: unknown }> => {
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, LIANXI_DATA: data, LIANXI_PORT: '0', LIANXI_HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const origin = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
      if (found && printed.includes('First-run code')) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${printed}`)));
  });
  const health: unknown = await (await fetch(`${origin}/healthz`)).json();
  expect(await (await fetch(origin)).text()).toContain('<title>');
  child.kill('SIGTERM');
  await ended;
  await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
  return { printed, health };
};

test('[ID17] an argument that npm start does not know is named, and nothing is started', () => {
  const ended = spawnSync('npm', ['start', '--', '--port=80'], { cwd: root, encoding: 'utf8' });
  expect(ended.status).toBe(1);
  expect(ended.stderr).toContain('npm start 不带参数（收到“--port=80”）');
  expect(ended.stdout).not.toContain('http://');
});

test('npm start serves the app, ends with npm, and builds nothing a second time', async () => {
  await startAndStop();
  const { printed, health } = await startAndStop();
  expect(printed).toContain(data);
  expect(printed).not.toMatch(/Building|Installing/);
  expect(health).toMatchObject({ status: 'ok' });
});

interface Read {
  readonly rows: readonly unknown[];
  readonly problems?: readonly { readonly row: number; readonly field: string; readonly kind: string }[];
}

test.each(['明德花园居民信息登记表.xlsx', '东风家属院花名册.xls', '锦绣苑台账.csv'])(
  'register read %s prints its truth and nothing else on standard output',
  (name) => {
    const file = join(fixtures, name);
    const { status, stdout } = spawnSync(
      'npm',
      ['run', '--silent', 'lianxi', '--', 'register', 'read', file, '--json'],
      {
        cwd: root,
        env: { ...process.env, LIANXI_DATA: data },
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      },
    );
    expect(status).toBe(0);
    const read = JSON.parse(stdout) as Read;
    const truth = JSON.parse(readFileSync(`${file}.expected.json`, 'utf8')) as Read;
    expect(read.rows).toEqual(truth.rows);
    expect(read.problems ?? []).toEqual((truth.problems ?? []).map(({ row, field, kind }) => ({ row, field, kind })));
  },
);
