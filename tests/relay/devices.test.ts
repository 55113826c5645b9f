import { request } from 'node:http';
import { createUuid } from '@lianxi/base';
import type { SessionFacts } from '@lianxi/protocol';
import { createIdentity, createIdentityStore, openStore } from '@lianxi/server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { passphrase, startHouse, type TestHouse } from './identity-harness.ts';
import { auditOf, type Browser, directory, errorOf, facts, openBrowser, outcomeOf, said } from './people-harness.ts';

let it: TestHouse;
let member: string;
beforeEach(async () => {
  it = await startHouse();
  it.house.catalogue.ensureDirectory('示例社区');
  member = (await it.person('甲', 'committee', 'community')).id;
});
afterEach(() => it.dispose());

const minute = 60_000;
const day = 24 * 60 * minute;

/** How an upgrade is answered, to the letter. */
const upgradeAs = (cookie: string, path: string) =>
  new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
    const headers = {
      cookie,
      origin: it.origin,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      'sec-websocket-protocol': 'lianxi.v1',
    };
    const sent = request({ port: it.house.port, host: '127.0.0.1', path, headers });
    sent.on('error', reject);
    sent.on('response', async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) });
    });
    sent.end();
  });

describe('a device', () => {
  test('[ID24] is the browser that somebody signed in on, and stays the same however often they sign in', async () => {
    const phone = openBrowser(it, '手机');
    const answer = facts(await phone.signIn('甲'));
    expect(answer.device).toEqual(phone.device);
    await phone.signIn('甲');
    await openBrowser(it, '改了名', phone.device.id).signIn('甲');
    const devices = await phone.devices();
    expect(devices).toMatchObject([{ ...phone.device, isThis: true, revokedAt: null, wipedAt: null }]);
    expect(facts(await phone.call('GET', '/api/session'))).toMatchObject({ device: phone.device, isShared: false });
  });

  test('[ID24] two people at one browser have a device each, and keep it when they take turns', async () => {
    await it.person('乙', 'committee', 'community');
    const first = openBrowser(it, '办公室');
    const one = facts(await first.signIn('甲')).device;
    const second = openBrowser(it, '办公室', one?.id);
    const other = facts(await second.signIn('乙')).device;
    expect(other?.id).not.toBe(one?.id);
    // The browser keeps the last id that it was told.
    for (let turn = 0; turn < 3; turn++) {
      expect(facts(await openBrowser(it, '办公室', other?.id).signIn('甲')).device?.id).toBe(one?.id);
      expect(facts(await openBrowser(it, '办公室', one?.id).signIn('乙')).device?.id).toBe(other?.id);
    }
    expect(await second.devices()).toHaveLength(1);
  });

  test('[ID24] has a name of its owner’s choice and a last contact, written down once a minute', async () => {
    const phone = openBrowser(it);
    await phone.signIn('甲');
    const [before] = await phone.devices();
    expect((await phone.call('PATCH', `/api/devices/${before?.id}`, { name: '我的手机' })).status).toBe(200);
    it.pass(minute / 2);
    await phone.call('GET', '/api/session');
    expect(await phone.devices()).toMatchObject([{ name: '我的手机', lastSeenAt: before?.lastSeenAt }]);
    it.pass(minute);
    await phone.call('GET', '/api/session');
    const [after] = await phone.devices();
    expect(after?.lastSeenAt).toBeGreaterThanOrEqual((before?.lastSeenAt ?? 0) + minute);
    it.pass(10 * minute);
    await phone.connect();
    expect((await phone.devices())[0]?.lastSeenAt).toBeGreaterThanOrEqual((after?.lastSeenAt ?? 0) + 10 * minute);
  });

  test('[ID24] what is no UUID and no name is no device, and nothing comes of it', async () => {
    const bad = [
      { id: 'x', name: '手机' },
      { id: createUuid().toUpperCase(), name: '手机' },
      { id: createUuid(), name: '' },
      { id: createUuid(), name: '长'.repeat(61) },
      { id: "' OR 1=1 --".padEnd(36, '0'), name: '手机' },
    ];
    for (const device of bad) {
      const answer = await it.call('POST', '/api/session', { body: { name: '甲', passphrase, device } });
      expect([device, ...outcomeOf(answer)]).toEqual([device, 400, 'InvalidBody']);
    }
    expect(it.house.identity.devices.list(member as never)).toEqual([]);
  });

  test('[ID24] is listed for its owner and for administrators; nobody else learns that there is one', async () => {
    const phone = openBrowser(it);
    await phone.signIn('甲');
    await it.person('管', 'committee-admin', 'community');
    await it.person('支', 'branch', 'wutongli');
    await it.person('小管', 'committee-admin', 'wutongli');
    const admin = openBrowser(it);
    await admin.signIn('管');
    expect(await admin.devices(member)).toMatchObject([{ id: phone.device.id, isThis: false }]);
    expect(outcomeOf(await admin.call('GET', '/api/devices?member=maaaaaaa'))).toEqual([404, 'NoSuchMember']);
    for (const name of ['支', '小管']) {
      const other = openBrowser(it);
      await other.signIn(name);
      expect(outcomeOf(await other.call('GET', `/api/devices?member=${member}`))).toEqual([404, 'NoSuchMember']);
      for (const id of [phone.device.id, createUuid(), 'nonsense']) {
        const rename = await other.call('PATCH', `/api/devices/${id}`, { name: '我的' });
        expect(outcomeOf(rename)).toEqual([404, 'NoSuchDevice']);
        expect(outcomeOf(await other.call('POST', `/api/devices/${id}/revoke`))).toEqual([404, 'NoSuchDevice']);
      }
    }
    // An administrator may revoke somebody's device, and not call it otherwise.
    const rename = await admin.call('PATCH', `/api/devices/${phone.device.id}`, { name: '别的' });
    expect(outcomeOf(rename)).toEqual([404, 'NoSuchDevice']);
    expect((await phone.devices())[0]).toMatchObject({ name: '测试浏览器', revokedAt: null });
  });
});

