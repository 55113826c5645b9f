import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendUpdate, openStore } from '@lianxi/server';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { expectRunning, type Folder, openFolder, type Running } from './cli-harness.ts';
import { connectStock, partsOf, until, whenSynced } from './harness.ts';

let folder: Folder;
let server: Running;
let token: string;
let address: string;

const countOf = (rows: string): number => {
  const sqlite = new Sqlite(join(folder.path, 'lianxi.sqlite'), { readonly: true });
  const count = sqlite.prepare(`SELECT count(*) FROM ${rows}`).pluck().get();
  sqlite.close();
  return Number(count);
};

/** A running server with a document that has a baseline and a tail. */
beforeAll(async () => {
  folder = openFolder();
  server = expectRunning(await folder.start());
  await folder.done(['user', 'add', '程序', '--role', 'committee', '--passphrase-stdin'], 'correct horse\n');
  token = await folder.done(['token', 'create', '--user', '程序']);
  address = await folder.done(['document', 'create', 'open']);
  await folder.done(['document', 'create', 'minutes', '--title', '联席会议']);
  const store = openStore(folder.path);
  if (!store.ok) throw new Error(store.error.type);
  const doc = new Y.Doc();
  for (let index = 0; index < 60; index++) {
    const before = Y.encodeStateVector(doc);
    if (index === 50) doc.getMap('m').delete('3');
    else doc.getMap('m').set(`${index % 20}`, index);
    appendUpdate(store.value, partsOf(address).address, Y.encodeStateAsUpdate(doc, before));
  }
  store.value.close();
  const client = connectStock(`${server.origin.replace('http', 'ws')}/sync`, address, token);
  await whenSynced(client);
  client.stop();
  await until('folded when the last socket leaves', () => countOf('baselines') === 1, 30_000);
  const again = connectStock(`${server.origin.replace('http', 'ws')}/sync`, address, token);
  await whenSynced(again);
  // Two rows, however busy the machine is: the second is written when the first is stored.
  again.doc.getMap('m').set('more', 1);
  await until('the first is stored', () => countOf('updates WHERE room = 1') === 1);
  again.doc.getMap('m').set('most', 1);
  await until('the second is stored', () => countOf('updates WHERE room = 1') === 2);
  again.stop();
});
afterAll(() => folder.dispose());

test('[OP11] says of a running server’s data that all is well, writes nothing but when it looked, and ends with 0', async () => {
  const { code, stdout, stderr } = await folder.lianxi(['check']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/✓ 文件完整（[\d.]+ MB） The file is whole/);
  expect(stdout).toMatch(/✓ \d+ 份文档，1 份合并的历史，\d+ 条改动：编号连续，内容完整 \d+ documents, 1 baselines/);
  const report = JSON.parse(await folder.done(['check', '--json']));
  expect(report).toMatchObject({ baselines: 1, problems: [], documents: 2, time: expect.any(Number) });
  expect(server.child.exitCode).toBeNull();
});

const copyOf = async (change: (sqlite: Sqlite.Database) => void): Promise<string> => {
  const file = join(folder.path, `copy-${readdirSync(folder.path).length}.sqlite`);
  await folder.done(['backup', file]);
  const sqlite = new Sqlite(file);
  sqlite.pragma('foreign_keys = OFF');
  change(sqlite);
  sqlite.close();
  return file;
};
const problemsOf = async (file: string): Promise<readonly { readonly type: string }[]> => {
  const { code, stdout, stderr } = await folder.lianxi(['check', file, '--json']);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/有 \d+ 处问题；没有改动任何内容。.*has \d+ problems/)]);
  return JSON.parse(stdout).problems;
};

