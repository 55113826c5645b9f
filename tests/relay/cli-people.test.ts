import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { expectRunning, type Folder, openFolder, type Running } from './cli-harness.ts';

let folder: Folder;
let server: Running;
beforeAll(async () => {
  folder = openFolder();
  server = expectRunning(await folder.start());
  await folder.done(['user', 'add', '甲', '--role', 'committee-admin', '--passphrase-stdin'], `${passphrase}\n`);
});
afterAll(() => folder.dispose());

const passphrase = 'correct horse';
const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
  const response = await fetch(`${server.origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.origin, ...headers },
    body: JSON.stringify(body),
  });
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return { status: response.status, json: (await response.json().catch(() => null)) as never, cookie };
};
const get = async (path: string, cookie: string) => {
  const response = await fetch(`${server.origin}${path}`, { headers: { cookie } });
  return { status: response.status, json: (await response.json()) as never };
};
const json = async <T>(args: readonly string[]): Promise<T> => JSON.parse(await folder.done([...args, '--json'])) as T;
const audit = () => {
  const file = new Sqlite(join(folder.path, 'lianxi.sqlite'), { readonly: true });
  const rows = file.prepare('SELECT type, member FROM audit ORDER BY seq').all() as {
    type: string;
    member: string | null;
  }[];
  file.close();
  return rows;
};
interface Invited {
  readonly code: string;
  readonly path: string;
  readonly role: string;
  readonly from: number | null;
  readonly to: number | null;
}

describe('an invitation on the command line', () => {
  test('[ID51] prints the spoken code and the link’s path; either brings somebody into the running server', async () => {
    const printed = await folder.done(['invite', '--role', 'grid', '--scope', 'wutongli.g3', '--name', '乙']);
    expect(printed).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}\n\/join#[A-Za-z0-9_-]{43}$/);
    const [code = '', path = ''] = printed.split('\n');
    const secret = path.split('#')[1] ?? '';
    expect((await post('/api/invitations/look', { code })).json).toMatchObject({
      name: '乙',
      role: 'grid',
      on: 'wutongli.g3',
    });
    const joined = await post('/api/invitations/accept', { secret, name: '乙', passphrase });
    expect([joined.status, joined.json]).toMatchObject([201, { member: { name: '乙', grants: [{ role: 'grid' }] } }]);
    expect((await post('/api/invitations/accept', { code, name: '丙', passphrase })).status).toBe(404);
  });

  test('[ID51] [ID37] needs nobody’s confirmation, not for an administrator either: whoever is here has the file', async () => {
    const invited = await json<Invited>([
      'invite',
      '--role',
      'committee-admin',
      '--from',
      '2026-01-01',
      '--to',
      '2099-12-31',
    ]);
    expect(invited).toMatchObject({
      role: 'committee-admin',
      from: new Date(2026, 0, 1).getTime(),
      to: new Date(2100, 0, 1).getTime(),
    });
    const { code } = invited;
    expect((await post('/api/invitations/accept', { code, name: '二管', passphrase })).status).toBe(201);
    expect(
      audit()
        .filter(({ type }) => type === 'invited')
        .every(({ member }) => member === null),
    ).toBe(true);
  });

  test('[ID51] [ID38] gives an account back', async () => {
    await folder.done(['user', 'add', '忘', '--role', 'unit', '--passphrase-stdin'], `${passphrase}\n`);
    const { path } = await json<Invited>(['invite', '--recovers', '忘']);
    const back = { secret: path.split('#')[1], name: '忘', passphrase: 'battery staple' };
    expect((await post('/api/invitations/accept', back)).status).toBe(201);
    expect((await post('/api/session', { name: '忘', passphrase })).status).toBe(401);
    expect((await post('/api/session', { name: '忘', passphrase: 'battery staple' })).status).toBe(200);
  });
});

describe('devices on the command line', () => {
  const device = { id: '0198f3a2-7c41-7d20-9b1e-5f0a2c6d8e11', name: '手机' };

  test('[ID52] are listed and revoked; a running server cuts them off within a second', async () => {
    const { cookie } = await post('/api/session', { name: '甲', passphrase, device });
    expect(await json(['device', 'list', '--user', '甲'])).toMatchObject([{ ...device, user: '甲', revokedAt: null }]);
    expect(await folder.done(['device', 'list'])).toMatch(
      /^0198f3a2-\S+ {2}甲 {2}\d{4}-\d\d-\d\d {2}在用 in use +手机$/,
    );
    const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/sync`, ['lianxi.v1'], {
      headers: { cookie, origin: server.origin },
    });
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) =>
      socket.once('close', (code, reason) => resolve([code, reason.toString(), performance.now()])),
    );
    const start = performance.now();
    expect(await folder.done(['device', 'revoke', device.id])).toBe('');
    const took = performance.now() - start;
    const [code, reason, end] = (await closed) as [number, string, number];
    expect([code, reason]).toEqual([4401, 'device revoked']);
    expect(end - start).toBeLessThan(took + 1_000);
    expect(await get('/api/session', cookie)).toMatchObject({
      status: 401,
      json: { error: { type: 'DeviceRevoked' } },
    });
    expect(await folder.done(['device', 'list', '--user', '甲'])).toContain('已收回 revoked');
    expect(audit().at(-1)).toEqual({ type: 'device-revoked', member: null });
  });

  test('[ID52] [ID29] their lease is read and set', async () => {
    expect(await folder.done(['device', 'lease'])).toBe('7');
    expect(await folder.done(['device', 'lease', '3'])).toBe('3');
    const { json: answer } = await post('/api/session', { name: '甲', passphrase });
    expect(answer).toMatchObject({ lease: 3 * 24 * 3_600_000 });
  });
});

