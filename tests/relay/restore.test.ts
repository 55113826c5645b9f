import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mayBringBack, rebuilding } from '@lianxi/protocol';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { expectRunning, type Folder, openFolder, type Running } from './cli-harness.ts';
import { connectStock, type Stock, until, whenSynced } from './harness.ts';

let folder: Folder;
let token: string;
let address: string;
const clients: Stock[] = [];
const database = () => join(folder.path, 'lianxi.sqlite');
const backup = () => `${folder.path}-backup.sqlite`;

beforeEach(async () => {
  folder = openFolder();
  await folder.done(['user', 'add', '程序', '--role', 'committee', '--passphrase-stdin'], 'correct horse\n');
  token = await folder.done(['token', 'create', '--user', '程序']);
  address = await folder.done(['document', 'create', 'open']);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.stop();
  await folder.dispose();
  rmSync(backup(), { force: true });
});

const enter = async (server: Running, doc = new Y.Doc()): Promise<Stock> => {
  const client = connectStock(`${server.origin.replace('http', 'ws')}/sync`, address, token, doc);
  clients.push(client);
  await whenSynced(client);
  return client;
};
const stop = async (server: Running): Promise<void> => {
  server.child.kill('SIGTERM');
  expect((await server.ended).code).toBe(0);
};
const exported = async () => JSON.parse(await folder.done(['document', 'export', address, '--json']));

test('[OP10] a backup made while people write comes back whole; the old data is kept; what devices hold since comes again', async () => {
  const first = expectRunning(await folder.start());
  const writer = await enter(first);
  const map = writer.doc.getMap('m');
  let written = 0;
  const timer = setInterval(() => map.set(`${written++}`, 'x'), 2);
  await until('some is written', () => written > 30);
  const made = await folder.process(['backup', backup()]);
  clearInterval(timer);
  expect(made.code).toBe(0);
  map.set('after', 1);
  const revoked = await folder.done(['token', 'create', '--user', '程序']);
  await folder.done(['token', 'revoke', '-'], `${revoked}\n`);
  const other = await enter(first);
  await until('stored', () => other.doc.getMap('m').has('after'));
  other.stop();
  writer.provider.disconnect();
  await stop(first);

  const done = await folder.process(['restore', backup()]);
  expect([done.code, done.stdout]).toEqual([0, `${database()}\n`]);
  expect(done.stderr).toMatch(
    /^原来的数据保存在 .*。 The data that was there is kept as .*\n.*重新送来；.*comes back from their own devices .*\n$/s,
  );
  expect(statSync(database()).mode & 0o777).toBe(0o600);
  const aside = readdirSync(folder.path).filter((name) => name.includes('.before-restore-'));
  expect(aside).toEqual([expect.stringMatching(/^lianxi\.sqlite\.before-restore-\d{4}-\d\d-\d\d-\d{6}\.sqlite$/)]);
  expect((await folder.lianxi(['check', join(folder.path, aside[0] ?? '')])).code).toBe(0);
  const restored = await exported();
  expect(Object.keys(restored.m).length).toBeGreaterThan(10);
  expect(restored.m.after).toBeUndefined();
  expect((await folder.lianxi(['check'])).code).toBe(0);

  // A device that knows more than the backup.
  const second = expectRunning(await folder.start());
  const back = await enter(second, writer.doc);
  back.doc.getMap('m').set('and on', 1);
  const reader = await enter(second);
  await until('all is there', () => reader.doc.getMap('m').has('and on') && reader.doc.getMap('m').has('after'));
  expect(reader.doc.getMap('m').size).toBe(written + 2);
});

test('[OP10] what was signed out or revoked since the backup stays so', async () => {
  const kept = await folder.done(['token', 'create', '--user', '程序']);
  const lost = await folder.done(['token', 'create', '--user', '程序']);
  await folder.done(['backup', backup()]);
  await folder.done(['token', 'revoke', '-'], `${lost}\n`);
  await folder.done(['restore', backup()]);
  const server = expectRunning(await folder.start());
  const statusOf = async (bearer: string) =>
    (await fetch(`${server.origin}/api/session`, { headers: { authorization: `Bearer ${bearer}` } })).status;
  expect([await statusOf(kept), await statusOf(lost)]).toEqual([200, 401]);
});

