import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { passphrase, startHouse, type TestHouse } from './identity-harness.ts';

let it: TestHouse;
beforeAll(async () => {
  it = await startHouse();
});
afterAll(() => it.dispose());

const errorType = (answer: { json: { error?: { type?: string } } }) => answer.json?.error?.type;
const enter = (role: string) => it.call('POST', '/api/demo/session', { body: { role } });

/** As a page whose name was made to point at this machine would ask: its own name as host and as origin. */
const askAs = (host: string, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { port } = it.house;
    const headers = { host: `${host}:${port}`, origin: `http://${host}:${port}`, 'content-type': 'application/json' };
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers });
    sent.on('error', reject);
    sent.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.end('{"role":"committee"}');
  });

test('[ID21] whoever is not at this machine cannot make, enter or remove a demo', async () => {
  const headers = { 'x-forwarded-for': '10.0.0.9' };
  expect((await it.call('GET', '/api/setup', { headers })).json.mayDemo).toBe(false);
  for (const [method, path] of [
    ['POST', '/api/demo'],
    ['DELETE', '/api/demo'],
    ['POST', '/api/demo/session'],
  ] as const) {
    const answer = await it.call(method, path, { headers });
    expect([answer.status, errorType(answer)]).toEqual([403, 'NotLoopback']);
  }
  expect(await askAs('rebound.example', '/api/demo')).toBe(403);
  expect(await askAs('rebound.example', '/api/demo/session')).toBe(403);
  expect((await it.call('GET', '/api/setup')).json).toMatchObject({ hasDemo: false, mayDemo: true, isFirstRun: true });
});

test('[ID21] its three people see what their roles see, each by a token of its own tab', async () => {
  expect((await enter('committee')).status).toBe(404);
  expect((await it.call('POST', '/api/demo')).status).toBe(200);
  expect((await it.call('GET', '/api/setup')).json).toMatchObject({ hasDemo: true, isFirstRun: true });
  const kinds: Record<string, Set<string>> = {};
  for (const role of ['committee', 'branch', 'unit']) {
    const entered = await enter(role);
    expect([entered.status, entered.json.isDemo, entered.cookie]).toEqual([200, true, undefined]);
    const { token } = entered.json;
    expect((await it.call('GET', '/api/session', { token })).json.member.name).toBe(entered.json.member.name);
    const { documents } = (await it.call('GET', '/api/documents', { token })).json;
    kinds[role] = new Set(documents.map(({ kind }) => kind));
    expect(documents.length).toBeGreaterThan(5);
    const knock = await it.knock(documents[0]?.address ?? '', { token });
    expect(knock.status).toBe(101);
    knock.socket?.close();
  }
  expect(kinds.committee).toContain('register');
  expect(kinds.branch).toContain('register');
  expect(kinds.unit).not.toContain('register');
  expect(errorType(await enter('king'))).toBe('InvalidBody');
});

test('[ID21] nobody signs in as one of its people, and a tab’s token lasts half a day', async () => {
  const entered = await enter('committee');
  const { name } = entered.json.member;
  for (const guess of ['', passphrase, 'demo']) {
    const answer = await it.call('POST', '/api/session', { body: { name, passphrase: guess } });
    expect([answer.status, errorType(answer)]).toEqual([401, 'WrongCredentials']);
  }
  it.pass(13 * 3_600_000);
  expect((await it.call('GET', '/api/session', { token: entered.json.token })).status).toBe(401);
});

test('[ID21] it goes with the first real account: people, documents, tokens and open sockets', async () => {
  const { token } = (await enter('unit')).json;
  const { documents } = (await it.call('GET', '/api/documents', { token })).json;
  const { socket } = await it.knock(documents[0]?.address ?? '', { token });
  const closed = new Promise<number>((resolve) => socket?.once('close', resolve));
  const body = { code: it.house.identity.firstRunCode(), communityName: '真社区', name: '真人', passphrase };
  const set = await it.call('POST', '/api/setup', { body });
  expect([set.status, set.json.isDemo, set.json.community.name]).toEqual([200, false, '真社区']);
  expect(await closed).toBeGreaterThanOrEqual(4400);
  expect((await it.call('GET', '/api/session', { token })).status).toBe(401);
  const cookie = set.cookie ?? '';
  const left = (await it.call('GET', '/api/documents', { cookie })).json.documents;
  expect(left.map((each: { address: string; title: string }) => [each.address, each.title])).toEqual([
    ['directory/community/main', '真社区'],
  ]);
  expect((await it.call('GET', '/api/members', { cookie })).json.members).toHaveLength(1);
  const again = await it.call('POST', '/api/demo');
  expect([again.status, errorType(again)]).toEqual([409, 'NotFirstRun']);
});
