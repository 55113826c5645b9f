import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAddress } from '@lianxi/access';
import { openStore, readDocument } from '@lianxi/server';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { expectRunning, type Folder, openFolder, type Running } from './cli-harness.ts';

let folder: Folder;
let server: Running;
beforeAll(async () => {
  folder = openFolder();
  server = expectRunning(await folder.start());
});
afterAll(() => folder.dispose());

const passphrase = 'correct horse\n';
const addUser = (name: string, role: string, scope?: string) =>
  folder.done(
    ['user', 'add', name, '--role', role, ...(scope ? ['--scope', scope] : []), '--passphrase-stdin'],
    passphrase,
  );
const tokenOf = (name: string) => folder.done(['token', 'create', '--user', name]);

/** A stock Yjs program: y-websocket, told nothing but the address and a token. */
const joinAs = (address: string, token: string) => {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${server.origin.replace('http', 'ws')}/sync`, address, doc, {
    protocols: [`lianxi.bearer.${token}`],
    WebSocketPolyfill: WebSocket as never,
    disableBc: true,
  });
  const synced = new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  return { doc, synced, leave: () => provider.destroy() };
};

const knock = (address: string, token: string): Promise<{ status: number; socket: WebSocket }> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/sync/${address}`, [
      'lianxi.v1',
      `lianxi.bearer.${token}`,
    ]);
    socket.once('open', () => resolve({ status: 101, socket }));
    socket.once('unexpected-response', (_request, response) => resolve({ status: response.statusCode ?? 0, socket }));
    socket.once('error', reject);
  });