test('[ID54] devices, invitations, passkeys, passphrases and the recovery sheet that were taken since stay taken', async () => {
  await folder.done(['user', 'passphrase', '程序', '--passphrase-stdin'], 'battery staple\n');
  const [one, two] = ['0198f3a2-7c41-7d20-9b1e-000000000001', '0198f3a2-7c41-7d20-9b1e-000000000002'];
  const inFile = <T>(work: (sqlite: Sqlite.Database) => T): T => {
    const sqlite = new Sqlite(database());
    try {
      return work(sqlite);
    } finally {
      sqlite.close();
    }
  };
  inFile((sqlite) => {
    const member = sqlite.prepare('SELECT id FROM members').pluck().get();
    const device = sqlite.prepare(
      "INSERT INTO devices (id, member, name, created_at, last_seen_at) VALUES (?, ?, '', 1, 1)",
    );
    for (const id of [one, two]) device.run(id, member);
    const passkey = sqlite.prepare("INSERT INTO passkeys VALUES (?, ?, x'00', 0, '[]', '', 1, NULL)");
    for (const id of ['kept', 'gone']) passkey.run(id, member);
    sqlite.prepare("INSERT INTO settings VALUES ('recovery_sheet', 'old')").run();
  });
  const invite = async () => JSON.parse(await folder.done(['invite', '--role', 'street', '--json'])) as { id: string };
  const [used, withdrawn, open] = [await invite(), await invite(), await invite()];
  await folder.done(['backup', backup()]);
  await folder.done(['device', 'revoke', one]);
  await folder.done(['user', 'passphrase', '程序', '--passphrase-stdin'], 'kept words here\n');
  inFile((sqlite) => {
    sqlite.prepare('DELETE FROM passkeys').run();
    sqlite.prepare("INSERT INTO passkeys VALUES ('kept', (SELECT id FROM members), x'00', 0, '[]', '', 1, NULL)").run();
    sqlite.prepare('UPDATE invitations SET used_at = 5, used_by = ? WHERE id = ?').run('maaaaaaa', used.id);
    sqlite.prepare('UPDATE invitations SET revoked_at = 6 WHERE id = ?').run(withdrawn.id);
    sqlite.prepare("UPDATE settings SET value = 'new' WHERE key = 'recovery_sheet'").run();
  });
  const passphraseOf = (sqlite: Sqlite.Database) => sqlite.prepare('SELECT passphrase_hash FROM members').pluck().get();
  const hash = inFile(passphraseOf);
  await folder.done(['restore', backup()]);
  const read = (sqlite: Sqlite.Database) => ({
    devices: sqlite.prepare('SELECT id, revoked_at IS NOT NULL AS isRevoked FROM devices ORDER BY id').all(),
    passkeys: sqlite.prepare('SELECT id FROM passkeys').pluck().all(),
    open: sqlite.prepare('SELECT id FROM invitations WHERE used_at IS NULL AND revoked_at IS NULL').pluck().all(),
    sheet: sqlite.prepare("SELECT value FROM settings WHERE key = 'recovery_sheet'").pluck().get(),
  });
  expect(inFile(read)).toEqual({
    devices: [
      { id: one, isRevoked: 1 },
      { id: two, isRevoked: 0 },
    ],
    passkeys: ['kept'],
    open: [open.id],
    sheet: 'new',
  });
  expect(inFile(passphraseOf)).toBe(hash);
  for (const aside of readdirSync(folder.path).filter((name) => name.includes('.before-restore-'))) {
    rmSync(join(folder.path, aside));
  }
  // Where the present data cannot be read, nobody knows which invitations are still good: none is.
  writeFileSync(database(), 'broken');
  await folder.done(['restore', backup()]);
  expect(inFile(read).open).toEqual([]);
});

test('[OP10] a running server keeps its data: nothing is swapped under it', async () => {
  await folder.done(['backup', backup()]);
  const server = expectRunning(await folder.start());
  const writer = await enter(server);
  writer.doc.getMap('m').set('k', 1);
  const refused = await folder.lianxi(['restore', backup()]);
  expect([refused.code, refused.stdout]).toEqual([1, '']);
  expect(refused.stderr).toMatch(
    /^✗ .*正在使用；请先停下服务，再恢复。 .* is in use; stop the server, then restore\.\n$/,
  );
  expect(readdirSync(folder.path).filter((name) => /restor/.test(name))).toEqual([]);
  writer.doc.getMap('m').set('k', 2);
  const reader = await enter(server);
  await until('it works on', () => reader.doc.getMap('m').get('k') === 2);
});