describe('a lost phone', () => {
  test('[ID25] claim: what is connected on a revoked device is cut off within a second; other devices go on', async () => {
    const phone = openBrowser(it, '手机');
    const office = openBrowser(it, '办公室');
    await phone.signIn('甲');
    await office.signIn('甲');
    const lost = await phone.connect();
    const kept = await office.connect();
    const revoked = performance.now();
    expect((await office.call('POST', `/api/devices/${phone.device.id}/revoke`)).status).toBe(204);
    expect(await lost.closed).toMatchObject({ code: 4401, reason: 'device revoked' });
    expect(performance.now() - revoked).toBeLessThan(1_000);
    expect(kept.socket.readyState).toBe(kept.socket.OPEN);
    expect((await office.devices()).map(({ revokedAt }) => revokedAt === null)).toEqual([false, true]);
    const again = await office.call('POST', `/api/devices/${phone.device.id}/revoke`);
    expect(outcomeOf(again)).toEqual([409, 'AlreadyRevoked']);
  });

  test('[ID25] claim: whoever holds it gets nothing on any route or socket but the word to wipe', async () => {
    const phone = openBrowser(it);
    await phone.signIn('甲');
    const admin = await it.person('管', 'committee-admin', 'community');
    const revoke = await it.call('POST', `/api/devices/${phone.device.id}/revoke`, { token: admin.token });
    expect(revoke.status).toBe(204);
    const routes = [
      ['GET', '/api/session'],
      ['DELETE', '/api/session'],
      ['GET', '/api/documents'],
      ['POST', '/api/documents'],
      ['PATCH', '/api/documents'],
      ['GET', '/api/members'],
      ['GET', '/api/devices'],
      ['PATCH', `/api/devices/${phone.device.id}`],
      ['POST', `/api/devices/${phone.device.id}/revoke`],
      ['GET', '/api/status'],
    ] as const;
    for (const [method, path] of routes) {
      const answer = await phone.call(method, path, method === 'GET' ? undefined : {});
      expect([path, answer.status, errorOf(answer)]).toEqual([path, 401, { type: 'DeviceRevoked', member }]);
    }
    for (const path of ['/sync', `/sync/${directory}`]) {
      const upgrade = await upgradeAs(phone.cookie, path);
      expect([path, upgrade]).toEqual([path, { status: 401, body: { error: { type: 'DeviceRevoked', member } } }]);
    }
  });

  test('[ID25] another passphrase beside it changes nothing: the phone is told to wipe all the same', async () => {
    const phone = openBrowser(it);
    await phone.signIn('甲');
    const office = openBrowser(it);
    await office.signIn('甲');
    await office.call('POST', `/api/devices/${phone.device.id}/revoke`);
    const account = it.house.identity.findAccount('甲');
    if (!account) throw new Error('nobody');
    await it.house.identity.changePassphrase(account, 'battery staple');
    expect(errorOf(await phone.call('GET', '/api/session'))).toMatchObject({ type: 'DeviceRevoked' });
    expect(errorOf(await office.call('GET', '/api/session'))).toMatchObject({ type: 'Unauthenticated' });
  });

  test('[ID25] [ID12] revoked by another process, it is cut off too, however many sockets there are', async () => {
    const phone = openBrowser(it);
    const office = openBrowser(it);
    await phone.signIn('甲');
    await office.signIn('甲');
    // So many that looking at one after the other takes five seconds.
    const lost = await Promise.all(Array.from({ length: 40 }, () => phone.connect()));
    const kept = await office.connect();
    const beside = openStore(it.folder);
    if (!beside.ok) throw new Error(beside.error.type);
    const { devices } = createIdentity({ store: createIdentityStore(beside.value), clock: Date.now });
    const device = devices.find(phone.device.id as never);
    if (!device) throw new Error('no device');
    const start = performance.now();
    expect(devices.revoke(device, null)).toMatchObject({ ok: true });
    for (const end of await Promise.all(lost.map(({ closed }) => closed))) {
      expect(end).toMatchObject({ code: 4401, reason: 'device revoked' });
    }
    expect(performance.now() - start).toBeLessThan(2_500);
    expect(kept.socket.readyState).toBe(kept.socket.OPEN);
    beside.value.close();
  });

  test('[ID26] says that it has wiped, once; only it can say so', async () => {
    const phone = openBrowser(it);
    const office = openBrowser(it);
    await phone.signIn('甲');
    await office.signIn('甲');
    expect(outcomeOf(await phone.call('POST', '/api/devices/wiped', {}))).toEqual([403, 'Forbidden']);
    expect(outcomeOf(await it.call('POST', '/api/devices/wiped', { body: {} }))).toEqual([401, 'Unauthenticated']);
    await office.call('POST', `/api/devices/${phone.device.id}/revoke`);
    expect(outcomeOf(await office.call('POST', '/api/devices/wiped', {}))).toEqual([403, 'Forbidden']);
    const foreign = await phone.call('POST', '/api/devices/wiped', {}, { origin: 'https://evil.example' });
    expect(outcomeOf(foreign)).toEqual([403, 'ForbiddenOrigin']);
    const { cookie } = phone;
    expect((await phone.call('POST', '/api/devices/wiped', {})).status).toBe(204);
    expect(phone.cookie).toBe('');
    expect(outcomeOf(await it.call('GET', '/api/session', { cookie }))).toEqual([401, 'Unauthenticated']);
    const [lost] = await office.devices();
    expect(lost?.wipedAt).toBeGreaterThanOrEqual(lost?.revokedAt ?? Number.POSITIVE_INFINITY);
  });

  test('[ID25] that was found again is another device', async () => {
    const phone = openBrowser(it);
    await phone.signIn('甲');
    await phone.call('POST', `/api/devices/${phone.device.id}/revoke`);
    const again = facts(await phone.signIn('甲')).device;
    expect(again?.id).not.toBe(phone.device.id);
    expect(await phone.devices()).toMatchObject([
      { id: phone.device.id, revokedAt: expect.any(Number), isThis: false },
      { id: again?.id, revokedAt: null, isThis: true },
    ]);
    // It keeps the new id, or has lost it: either way it is the same device from here on.
    for (const id of [phone.device.id, again?.id]) {
      expect(facts(await openBrowser(it, '手机', id).signIn('甲')).device?.id).toBe(again?.id);
    }
  });
});

