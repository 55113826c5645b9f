import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSeededNumbers } from '@lianxi/base';
import {
  type AuditEvent,
  type AuditProblem,
  audit,
  createDemo,
  openStore,
  removeDemo,
  type Store,
  verifyAudit,
} from '@lianxi/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { times } from '../campaign.ts';
import { openFolder } from './cli-harness.ts';
import { until } from './harness.ts';
import { lightly } from './lightly.ts';
import { findPlatterProblem, openPlatter } from './platter.ts';

interface Row {
  readonly seq: number;
  readonly hash: string;
  readonly [column: string]: string | number | null;
}

let folder: string;
let store: Store;
const children: ChildProcess[] = [];
const open = (): void => {
  const opened = openStore(folder, () => Date.UTC(2026, 10, 25));
  if (!opened.ok) throw new Error(opened.error.type);
  store = opened.value;
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lianxi-audit-'));
  open();
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const rows = (): readonly Row[] => store.sqlite.prepare('SELECT * FROM audit ORDER BY seq').all() as Row[];
const write = (count: number): void => {
  for (let index = 1; index <= count; index++) audit(store, [refusalAt(index)]);
};
const refusalAt = (time: number): AuditEvent => ({
  type: 'refused',
  time,
  member: 'mone',
  room: 7,
  detail: { reason: 'rule', rule: 'server-only', count: 1 },
});

/** As somebody with the file and the SQLite shell can. */
const tamper = (...statements: readonly string[]): void => {
  for (const name of store.sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
    store.sqlite.exec(`DROP TRIGGER "${name}"`);
  }
  for (const statement of statements) store.sqlite.exec(statement);
};
const problem = (): AuditProblem | null => verifyAudit(store).problem;

/** The hash of a row, written down from docs/spec/audit.md alone. */
const hashOf = (row: Row): string => {
  const sha = createHash('sha256');
  const columns = ['seq', 'previous', 'time', 'type', 'member', 'room', 'detail'];
  for (const value of ['lianxi.audit.1', ...columns.map((column) => row[column] ?? null)]) {
    const bytes = Buffer.from(String(value), 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(value === null ? 0xffff_ffff : bytes.length);
    sha.update(length);
    if (value !== null) sha.update(bytes);
  }
  return sha.digest('hex');
};
const computeAnew = (): void => {
  let previous = '0'.repeat(64);
  for (const row of rows()) {
    const hash = hashOf({ ...row, previous });
    store.sqlite.prepare('UPDATE audit SET previous = ?, hash = ? WHERE seq = ?').run(previous, hash, row.seq);
    previous = hash;
  }
};

it('[AU1] [AU2] writes down what happened, each row chained to the one before, hashed as the specification says', () => {
  audit(store, [refusalAt(5), { type: 'quarantined', time: 6, member: null, room: 3, detail: { seq: 9 } }]);
  audit(store, []);
  audit(store, [refusalAt(7)]);
  const [first, second, third] = rows();
  expect(first).toMatchObject({
    seq: 1,
    time: 5,
    previous: '0'.repeat(64),
    type: 'refused',
    member: 'mone',
    room: 7,
    detail: '{"reason":"rule","rule":"server-only","count":1}',
  });
  expect(second).toMatchObject({ seq: 2, previous: first?.hash, member: null, room: 3, detail: '{"seq":9}' });
  expect(third).toMatchObject({ seq: 3, previous: second?.hash });
  for (const row of rows()) expect(row.hash).toBe(hashOf(row));
  // The same bytes for ever: a log that stands somewhere must verify with every later version.
  expect(third?.hash).toBe('e470e01c27bfadcd64941f560db8d58372be69dca3de95496afbf950f01761e4');
  expect(verifyAudit(store)).toEqual({ entries: 3, head: { number: 3, hash: third?.hash }, problem: null });
});

it('[AU3] triggers let nothing be changed, deleted, replaced or put anywhere but at the end', () => {
  write(2);
  const { sqlite } = store;
  const insert = (seq: number, previous: unknown): (() => void) => {
    const statement = sqlite.prepare("INSERT OR REPLACE INTO audit VALUES (?, 1, ?, 'h', 'refused', NULL, NULL, '{}')");
    return () => statement.run(seq, previous);
  };
  const head = rows()[1]?.hash;
  expect(() => sqlite.exec('UPDATE audit SET time = 1')).toThrow('never changed');
  expect(() => sqlite.exec('DELETE FROM audit')).toThrow('never deleted');
  expect(insert(2, rows()[0]?.hash)).toThrow('follows the last row');
  expect(insert(4, head)).toThrow('follows the last row');
  expect(insert(3, rows()[0]?.hash)).toThrow('follows the last row');
  expect(rows()).toHaveLength(2);
  expect(insert(3, head)).not.toThrow();
  expect(problem()).toEqual({ type: 'row-altered', seq: 3 });
});

it('[AU3] what stands in a transaction that is taken back was not written', () => {
  const { sqlite } = store;
  const cut = sqlite.transaction(() => {
    write(1);
    throw new Error('cut off');
  });
  expect(() => cut.immediate()).toThrow('cut off');
  expect(rows()).toEqual([]);
  write(1);
  expect(verifyAudit(store)).toMatchObject({ entries: 1, problem: null });
});

it.each([
  ['time', '99'],
  ['previous', "printf('%064d', 1)"],
  ['hash', "printf('%064d', 1)"],
  ['type', "'quarantined'"],
  ['member', "'mtwo'"],
  ['member', 'NULL'],
  ['room', '8'],
  ['room', 'NULL'],
  ['detail', "replace(detail, '1', '2')"],
])('[AU6] a row whose %s was changed to %s is named', (column, value) => {
  write(5);
  tamper(`UPDATE audit SET ${column} = ${value} WHERE seq = 3`);
  expect(problem()).toEqual({ type: 'row-altered', seq: 3 });
});

it('[AU6] a row taken out of the middle is missed, also when the others move up', () => {
  write(5);
  tamper('DELETE FROM audit WHERE seq = 3');
  expect(problem()).toEqual({ type: 'row-missing', seq: 3 });
  tamper('UPDATE audit SET seq = seq - 1 WHERE seq > 3');
  expect(problem()).toEqual({ type: 'row-altered', seq: 3 });
});

it('[AU6] the last row taken away is missed, also when the log has gone on since', () => {
  write(5);
  tamper('DELETE FROM audit WHERE seq = 5');
  expect(problem()).toEqual({ type: 'row-missing', seq: 5 });
  write(2);
  expect(rows().map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 6, 7]);
  expect(problem()).toEqual({ type: 'row-missing', seq: 5 });
  tamper('DELETE FROM audit');
  expect(problem()).toEqual({ type: 'row-missing', seq: 1 });
});

it('[AU6] two rows that changed places are named, and one that was added', () => {
  write(5);
  tamper(
    'UPDATE audit SET seq = 99 WHERE seq = 2',
    'UPDATE audit SET seq = 2 WHERE seq = 3',
    'UPDATE audit SET seq = 3 WHERE seq = 99',
  );
  expect(problem()).toEqual({ type: 'row-altered', seq: 2 });
  tamper('DELETE FROM audit WHERE seq > 1', "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'audit'");
  expect(problem()).toBeNull();
  write(1);
  tamper("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'audit'");
  expect(problem()).toEqual({ type: 'row-added', seq: 2 });
});

it('[AU6] a row of another chain is named, whose own hash is right', () => {
  write(3);
  const other = { ...rows().at(-1), previous: '1'.repeat(64) } as Row;
  tamper(`UPDATE audit SET previous = '${other.previous}', hash = '${hashOf(other)}' WHERE seq = 3`);
  expect(problem()).toEqual({ type: 'row-unchained', seq: 3 });
});

it('[AU6] a chain that somebody computed anew does not hold a head that was noted before', () => {
  write(5);
  const { head } = verifyAudit(store);
  write(3);
  expect(verifyAudit(store, head.hash).problem).toBeNull();
  tamper("UPDATE audit SET member = 'mtwo' WHERE seq = 2");
  computeAnew();
  expect(problem()).toBeNull();
  expect(verifyAudit(store, head.hash).problem).toEqual({ type: 'head-missing', hash: head.hash });
});

const start = (member: string, count: number, env: NodeJS.ProcessEnv = {}) => {
  const child = spawn(
    process.execPath,
    [...lightly, join(import.meta.dirname, 'audit-child.ts'), folder, member, `${count}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    },
  );
  children.push(child);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return { child, ended: once(child, 'close'), count: () => said.split('\n').length - 1 };
};
const countOf = (member: string): number =>
  Number(store.sqlite.prepare('SELECT count(*) FROM audit WHERE member = ?').pluck().get(member));

it('[AU4] several processes write one chain, and none of them loses a row', async () => {
  const writers = ['mone', 'mtwo', 'mthree'].map((member) => ({ member, ...start(member, 100) }));
  await Promise.all(writers.map(({ ended }) => ended));
  expect(writers.map(({ count }) => count())).toEqual([100, 100, 100]);
  expect(writers.map(({ member }) => countOf(member))).toEqual([100, 100, 100]);
  expect(verifyAudit(store)).toMatchObject({ entries: 300, problem: null });
});

const runKills = async (rounds: number, cutsPower: boolean): Promise<void> => {
  const random = createSeededNumbers(20261125);
  store.close();
  const platter = cutsPower ? openPlatter(folder) : null;
  try {
    for (let round = 0; round < rounds; round++) {
      const names = [`mone${round}`, `mtwo${round}`];
      const writers = names.map((member) => start(member, 1_000_000, platter?.env));
      await until('both write', () => {
        for (const { child } of writers) expect(child.exitCode, 'a writer ended by itself').toBeNull();
        return writers.every(({ count }) => count() > 0);
      });
      await new Promise((resolve) => setTimeout(resolve, random() * 60));
      for (const { child } of writers) child.kill('SIGKILL');
      await Promise.all(writers.map(({ ended }) => ended));
      platter?.cutPower(random);
      open();
      expect(problem()).toBeNull();
      for (const [index, { count }] of writers.entries()) {
        expect(countOf(names[index] ?? '')).toBeGreaterThanOrEqual(count());
      }
      write(1);
      expect(problem()).toBeNull();
      store.close();
    }
  } finally {
    platter?.dispose();
    open();
  }
};

it(
  '[AU5] kills at random moments leave whole rows: what was said to be written is there, and the chain goes on',
  () => runKills(times(2, 30), false),
  times(300_000, 3_600_000),
);

it.skipIf(findPlatterProblem() !== null)(
  '[AU5] nor does it break when the power goes with the process',
  () => runKills(times(1, 30), true),
  times(300_000, 3_600_000),
);

it('[AU8] what is about the demo alone goes with it; a log that is about others keeps every row', async () => {
  const { sqlite } = store;
  expect((await createDemo(store)).ok).toBe(true);
  const member = sqlite.prepare('SELECT id FROM members').pluck().get() as string;
  const room = sqlite.prepare('SELECT room FROM documents').pluck().get() as number;
  audit(store, [{ ...refusalAt(1), member, room } as AuditEvent]);
  removeDemo(store);
  expect(verifyAudit(store)).toMatchObject({ entries: 0, problem: null });
  expect((await createDemo(store)).ok).toBe(true);
  const again = sqlite.prepare('SELECT id FROM members').pluck().get() as string;
  audit(store, [{ ...refusalAt(2), member: again, room: null } as AuditEvent, refusalAt(3)]);
  removeDemo(store);
  expect(verifyAudit(store)).toMatchObject({ entries: 2, problem: null });
});

it('[AU9] `lianxi audit verify` prints the head, and names the first bad row with exit code 1; `lianxi check` names it, too', async () => {
  const files = openFolder();
  const lianxi = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await files.lianxi(args);
    return { code, stdout: stdout.trim(), stderr: stderr.trim() };
  };
  try {
    store.close();
    folder = files.path;
    open();
    write(3);
    const { hash } = verifyAudit(store).head;
    expect(await lianxi('audit', 'verify')).toEqual({
      code: 0,
      stdout: `✓ 审计记录 3 条，链完整。 3 audit rows: the chain holds.\n${hash}`,
      stderr: '',
    });
    const json = await lianxi('audit', 'verify', hash, '--json');
    expect(JSON.parse(json.stdout)).toEqual({ entries: 3, head: { number: 3, hash }, problems: [] });
    const other = 'f'.repeat(64);
    expect(await lianxi('audit', 'verify', other)).toMatchObject({ code: 1, stderr: expect.stringContaining(other) });
    expect(await lianxi('audit', 'verify', 'soon')).toMatchObject({ code: 2, stdout: '' });
    expect((await lianxi('audit', 'verify', '--help')).stdout).toContain('lianxi audit verify');
    tamper("UPDATE audit SET member = 'mtwo' WHERE seq = 2");
    const line =
      '✗ 审计记录第 2 条 audit row 2：内容与哈希不符，被改过。 Its contents do not come to its hash: it was changed.';
    expect(await lianxi('audit', 'verify')).toEqual({ code: 1, stdout: '', stderr: line });
    const found = await lianxi('audit', 'verify', '--json');
    expect([found.code, JSON.parse(found.stdout).problems]).toEqual([1, [{ type: 'row-altered', seq: 2 }]]);
    const check = await lianxi('check');
    expect([check.code, check.stderr.split('\n')[0]]).toEqual([1, line]);
  } finally {
    store.close();
    await files.dispose();
    folder = mkdtempSync(join(tmpdir(), 'lianxi-audit-'));
    open();
  }
});