test('[OP11] names what does not hold together, and where', async () => {
  const cases: readonly [string, (sqlite: Sqlite.Database) => void, unknown][] = [
    [
      'a hole in the numbers',
      (sqlite) =>
        sqlite.exec('DELETE FROM updates WHERE room = 1 AND seq = (SELECT min(seq) FROM updates WHERE room = 1)'),
      { type: 'NumbersBroken', address },
    ],
    [
      'a last row that is gone',
      (sqlite) =>
        sqlite.exec('DELETE FROM updates WHERE room = 1 AND seq = (SELECT max(seq) FROM updates WHERE room = 1)'),
      { type: 'NumbersBroken', address },
    ],
    [
      'a baseline that is gone',
      (sqlite) => sqlite.exec('DELETE FROM baselines'),
      { type: 'NumbersBroken', address, expected: 1 },
    ],
    [
      'a baseline that misstates what it holds',
      (sqlite) => {
        const doc = new Y.Doc();
        doc.getMap('m').set('k', 1);
        sqlite.prepare('UPDATE baselines SET state_vector = ?').run(Y.encodeStateVector(doc));
      },
      { type: 'BaselineMisstated', address },
    ],
    [
      'bytes that are no update',
      (sqlite) => sqlite.exec("UPDATE updates SET bytes = x'ff00ff' WHERE room = 1"),
      { type: 'ContentUnsound', address },
    ],
    [
      'something that builds on what is not there',
      (sqlite) => {
        const doc = new Y.Doc();
        doc.getText('t').insert(0, 'a');
        const vector = Y.encodeStateVector(doc);
        doc.getText('t').insert(1, 'b');
        sqlite.prepare('UPDATE updates SET bytes = ? WHERE room = 1').run(Y.encodeStateAsUpdate(doc, vector));
      },
      { type: 'ContentUnsound', address, detail: 'something that it builds on is missing' },
    ],
    [
      'a row that builds on the one behind it',
      (sqlite) => {
        const rows = sqlite.prepare('SELECT seq FROM updates WHERE room = 1 ORDER BY seq').pluck().all();
        const doc = new Y.Doc();
        doc.getText('t').insert(0, 'a');
        const vector = Y.encodeStateVector(doc);
        const [first, put] = [
          Y.encodeStateAsUpdate(doc),
          sqlite.prepare('UPDATE updates SET bytes = ? WHERE room = 1 AND seq = ?'),
        ];
        doc.getText('t').insert(1, 'b');
        put.run(Y.encodeStateAsUpdate(doc, vector), rows[0]);
        put.run(first, rows[1]);
      },
      { type: 'RowsOutOfOrder', address, seq: 61 },
    ],
    [
      'rows of no document',
      (sqlite) => sqlite.exec('DELETE FROM documents WHERE room = 1'),
      { type: 'OrphanRows', table: 'updates', room: 1 },
    ],
    [
      'an address that is none',
      (sqlite) => sqlite.exec("UPDATE documents SET address = 'poem/x' WHERE room = 1"),
      { type: 'AddressMalformed', address: 'poem/x' },
    ],
    [
      'a sum that no entry adds up to',
      (sqlite) => sqlite.exec("INSERT INTO ledger_totals VALUES ('ledger/joint/x', 'unit-a', 'yuan', 1, 0, 0)"),
      { type: 'BooksWrong', problem: expect.objectContaining({ type: 'sum-differs' }) },
    ],
    [
      'what was written down and is gone',
      (sqlite) => sqlite.exec("UPDATE sqlite_sequence SET seq = seq + 7 WHERE name = 'audit'"),
      { type: 'AuditWrong', problem: { type: 'row-missing', seq: expect.any(Number) } },
    ],
    [
      'a grant of nobody',
      (sqlite) =>
        sqlite.exec(
          "INSERT INTO grants (member, role, \"on\", created_at) VALUES ('mnobody', 'street', 'community', 1)",
        ),
      { type: 'FileDamaged', detail: 'a row of grants points to nothing' },
    ],
  ];
  for (const [what, change, problem] of cases) {
    const problems = await problemsOf(await copyOf(change));
    expect([what, problems]).toEqual([what, expect.arrayContaining([expect.objectContaining(problem as object)])]);
  }
});

test('[OP11] says it to a person in both languages, one line a problem', async () => {
  const file = await copyOf((sqlite) => sqlite.exec('DELETE FROM baselines'));
  const { code, stdout, stderr } = await folder.lianxi(['check', file]);
  expect([code, stdout]).toEqual([1, '']);
  const lines = stderr.trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(line).toMatch(/^✗ .*[一-鿿].*[a-z]{3}/);
});

test('[OP11] a damaged, foreign, newer or missing file is told apart, and left as it is', async () => {
  const damaged = await copyOf(() => {});
  const bytes = readFileSync(damaged);
  bytes.fill(0xff, 20_000, 30_000);
  writeFileSync(damaged, bytes);
  expect((await problemsOf(damaged)).map(({ type }) => type)).toContain('FileDamaged');
  expect(readFileSync(damaged).equals(bytes)).toBe(true);
  const newer = await copyOf((sqlite) => sqlite.pragma('user_version = 999'));
  const foreign = await copyOf((sqlite) => sqlite.pragma('application_id = 1'));
  const text = join(folder.path, 'text.sqlite');
  writeFileSync(text, 'no database, '.repeat(1_000));
  for (const [file, words] of [
    [newer, /更新的版本.*newer version/],
    [foreign, /不是联席的数据.*no database of Lianxi/],
    [text, /读不出来.*cannot be read/],
    [join(folder.path, 'nothing.sqlite'), /没有文件.*no file/],
  ] as const) {
    const { code, stdout, stderr } = await folder.lianxi(['check', file]);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(words)]);
  }
  expect(existsSync(join(folder.path, 'nothing.sqlite'))).toBe(false);
});
