import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { startHouse, type TestHouse } from './identity-harness.ts';
import { connectRaw, updatesOf } from './raw.ts';
import { connectChannels } from './raw-channels.ts';

let it: TestHouse;
beforeAll(async () => {
  it = await startHouse();
});
afterAll(() => it.dispose());

/** As a program elsewhere asks, through a proxy on this machine. */
const ask = (headers: Record<string, string>): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const sent = request(`${it.origin}/metrics`, { headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.once('error', reject).end();
  });

test('[OP40] the numbers are there, in Prometheus’ format, and nobody’s data among them', async () => {
  const person = await it.person('钱丙', 'committee', 'community');
  await it.call('POST', '/api/documents', {
    token: person.token,
    body: { kind: 'minutes', scope: 'joint', title: '秘密议题' },
  });
  const { status, text } = await ask({});
  expect(status).toBe(200);
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) [a-z_0-9]+ .+|[a-z_0-9]+(\{[a-z]+="[^"]*"\})? [\d.e+-]+(Infinity)?)$/);
  expect(text).toMatch(/^lianxi_sockets 0$/m);
  for (const word of ['钱丙', '秘密', person.id, person.token, 'minutes/', '127.0.0.1'])
    expect(text).not.toContain(word);
});

test('[OP41] who is not at this machine needs the bearer token of an administrator; a cookie is none', async () => {
  const admin = await it.person('管理', 'committee-admin', 'community');
  const committee = await it.person('委员', 'committee', 'community');
  const elsewhere = { 'x-forwarded-for': '192.0.2.7' };
  expect((await ask(elsewhere)).status).toBe(401);
  expect((await ask({ host: 'lianxi.example.cn' })).status).toBe(401);
  expect((await ask({ ...elsewhere, authorization: `Bearer ${committee.token}` })).status).toBe(403);
  expect((await ask({ ...elsewhere, authorization: 'Bearer nonsense' })).status).toBe(401);
  expect((await ask({ ...elsewhere, authorization: `Bearer ${admin.token}` })).status).toBe(200);
  const secret = it.house.identity.sessions.open(admin.id as never, 'cookie');
  expect((await ask({ ...elsewhere, cookie: `lianxi_session=${secret}` })).status).toBe(401);
});

test('[OP43] how the server is, is told to administrators of the community and to nobody else', async () => {
  const admin = await it.person('看管', 'committee-admin', 'community');
  const away = await it.person('支部管理', 'committee-admin', 'wutongli');
  const committee = await it.person('普通委员', 'committee', 'community');
  expect((await it.call('GET', '/api/status')).status).toBe(401);
  expect((await it.call('GET', '/api/status', { token: committee.token })).status).toBe(403);
  expect((await it.call('GET', '/api/status', { token: away.token })).status).toBe(403);
  const { status, json, text } = await it.call('GET', '/api/status', { token: admin.token });
  expect(status).toBe(200);
  expect(json).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    time: expect.any(Number),
    uptime: expect.any(Number),
    memory: expect.any(Number),
    sockets: 0,
    rooms: 0,
    updatesLastMinute: 0,
    refusals: {},
    lastBackup: null,
    lastCheck: null,
    database: { bytes: expect.any(Number), documents: expect.any(Number) },
    disk: { free: expect.any(Number), total: expect.any(Number) },
  });
  expect(json.database.bytes).toBeGreaterThan(10_000);
  expect(json.disk.total).toBeGreaterThanOrEqual(json.disk.free);
  expect(text).not.toContain('看管');
});

test('[OP40] what the relay takes in, stores, hands on and refuses is counted', async () => {
  const writer = await it.person('写的人', 'committee', 'community');
  const { json } = await it.call('POST', '/api/documents', {
    token: writer.token,
    body: { kind: 'open', scope: 'community', title: '大屏' },
  });
  const url = `${it.origin.replace('http', 'ws')}/sync`;
  const one = await connectRaw(url, json.address, writer.token);
  const other = await connectRaw(url, json.address, writer.token);
  other.step1();
  one.step2(new Uint8Array([0, 0]));
  const doc = new Y.Doc();
  for (const update of updatesOf(doc, () => doc.getMap('m').set('k', 1))) one.update(update);
  await other.until('handed on', () => other.doc.getMap('m').has('k'));
  one.update(new Uint8Array([255, 0, 255]));
  await one.until('refused', () => one.last('refused') !== undefined);
  const { text } = await ask({});
  const numberOf = (name: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    );
  expect(numberOf('lianxi_sockets')).toBe(2);
  expect(numberOf('lianxi_rooms')).toBe(1);
  expect(numberOf('lianxi_queue')).toBe(0);
  expect(numberOf('lianxi_updates_accepted_total')).toBe(1);
  expect(numberOf('lianxi_updates_delivered_total')).toBe(1);
  expect(numberOf('lianxi_rows_stored_total')).toBe(1);
  expect(numberOf('lianxi_commit_seconds_count')).toBe(1);
  expect(numberOf('lianxi_refusals_total{reason="malformed"}')).toBe(1);
  one.close();
  other.close();
});

test('[OP40] a socket counts once, however many documents are open on it', async () => {
  const writer = await it.person('多频道', 'committee', 'community');
  const url = `${it.origin.replace('http', 'ws')}/sync`;
  const addresses = await Promise.all(
    ['一', '二', '三'].map(async (title) => {
      const body = { kind: 'open', scope: 'community', title };
      return (await it.call('POST', '/api/documents', { token: writer.token, body })).json.address;
    }),
  );
  const levels = async () => {
    const { text } = await ask({});
    const numberOf = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
    return ['lianxi_sockets', 'lianxi_lines', 'lianxi_rooms'].map(numberOf);
  };
  const plain = await connectRaw(url, addresses[0] ?? '', writer.token);
  const many = await connectChannels(url, writer.token);
  for (const address of addresses) await many.open(address);
  expect(await levels()).toEqual([2, 4, 3]);
  many.close();
  plain.close();
  await expect.poll(levels, { timeout: 5_000 }).toEqual([0, 0, 0]);
});