describe('people', () => {
  test('[ID19] an account made while the server runs can sign in at once', async () => {
    const id = await addUser('钱丙', 'branch', 'wutongli');
    expect(id).toMatch(/^m[a-z2-7]{7}$/);
    const answer = await fetch(`${server.origin}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.origin },
      body: JSON.stringify({ name: '钱丙', passphrase: 'correct horse' }),
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ member: { id, grants: [{ role: 'branch', on: 'wutongli' }] } });
  });

  test('[ID19] [ID5] another passphrase signs browsers out and leaves programs in', async () => {
    await addUser('换口令', 'committee');
    const token = await tokenOf('换口令');
    const signIn = (words: string) =>
      fetch(`${server.origin}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: server.origin },
        body: JSON.stringify({ name: '换口令', passphrase: words }),
      });
    const cookie = (await signIn('correct horse')).headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${server.origin}/api/session`, { headers })).status;
    expect(await status({ cookie })).toBe(200);
    expect((await folder.lianxi(['user', 'passphrase', '换口令', '--passphrase-stdin'], 'short\n')).code).toBe(1);
    expect(await status({ cookie })).toBe(200);
    expect(await folder.done(['user', 'passphrase', '换口令', '--passphrase-stdin'], 'battery staple\n')).toBe('');
    expect(await status({ cookie })).toBe(401);
    expect(await status({ authorization: `Bearer ${token}` })).toBe(200);
    expect((await signIn('correct horse')).status).toBe(401);
    expect((await signIn('battery staple')).status).toBe(200);
  });

  test('[ID19] each role has the place that it commonly has', async () => {
    for (const role of ['committee-admin', 'committee', 'branch', 'grid', 'unit', 'street'])
      await addUser(`常 ${role}`, role);
    const users = JSON.parse(await folder.done(['user', 'list', '--json'])) as {
      name: string;
      grants: { role: string; on: string }[];
    }[];
    const places = Object.fromEntries(
      users.filter(({ name }) => name.startsWith('常 ')).map(({ grants }) => [grants[0]?.role, grants[0]?.on]),
    );
    expect(places).toEqual({
      'committee-admin': 'community',
      committee: 'community',
      branch: 'joint',
      grid: 'joint',
      unit: expect.stringMatching(/^unit-[a-z2-7]{6}$/),
      street: 'community',
    });
    const table = await folder.done(['user', 'list']);
    expect(table).toContain('committee-admin community');
  });

  test('[ID19] what cannot be is said in one line, with the right exit code', async () => {
    await addUser('重名', 'street');
    const cases: [readonly string[], string, number, RegExp][] = [
      [['user', 'add', '重名', '--role', 'street', '--passphrase-stdin'], passphrase, 1, /已经有人叫.*already/],
      [['user', 'add', '短', '--role', 'street', '--passphrase-stdin'], 'seven77\n', 1, /至少 8.*at least 8/],
      [['user', 'add', '空', '--role', 'street', '--passphrase-stdin'], '', 1, /至少 8/],
      [['user', 'add', ' ', '--role', 'street', '--passphrase-stdin'], passphrase, 2, /姓名/],
      [['user', 'add', '王', '--role', 'king', '--passphrase-stdin'], passphrase, 2, /no role “king”/],
      [['user', 'add', '客', '--role', 'guest', '--passphrase-stdin'], passphrase, 2, /guest needs/],
      [
        ['user', 'add', '客', '--role', 'guest', '--scope', 'minutes/joint/no', '--passphrase-stdin'],
        passphrase,
        1,
        /no document/,
      ],
      [['user', 'add', '错', '--role', 'unit', '--scope', 'A B', '--passphrase-stdin'], passphrase, 2, /no scope/],
      [['user', 'add', '无', '--role', 'unit'], '', 2, /--passphrase-stdin/],
      [['user', 'add', '无', '--passphrase-stdin'], '', 2, /--role/],
      [['user', 'role', '没有的人', 'unit'], '', 1, /nobody called/],
      [['token', 'create', '--user', '没有的人'], '', 1, /nobody called/],
      [['token', 'create', '--user', '重名', '--days', 'x'], '', 2, /--days/],
      [['token', 'revoke', 'nothing'], '', 1, /no such token/],
      [['document', 'create', 'poem'], '', 2, /no kind “poem”/],
      [['document', 'create', 'register', '--scope', 'joint'], '', 2, /cannot lie/],
      [['document', 'create', 'directory', '--id', 'second'], '', 2, /one directory only/],
      [['document', 'export', 'nonsense', '--json'], '', 2, /no document's address/],
      [['document', 'export', 'minutes/joint/nothing', '--json'], '', 1, /no document/],
      [['register', 'read', join(folder.path, 'nothing.xlsx'), '--json'], '', 1, /no such file/],
      [['register', 'read', folder.path, '--json'], '', 1, /folder/],
      [['nonsense'], '', 2, /unknown command/],
      [[], '', 2, /Usage/],
    ];
    const ended = await Promise.all(cases.map(([args, input]) => folder.lianxi(args, input)));
    ended.forEach(({ code, stdout, stderr }, index) => {
      const [args, , exit, words] = cases[index] as (typeof cases)[number];
      expect([args, code, stdout]).toEqual([args, exit, '']);
      expect(stderr).toMatch(words);
    });
  });

  test('[ID19] as a process it ends with the same codes, and reads the passphrase from a pipe', async () => {
    const added = await folder.process(
      ['user', 'add', '管道', '--role', 'grid', '--passphrase-stdin'],
      'correct horse',
    );
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect(added.stdout).toMatch(/^m[a-z2-7]{7}\n$/);
    const again = await folder.process(
      ['user', 'add', '管道', '--role', 'grid', '--passphrase-stdin'],
      'correct horse',
    );
    expect([again.code, again.stdout]).toEqual([1, '']);
    const wrong = await folder.process(['user', 'add']);
    expect([wrong.code, wrong.stdout]).toEqual([2, '']);
  });

  test('[ID19] every command has help with an example, on standard output', async () => {
    const commands = [
      'start',
      'user add',
      'user list',
      'user role',
      'user passphrase',
      'token create',
      'token list',
      'token revoke',
    ];
    commands.push('document create', 'document list', 'document export', 'register read', 'backup', 'restore', 'check');
    for (const command of commands) {
      const { code, stdout, stderr } = await folder.lianxi([...command.split(' '), '--help']);
      expect([command, code, stderr]).toEqual([command, 0, '']);
      expect(stdout).toContain('Usage: lianxi ');
      expect(stdout).toContain(`lianxi ${command}`);
      expect(stdout).toContain('Examples:');
    }
  });
});

describe('documents', () => {
  test('[ID19] an address printed alone can be opened by a stock program, and exported as it stands', async () => {
    await addUser('程序', 'committee');
    const token = await tokenOf('程序');
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const address = await folder.done(['document', 'create', 'open', '--scope', 'community', '--title', '大屏']);
    expect(address).toMatch(/^open\/community\/[0-9a-f-]{36}$/);
    const one = joinAs(address, token);
    const two = joinAs(address, token);
    await Promise.all([one.synced, two.synced]);
    one.doc.getText('body').insert(0, '联席会议');
    one.doc.getMap('state').set('n', 1);
    one.doc.getArray('list').push(['甲', { a: [1, null] }]);
    const paragraph = new Y.XmlElement('p');
    one.doc.getXmlFragment('page').insert(0, [paragraph]);
    paragraph.insert(0, [new Y.XmlText('段落')]);
    const deadline = Date.now() + 30_000;
    while (two.doc.getXmlFragment('page').length === 0 && Date.now() < deadline)
      await new Promise((next) => setTimeout(next, 20));
    expect(two.doc.getText('body').toString()).toBe('联席会议');
    expect(JSON.parse(await folder.done(['document', 'export', address, '--json']))).toEqual({
      body: '联席会议',
      state: { n: 1 },
      list: ['甲', { a: [1, null] }],
      page: '<p>段落</p>',
    });
    one.leave();
    two.leave();
  });

  test('[ID16] the server writes the first content of each kind, and the list names it', async () => {
    for (const kind of ['minutes', 'ledger', 'register', 'directory', 'open']) {
      const address = await folder.done(['document', 'create', kind, '--title', `题 ${kind}`]);
      const listed = JSON.parse(await folder.done(['document', 'list', '--json'])) as {
        address: string;
        title: string;
      }[];
      expect(listed.find((each) => each.address === address)?.title).toBe(`题 ${kind}`);
      const parts = parseAddress(address);
      const store = openStore(folder.path);
      if (!parts.ok || !store.ok) throw new Error(address);
      const doc = new Y.Doc();
      Y.applyUpdate(doc, readDocument(store.value, parts.value.address)?.update ?? new Uint8Array());
      store.value.close();
      const meta = doc.getMap('meta');
      if (kind === 'open') expect(doc.store.clients.size).toBe(0);
      else
        expect([meta.get('version'), typeof meta.get('createdAt')]).toEqual([
          ['register', 'minutes', 'directory'].includes(kind) ? 2 : 1,
          'number',
        ]);
      const exported = JSON.parse(await folder.done(['document', 'export', address, '--json']));
      if (kind === 'minutes') expect(exported.header.title).toBe('题 minutes');
      if (kind === 'ledger') expect(exported.card.title).toBe('题 ledger');
      if (kind === 'directory') expect(exported.community.name).toBe('题 directory');
    }
    expect(await folder.done(['document', 'create', 'directory'])).toBe('directory/community/main');
  });
});

describe('rights while connected', () => {
  const closeOf = (socket: WebSocket) =>
    new Promise<{ code: number; after: number }>((resolve) => {
      const start = performance.now();
      socket.once('close', (code) => resolve({ code, after: performance.now() - start }));
    });

  test('[ID12] a role taken away by the command line closes the sockets within a second', async () => {
    await addUser('支书', 'branch', 'wutongli');
    const token = await tokenOf('支书');
    const address = await folder.done(['document', 'create', 'register', '--scope', 'wutongli.g1']);
    const { status, socket } = await knock(address, token);
    expect(status).toBe(101);
    const closed = closeOf(socket);
    const before = performance.now();
    const { code: exit, stdout } = await folder.process(['user', 'role', '支书', 'branch', '--scope', 'yinhe']);
    expect([exit, stdout]).toEqual([0, 'branch yinhe\n']);
    const commandTook = performance.now() - before;
    const { code, after } = await closed;
    expect(code).toBeGreaterThanOrEqual(4400);
    expect(after).toBeLessThan(commandTook + 1_000);
    expect((await knock(address, token)).status).toBe(404);
  });

  test('[ID12] a role given by the command line lets somebody in at once, to one document and no other', async () => {
    await addUser('客人', 'street');
    const token = await tokenOf('客人');
    const address = await folder.done(['document', 'create', 'minutes']);
    const other = await folder.done(['document', 'create', 'minutes']);
    expect((await knock(address, token)).status).toBe(404);
    await folder.done(['user', 'role', '客人', '--role', 'guest', '--scope', address, '--add']);
    const { status, socket } = await knock(address, token);
    expect(status).toBe(101);
    expect((await knock(other, token)).status).toBe(404);
    const closed = closeOf(socket);
    await folder.done(['user', 'role', '客人', 'guest', '--remove']);
    expect((await closed).code).toBeGreaterThanOrEqual(4400);
  });

  test('[ID12] [ID6] a token that is revoked loses its sockets and opens none; others of its owner stay', async () => {
    await addUser('两个程序', 'committee');
    const [first, second] = [await tokenOf('两个程序'), await tokenOf('两个程序')];
    const address = await folder.done(['document', 'create', 'ledger']);
    const one = await knock(address, first);
    const two = await knock(address, second);
    const closed = closeOf(one.socket);
    const listed = JSON.parse(await folder.done(['token', 'list', '--json'])) as { id: string; user: string }[];
    expect(listed.filter(({ user }) => user === '两个程序')).toHaveLength(2);
    expect(JSON.stringify(listed)).not.toContain(first);
    await folder.done(['token', 'revoke', '-'], `${first}\n`);
    expect((await closed).code).toBeGreaterThanOrEqual(4400);
    expect((await knock(address, first)).status).toBe(401);
    expect(two.socket.readyState).toBe(WebSocket.OPEN);
    two.socket.close();
  });

  test('[ID77] a token that is made or revoked is written down: for whom, which and until when, never the token', async () => {
    const id = await addUser('屏幕', 'committee');
    const token = await folder.done(['token', 'create', '--user', '屏幕', '--label', '大屏', '--days', '2']);
    const list = JSON.parse(await folder.done(['token', 'list', '--json'])) as { id: string; label: string }[];
    const shown = list.find(({ label }) => label === '大屏')?.id ?? '';
    await folder.done(['token', 'revoke', shown]);
    const sqlite = new Sqlite(join(folder.path, 'lianxi.sqlite'), { readonly: true });
    const rows = sqlite.prepare("SELECT type, member, detail FROM audit WHERE type LIKE 'token-%'").all() as {
      type: string;
      member: string | null;
      detail: string;
    }[];
    sqlite.close();
    const own = rows.filter(({ detail }) => detail.includes(id));
    expect(own.map(({ type, member }) => [type, member])).toEqual([
      ['token-made', null],
      ['token-revoked', null],
    ]);
    expect(JSON.parse(own[0]?.detail ?? '')).toMatchObject({ whom: id, token: shown, until: expect.any(Number) });
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${token}|大屏|屏幕`));
  });
});