describe('a shared computer', () => {
  test('[ID27] is nobody’s device; its session goes with the window, and in any case after twelve hours', async () => {
    const hall = openBrowser(it);
    const answer = await hall.signIn('甲', passphrase, { isShared: true });
    expect(facts(answer)).toMatchObject({ device: null, isShared: true });
    const line = answer.headers.getSetCookie()[0] ?? '';
    expect(line).toContain('HttpOnly');
    expect(line).not.toMatch(/max-age|expires/i);
    expect(await hall.devices()).toEqual([]);
    const { socket, closed } = await hall.connect();
    it.pass(11 * 60 * minute);
    expect(facts(await hall.call('GET', '/api/session'))).toMatchObject({ device: null, isShared: true });
    expect(socket.readyState).toBe(socket.OPEN);
    it.pass(61 * minute);
    expect(outcomeOf(await hall.call('GET', '/api/session'))).toEqual([401, 'Unauthenticated']);
    expect(await closed).toMatchObject({ code: 4401, reason: 'session ended' });
  });
});

describe('a session', () => {
  test('[ID28] claim: a cookie that somebody was made to use (session fixation) is worth nothing after signing in', async () => {
    await it.person('乙', 'unit', 'unit-b');
    const attacker = openBrowser(it);
    await attacker.signIn('乙');
    const planted = attacker.cookie;
    const victim = openBrowser(it);
    victim.cookie = planted;
    const answer = await victim.signIn('甲');
    expect(answer.status).toBe(200);
    expect(victim.cookie).not.toBe(planted);
    expect(outcomeOf(await it.call('GET', '/api/session', { cookie: planted }))).toEqual([401, 'Unauthenticated']);
    // One that was made up is never taken over.
    const madeUp = `lianxi_session=${'A'.repeat(43)}`;
    const other = openBrowser(it);
    other.cookie = madeUp;
    await other.signIn('甲');
    expect(other.cookie).not.toBe(madeUp);
    expect((await it.call('GET', '/api/session', { cookie: madeUp })).status).toBe(401);
  });

  test('[ID79] claim: whoever has forgotten to sign out in the hall, or lost a program’s token, ends it from elsewhere; nobody else does', async () => {
    const id = it.house.identity.findAccount('甲')?.id ?? ('' as never);
    const hall = openBrowser(it);
    await hall.signIn('甲', undefined, { isShared: true });
    const phone = openBrowser(it);
    await phone.signIn('甲');
    const token = it.house.identity.sessions.open(id, 'bearer', { label: '大屏' });
    const list = async (browser = phone) =>
      said<{ sessions: SessionFacts[] }>(await browser.call('GET', '/api/sessions')).sessions;
    const own = await list();
    expect(own.map(({ kind, label, device, isThis }) => [kind, label, device, isThis])).toEqual(
      expect.arrayContaining([
        ['shared', '', null, false],
        ['browser', '', phone.device.id, true],
        ['program', '大屏', null, false],
      ]),
    );
    expect(JSON.stringify(own)).not.toContain(token);
    const shared = own.find(({ kind }) => kind === 'shared')?.id;
    // Another token was made with the account.
    const program = own.find(({ label }) => label === '大屏')?.id;
    const end = (browser: Browser, which: string | undefined, body: object = { passphrase }) =>
      browser.call('DELETE', `/api/sessions/${which}`, body);
    expect(outcomeOf(await end(phone, shared, {}))).toEqual([409, 'NeedsConfirmation']);
    expect(outcomeOf(await end(phone, shared, { passphrase: 'wrong horse' }))).toEqual([401, 'WrongCredentials']);
    await it.person('丙', 'committee-admin', 'community');
    const other = openBrowser(it);
    await other.signIn('丙');
    expect(outcomeOf(await end(other, shared))).toEqual([404, 'NoSuchSession']);
    expect((await list(other)).map(({ kind }) => kind)).toEqual(['program', 'browser']);
    expect(outcomeOf(await it.call('DELETE', `/api/sessions/${shared}`, { token, body: { passphrase } }))).toEqual([
      403,
      'Forbidden',
    ]);
    const open = await hall.connect();
    const screen = await it.knock(directory, { token });
    const closed = new Promise<number>((resolve) => screen.socket?.once('close', resolve));
    expect((await end(phone, shared)).status).toBe(204);
    expect((await end(phone, program)).status).toBe(204);
    expect(await open.closed).toMatchObject({ code: 4401, reason: 'session ended' });
    expect((await open.closed).after).toBeLessThan(1_000);
    expect(await closed).toBe(4401);
    expect((await hall.call('GET', '/api/session')).status).toBe(401);
    expect((await it.call('GET', '/api/session', { token })).status).toBe(401);
    expect((await list()).some(({ id: each }) => each === shared || each === program)).toBe(false);
    expect(auditOf(it).filter(({ type }) => type === 'session-ended')).toMatchObject([
      { member: id, detail: { session: shared, kind: 'shared', device: null } },
      { member: id, detail: { session: program, kind: 'program', device: null } },
    ]);
  });

  test('[ID28] signing in anew ends what was open on the same browser, and nothing elsewhere', async () => {
    const phone = openBrowser(it);
    const office = openBrowser(it);
    await phone.signIn('甲');
    await office.signIn('甲');
    const before = await phone.connect();
    const elsewhere = await office.connect();
    await phone.signIn('甲');
    expect(await before.closed).toMatchObject({ code: 4401 });
    expect(elsewhere.socket.readyState).toBe(elsewhere.socket.OPEN);
  });

  test('[ID9] claim: CSRF: no page elsewhere changes anything about people with a cookie that the browser adds', async () => {
    const phone = openBrowser(it);
    await phone.signIn('甲');
    const paths = [
      ['PATCH', `/api/devices/${phone.device.id}`, { name: '改' }],
      ['POST', `/api/devices/${phone.device.id}/revoke`, {}],
      ['POST', '/api/devices/wiped', {}],
    ] as const;
    for (const [method, path, body] of paths) {
      for (const options of [
        { origin: 'https://evil.example' },
        { origin: null },
        { origin: null, headers: { 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' } },
      ]) {
        const answer = await phone.call(method, path, body, options);
        expect([path, ...outcomeOf(answer)]).toEqual([path, 403, 'ForbiddenOrigin']);
      }
    }
    expect(await phone.devices()).toMatchObject([{ name: '测试浏览器', revokedAt: null }]);
  });

  test('[ID29] says how long a device may go without contact: seven days, or what the community set', async () => {
    const phone = openBrowser(it);
    expect(facts(await phone.signIn('甲')).lease).toBe(7 * day);
    expect(it.house.identity.devices.setLease(3)).toMatchObject({ ok: true });
    expect(facts(await phone.call('GET', '/api/session')).lease).toBe(3 * day);
    for (const days of [0, -1, 1.5, 91, Number.NaN]) {
      expect(it.house.identity.devices.setLease(days)).toMatchObject({ ok: false });
    }
    it.house.identity.store.writeSetting('lease_days', 'nonsense');
    expect(facts(await phone.call('GET', '/api/session')).lease).toBe(7 * day);
  });
});

describe('a term', () => {
  test('[ID30] begins and ends by itself: open sockets hear of it, of whatever number', async () => {
    const now = Date.now();
    const { id } = await it.person('届', 'guest', 'minutes/joint/x');
    const grants = [{ role: 'committee', on: 'community', from: now + minute, to: now + 10 * minute }] as never;
    it.house.identity.store.replaceGrants(id as never, grants, null);
    const phone = openBrowser(it);
    await phone.signIn('届');
    const { cookie } = phone;
    expect((await it.knock(directory, { cookie, origin: it.origin })).status).toBe(404);
    it.pass(2 * minute);
    // So many that looking at one after the other takes five seconds.
    const sockets = await Promise.all(Array.from({ length: 40 }, () => phone.connect()));
    it.pass(8 * minute);
    const start = performance.now();
    const ends = await Promise.all(sockets.map(({ closed }) => closed));
    expect(performance.now() - start).toBeLessThan(2_500);
    for (const end of ends) expect(end).toMatchObject({ code: 4403 });
    expect((await it.knock(directory, { cookie, origin: it.origin })).status).toBe(404);
  });
});

describe('the audit log', () => {
  test('[ID31] has who came in, how and on what, who could not, and what became of a device; no word of anybody', async () => {
    const phone = openBrowser(it, '手机');
    await phone.signIn('甲', 'wrong horse');
    await phone.signIn('没有这个人', 'wrong horse');
    await phone.signIn('甲');
    await openBrowser(it).signIn('甲', passphrase, { isShared: true });
    await phone.call('POST', `/api/devices/${phone.device.id}/revoke`);
    await phone.call('POST', '/api/devices/wiped', {});
    const office = openBrowser(it);
    await office.signIn('甲');
    await office.call('DELETE', '/api/session');
    const device = phone.device.id;
    expect(auditOf(it).slice(1)).toEqual([
      { type: 'sign-in-refused', member, detail: { why: 'credentials', count: 1 } },
      { type: 'sign-in-refused', member: null, detail: { why: 'credentials', count: 1 } },
      { type: 'signed-in', member, detail: { how: 'passphrase', device, shared: false } },
      { type: 'signed-in', member, detail: { how: 'passphrase', device: null, shared: true } },
      { type: 'device-revoked', member, detail: { whom: member, device } },
      { type: 'device-wiped', member, detail: { device } },
      { type: 'signed-in', member, detail: { how: 'passphrase', device: office.device.id, shared: false } },
      { type: 'signed-out', member, detail: { device: office.device.id } },
    ]);
    const log = JSON.stringify(auditOf(it));
    for (const word of ['甲', '手机', '没有这个人', 'horse']) expect([word, log.includes(word)]).toEqual([word, false]);
  });

  test('[ID31] knocking does not fill it: what was not looked at is one line a minute', async () => {
    for (let tries = 0; tries < 10; tries++) await openBrowser(it).signIn('甲', 'wrong horse');
    const lines = () => auditOf(it).filter(({ detail }) => detail.why === 'attempts');
    for (let tries = 0; tries < 20; tries++) expect((await openBrowser(it).signIn('甲')).status).toBe(429);
    expect(lines()).toMatchObject([{ detail: { count: 1 } }]);
    it.pass(minute + 1);
    for (let tries = 0; tries < 20; tries++) await openBrowser(it).signIn('甲', 'wrong horse');
    expect(lines()).toMatchObject([{ detail: { count: 1 } }, { detail: { count: 20 } }]);
  });
});