describe('terms on the command line', () => {
  test('[ID53] a role holds from the beginning of a day to the end of another, and shows it', async () => {
    await folder.done(
      ['user', 'add', '届', '--role', 'grid', '--scope', 'wutongli.g1', '--passphrase-stdin'],
      `${passphrase}\n`,
    );
    const said = await folder.done([
      ...['user', 'role', '届', 'branch', '--scope', 'wutongli', '--add'],
      ...['--from', '2026-01-01', '--to', '2098-12-31'],
    ]);
    expect(said).toBe('grid wutongli.g1\nbranch wutongli 2026-01-01…2098-12-31');
    const users = await json<{ name: string; grants: object[] }[]>(['user', 'list']);
    expect(users.find(({ name }) => name === '届')?.grants[1]).toEqual({
      role: 'branch',
      on: 'wutongli',
      from: new Date(2026, 0, 1).getTime(),
      to: new Date(2099, 0, 1).getTime(),
    });
    const over = ['user', 'role', '届', 'street', '--to', '2020-12-31'];
    expect(await folder.done(over)).toBe('street community –…2020-12-31');
    const { json: answer } = await post('/api/session', { name: '届', passphrase });
    expect(answer).toMatchObject({ member: { grants: [] } });
    // Who has come into a room is written down a moment later, in between.
    const told = audit().flatMap(({ type }) => (type === 'opened' ? [] : [type]));
    expect(told.slice(-4)).toEqual(['withdrawn', 'withdrawn', 'granted', 'signed-in']);
  });
});

test('[ID19] what cannot be is said in one line, with the right exit code', async () => {
  const cases: [readonly string[], number, RegExp][] = [
    [['invite'], 2, /--role/],
    [['invite', '--role', 'king'], 2, /no role “king”/],
    [['invite', '--role', 'guest'], 2, /guest needs/],
    [['invite', '--role', 'grid', '--scope', 'A B'], 2, /no scope/],
    [['invite', '--role', 'grid', '--to', '2020-01-01'], 1, /over/],
    [['invite', '--role', 'grid', '--to', 'tomorrow'], 2, /no day/],
    [['invite', '--role', 'grid', '--to', '2026-02-30'], 2, /no day/],
    [['invite', '--role', 'grid', '--from', '2099-01-02', '--to', '2099-01-01'], 2, /not before/],
    [['invite', '--role', 'grid', '--name', ' '], 2, /visible/],
    [['invite', '--recovers', '没有的人'], 1, /nobody called/],
    [['user', 'role', '甲', 'committee', '--from', 'x'], 2, /no day/],
    [['device', 'list', '--user', '没有的人'], 1, /nobody called/],
    [['device', 'revoke', 'nothing'], 1, /no such device/],
    [['device', 'revoke', '00000000-0000-7000-8000-000000000000'], 1, /no such device/],
    [['device', 'lease', '0'], 2, /1 to 90/],
    [['device', 'lease', 'x'], 2, /1 to 90/],
  ];
  for (const [args, exit, words] of cases) {
    const { code, stdout, stderr } = await folder.lianxi(args);
    expect([args, code, stdout]).toEqual([args, exit, '']);
    expect(stderr).toMatch(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }
});