describe('a backup', () => {
  test('[ID20] is the whole of one moment, checked, private, and overwrites nothing', async () => {
    const file = join(folder.path, 'copy.sqlite');
    const documents = JSON.parse(await folder.done(['document', 'list', '--json'])) as unknown[];
    const { code, stdout } = await folder.lianxi(['backup', file]);
    expect([code, stdout.trim()]).toEqual([0, file]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const copy = new Sqlite(file, { readonly: true });
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(copy.prepare('SELECT count(*) FROM documents').pluck().get()).toBe(documents.length);
    copy.close();
    const before = readFileSync(file);
    const again = await folder.lianxi(['backup', file]);
    expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/已存在.*exists/)]);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect((await folder.lianxi(['backup', join(folder.path, 'no', 'copy.sqlite')])).code).toBe(1);
    expect(readdirSync(folder.path).filter((name) => name.includes('partial'))).toEqual([]);
  });

  test('[ID19] a register is read without a data folder being touched', async () => {
    const file = join(folder.path, '台账.csv');
    writeFileSync(file, '楼栋,单元,室号,姓名,电话\n3,2,101,测试甲,13800005678\n');
    const reading = JSON.parse(await folder.done(['register', 'read', file, '--json']));
    expect(reading).toMatchObject({ rows: [{ name: '测试甲' }], problems: [] });
    expect(existsSync(file)).toBe(true);
    writeFileSync(file, Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0]));
    const damaged = await folder.lianxi(['register', 'read', file, '--json']);
    expect([damaged.code, damaged.stdout]).toEqual([1, '']);
    expect(damaged.stderr.split('\n').filter((line) => line !== '')).toHaveLength(1);
  });
});