test('[OP10] what is damaged, foreign, newer, unsound or not there is not restored, and the data stays as it is', async () => {
  await folder.done(['backup', backup()]);
  const whole = readFileSync(backup());
  const change = (sql: string): void => {
    writeFileSync(backup(), whole);
    const sqlite = new Sqlite(backup());
    sqlite.exec(sql);
    sqlite.close();
  };
  const before = readFileSync(database());
  const cases: readonly [() => void, RegExp][] = [
    [() => writeFileSync(backup(), Buffer.from(whole).fill(0xff, 20_000, 30_000)), /没有通过检查.*did not pass/],
    [() => writeFileSync(backup(), 'no database, '.repeat(1_000)), /读不出来.*cannot be read/],
    [() => change('PRAGMA user_version = 999'), /更新的版本.*newer/],
    [() => change('PRAGMA application_id = 1'), /不是联席的数据.*no database of Lianxi/],
    [() => change('UPDATE documents SET seq = 9'), /编号|没有通过检查/],
    [() => rmSync(backup()), /没有文件.*no file/],
  ];
  for (const [spoil, words] of cases) {
    spoil();
    const { code, stdout, stderr } = await folder.lianxi(['restore', backup()]);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(words)]);
    expect(readFileSync(database()).equals(before)).toBe(true);
    expect(readdirSync(folder.path)).toEqual(['lianxi.sqlite']);
  }
});

test('[OP10] it comes back over data that is damaged, and into a folder that is empty', async () => {
  await folder.done(['backup', backup()]);
  writeFileSync(database(), 'no database, '.repeat(1_000));
  expect((await folder.lianxi(['document', 'list'])).code).toBe(1);
  const over = await folder.lianxi(['restore', backup()]);
  expect([over.code, over.stdout]).toEqual([0, `${database()}\n`]);
  expect(await folder.done(['document', 'list'])).toContain(address);
  const aside = readdirSync(folder.path).filter((name) => name.includes('before-restore'));
  expect(aside).toHaveLength(1);
  expect(readFileSync(join(folder.path, aside[0] ?? ''), 'utf8')).toContain('no database');

  for (const name of readdirSync(folder.path)) rmSync(join(folder.path, name));
  const empty = await folder.lianxi(['restore', backup()]);
  expect([empty.code, empty.stdout]).toEqual([0, `${database()}\n`]);
  expect(existsSync(`${database()}-wal`)).toBe(false);
  expect(await folder.done(['document', 'list'])).toContain(address);
});

test('[OP10] after each restore every document has an epoch that no device has heard of, however often it was rebuilt', async () => {
  const epochOf = (): number => {
    const sqlite = new Sqlite(database(), { readonly: true });
    const epoch = sqlite.prepare('SELECT epoch FROM documents WHERE address = ?').pluck().get(address) as number;
    sqlite.close();
    return epoch;
  };
  await folder.done(['backup', backup()]);
  const restored = async () => {
    for (const name of readdirSync(folder.path)) if (name.includes('before-restore')) rmSync(join(folder.path, name));
    await folder.done(['restore', backup()]);
    return epochOf();
  };
  const epochs = [epochOf(), await restored(), await restored()];
  expect(new Set(epochs).size).toBe(3);
  expect(epochs.every((from, index) => index === 0 || mayBringBack(epochs[index - 1] ?? 0, from))).toBe(true);
  const sqlite = new Sqlite(database());
  sqlite.prepare('UPDATE documents SET epoch = epoch + ?').run(rebuilding);
  sqlite.close();
  const rebuilt = epochOf();
  epochs.push(await restored());
  expect(mayBringBack(rebuilt, epochs[3] ?? 0)).toBe(true);
  expect(mayBringBack(epochs[2] ?? 0, epochs[3] ?? 0)).toBe(false);
  rmSync(database());
  // Nobody says any more what was given out: the time tells it from the backup's.
  expect(await restored()).toBeGreaterThan(epochs[0] ?? 0);
});
