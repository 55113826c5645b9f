import { join } from 'node:path';
import { databaseName } from '@lianxi/server';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, openFolder } from '../relay/cli-harness.ts';

let folder: Folder;
beforeEach(async () => {
  folder = openFolder();
  await folder.done(['demo', 'create']);
});
afterEach(() => folder.dispose());

const json = async (...args: readonly string[]) => JSON.parse(await folder.done(['ledger', ...args, '--json']));
const fails = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await folder.lianxi(['ledger', ...args]);
  expect(stdout).toBe('');
  return { code, stderr: stderr.trim() };
};
const tamper = (sql: string): void => {
  const sqlite = new Sqlite(join(folder.path, databaseName));
  for (const name of sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
    sqlite.exec(`DROP TRIGGER "${name}"`);
  }
  sqlite.exec(sql);
  sqlite.close();
};

test('[LG23] the demo’s books verify; a changed row is named in one line, with exit code 1', async () => {
  const report = await json('verify');
  expect(report).toMatchObject({ problems: [], closings: 0, head: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(report.entries).toBeGreaterThan(80);
  expect(await folder.done(['ledger', 'verify'])).toContain('全部相符');
  tamper("UPDATE ledger_entries SET quantity = quantity + 1 WHERE number = 3 AND ledger LIKE '%p007'");
  expect(await fails('verify')).toEqual({
    code: 1,
    stderr:
      '✗ ledger/joint/demo-p007 第 3 笔 row 3：内容与哈希不符，被改过。 Its contents do not come to its hash: it was changed.',
  });
  expect((await fails('close', '--until', '2026-01-01')).stderr).toContain('第 3 笔 row 3');
  const check = await folder.lianxi(['check']);
  expect(check.code).toBe(1);
  expect(check.stderr).toContain('✗ ledger/joint/demo-p007 第 3 笔 row 3');
});

test('[LG20] the head is one hash over all ledgers, and each has its own', async () => {
  const head = await json('head');
  expect(head.heads).toHaveLength(head.ledgers);
  const [first] = head.heads;
  expect(await json('head', first.ledger)).toEqual(first);
  expect(await folder.done(['ledger', 'head', first.ledger])).toBe(`${first.hash}  ${first.number} 笔 entries`);
  expect(await folder.done(['ledger', 'head'])).toContain(head.hash);
  const exported = JSON.parse(await folder.done(['document', 'export', first.ledger]));
  expect(exported.head).toEqual({ number: first.number, hash: first.hash });
  expect(await fails('head', 'minutes/joint/x')).toMatchObject({ code: 2 });
  expect(await fails('head', 'ledger/joint/nothing')).toMatchObject({ code: 1 });
});

test('[LG22] a period is closed with its trial balance and heads, and comes to the same ever after', async () => {
  const all = await json('trial');
  const yuan = all.totals.find(({ measure }: { measure: string }) => measure === 'yuan');
  const ofLines = all.lines.filter(({ measure }: { measure: string }) => measure === 'yuan');
  for (const step of ['promised', 'delivered', 'used']) {
    const sum = ofLines.reduce((total: number, line: typeof yuan) => total + line.closing[step], 0);
    expect(yuan.closing[step]).toBe(sum);
  }
  const [{ date: until }] = await json('waiting');
  const before = new Date(Date.parse(until) - 40 * 86_400_000).toISOString().slice(0, 10);
  const closed = await json('close', '--until', before);
  expect(closed).toMatchObject({ closing: { number: 1, until: before, closedBy: null }, trial: { until: before } });
  expect((await json('trial', '--until', before)).totals).toEqual(closed.trial.totals);
  const since = await json('trial');
  expect(since).toMatchObject({ since: before, entries: all.entries });
  expect(since.totals.find(({ measure }: { measure: string }) => measure === 'yuan').closing).toEqual(yuan.closing);
  expect(await fails('close', '--until', before)).toEqual({
    code: 1,
    stderr: `✗ 已结账到 ${before}。 Closed already, up to ${before}.`,
  });
  expect((await fails('close', '--until', '2199-01-01')).code).toBe(1);
  expect((await fails('close', '--until', 'soon')).code).toBe(2);
  expect((await fails('close')).code).toBe(2);
  expect(await folder.done(['ledger', 'trial'])).toContain('合计 total');
  expect(await json('verify')).toMatchObject({ closings: 1 });
});

test('[LG21] what waits is approved or declined by somebody of the committee, and the books go on', async () => {
  const waiting = await json('waiting');
  expect(waiting).toHaveLength(3);
  const [first, second] = waiting;
  const people = JSON.parse(await folder.done(['user', 'list', '--json']));
  const nameOf = (role: string, not = '') =>
    people.find(
      ({ id, grants }: { id: string; grants: { role: string }[] }) =>
        id !== not && grants.some((grant) => grant.role === role),
    ).name;
  const decide = (verb: string, entry: typeof first, by: string) => [verb, entry.ledger, entry.id, '--by', by];
  expect(await fails(...decide('approve', first, nameOf('unit', first.by)))).toMatchObject({ code: 1 });
  expect(await fails(...decide('approve', first, '没有这个人'))).toMatchObject({ code: 1 });
  const clerk = nameOf('committee', first.by);
  expect(await folder.done(['ledger', ...decide('approve', first, clerk)])).toMatch(/^已入账，第 \d+ 笔/);
  expect(await fails(...decide('approve', first, clerk))).toMatchObject({ code: 1 });
  expect(await folder.done(['ledger', ...decide('decline', second, clerk)])).toContain('已退回');
  expect(await json('waiting')).toHaveLength(1);
  const snapshot = JSON.parse(await folder.done(['document', 'export', first.ledger]));
  const stateOf = (id: string) => snapshot.entries.find((entry: { id: string }) => entry.id === id);
  expect(stateOf(first.id)).toMatchObject({ state: 'posted' });
  expect(await json('verify')).toMatchObject({ problems: [] });
});

test('[LG21] limits are set by measure, in yuan and whole numbers', async () => {
  expect(await json('limit')).toEqual({});
  expect(await json('limit', 'yuan', '5000')).toEqual({ yuan: 500_000 });
  expect(await json('limit', 'piece', '20')).toEqual({ yuan: 500_000, piece: 20 });
  expect(await folder.done(['ledger', 'limit'])).toContain('≥ 5,000.00 元');
  expect(await json('limit', 'yuan', 'none')).toEqual({ piece: 20 });
  for (const args of [['gold', '1'], ['yuan', '1.234'], ['piece', '1.5'], ['piece', '0'], ['piece']]) {
    expect((await fails('limit', ...args)).code, args.join(' ')).toBe(2);
  }
});

test('[LG20] the demo’s books go with it, closings too, and the next community begins with none', async () => {
  const [{ date }] = await json('waiting');
  await folder.done([
    'ledger',
    'close',
    '--until',
    new Date(Date.parse(date) - 40 * 86_400_000).toISOString().slice(0, 10),
  ]);
  await folder.done(['demo', 'remove']);
  expect(await json('verify')).toMatchObject({ ledgers: 0, entries: 0, closings: 0 });
  await folder.done(['demo', 'create']);
  expect(await json('verify')).toMatchObject({ problems: [], closings: 0 });
});

test('every command of the books says how it is used', async () => {
  for (const verb of ['trial', 'head', 'verify', 'close', 'limit', 'waiting', 'approve', 'decline', 'post']) {
    const { code, stdout } = await folder.lianxi(['ledger', verb, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`lianxi ledger ${verb}`);
  }
});
