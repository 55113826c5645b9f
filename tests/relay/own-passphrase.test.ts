import { afterEach, beforeEach, expect, test } from 'vitest';
import { passphrase, startHouse, type TestHouse } from './identity-harness.ts';
import { auditOf, type Browser, errorOf, openBrowser, outcomeOf } from './people-harness.ts';
import { createAuthenticator } from './support/authenticator.ts';

const next = '茄子火车鲸鱼路灯';
const site = { origin: 'https://lianxi.example' };
/** At the page that the operator named, by https: passkeys are bound to its name. */
const openOutside = () => openBrowser(it, undefined, undefined, site.origin);
const minute = 60_000;
let it: TestHouse;
let member: string;
let token: string;
let browser: Browser;
beforeEach(async () => {
  it = await startHouse({ origins: [site.origin] });
  it.house.catalogue.ensureDirectory('示例社区');
  ({ id: member, token } = await it.person('甲', 'committee', 'community'));
  browser = openOutside();
  await browser.signIn('甲');
});
afterEach(() => it.dispose());

const change = (body: object, who = browser) => who.call('PUT', '/api/session/passphrase', body);
const changes = () => auditOf(it).filter(({ type }) => type === 'passphrase-changed');
const statusOf = async (who: Browser) => (await who.call('GET', '/api/documents')).status;

test('[ID61] whoever knows the old one gets a new one; their other browsers are signed out, sockets with them, and this one stays', async () => {
  const phone = openOutside();
  await phone.signIn('甲');
  const there = await phone.connect();
  const here = await browser.connect();
  const viewed = await browser.call('POST', '/api/view-as', { role: 'unit', on: 'unit-linxi' });
  expect(viewed.status).toBe(201);
  expect((await change({ current: passphrase, passphrase: next })).status).toBe(204);
  expect(await there.closed).toMatchObject({ code: 4401 });
  expect([await statusOf(browser), await statusOf(phone)]).toEqual([200, 401]);
  // What this browser had open goes on, and so do programs.
  expect(here.socket.readyState).toBe(here.socket.OPEN);
  for (const each of [token, viewed.json.token])
    expect((await it.call('GET', '/api/documents', { token: each })).status).toBe(200);
  expect(outcomeOf(await phone.signIn('甲'))).toEqual([401, 'WrongCredentials']);
  expect((await phone.signIn('甲', next)).status).toBe(200);
  expect(changes()).toEqual([{ type: 'passphrase-changed', member, detail: { whom: member } }]);
});

test('[ID61] their other browsers stay signed in where they say so', async () => {
  const phone = openOutside();
  await phone.signIn('甲');
  expect((await change({ current: passphrase, passphrase: next, keepsOthers: true })).status).toBe(204);
  expect([await statusOf(browser), await statusOf(phone)]).toEqual([200, 200]);
});

test('[ID61] without the old one nothing is changed, and trying it is trying to sign in', async () => {
  for (let tries = 0; tries < 10; tries++)
    expect(outcomeOf(await change({ current: 'wrong horse', passphrase: next }))).toEqual([401, 'WrongCredentials']);
  const closed = await change({ current: passphrase, passphrase: next });
  expect(outcomeOf(closed)).toEqual([429, 'TooManyAttempts']);
  expect(closed.headers.get('retry-after')).toMatch(/^\d+$/);
  expect((await openOutside().signIn('甲')).status).toBe(429);
  expect(changes()).toEqual([]);
  expect(auditOf(it).filter(({ type }) => type === 'sign-in-refused').length).toBeGreaterThanOrEqual(10);
  it.pass(16 * minute);
  expect((await openOutside().signIn('甲')).status).toBe(200);
});

test('[ID61] [ID22] [ID76] what the meter refuses the server refuses, and what was leaked, and nobody is signed out for it', async () => {
  const phone = openOutside();
  await phone.signIn('甲');
  for (const [weak, flaw] of [
    ['1234567', 'short'],
    ['13800001234', 'phone'],
    ['password1', 'common'],
    ['trustno1', 'leaked'],
  ] as const) {
    const answer = await change({ current: passphrase, passphrase: weak });
    expect([answer.status, errorOf(answer)]).toEqual([400, { type: 'WeakPassphrase', flaw }]);
  }
  expect(await statusOf(phone)).toBe(200);
  expect((await openOutside().signIn('甲')).status).toBe(200);
});

test('[ID61] of two at once one stands, and whoever was signed out meanwhile changes nothing', async () => {
  const answers = await Promise.all([
    change({ current: passphrase, passphrase: next }),
    change({ current: passphrase, passphrase: `${next}二` }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 401]);
  expect(changes()).toHaveLength(1);
  const account = it.house.identity.findAccount('甲');
  if (!account) throw new Error('nobody');
  const standing = answers[0]?.status === 204 ? next : `${next}二`;
  const late = await it.house.identity.changeOwnPassphrase(account, {
    current: standing,
    passphrase: 'battery staple horse',
    from: '127.0.0.1',
    session: 'ended' as never,
    keepsOthers: true,
  });
  expect(late).toMatchObject({ ok: false, error: { type: 'WrongCredentials' } });
});

test('[ID61] nobody does it by a token, nor without being signed in, nor for a page that is not ours', async () => {
  const body = { current: passphrase, passphrase: next };
  expect(outcomeOf(await it.call('PUT', '/api/session/passphrase', { body, token }))).toEqual([403, 'Forbidden']);
  expect(outcomeOf(await it.call('PUT', '/api/session/passphrase', { body }))).toEqual([401, 'Unauthenticated']);
  const foreign = await browser.call('PUT', '/api/session/passphrase', body, { origin: 'https://evil.example' });
  expect(outcomeOf(foreign)).toEqual([403, 'ForbiddenOrigin']);
  for (const bad of [
    {},
    { current: passphrase },
    { ...body, keepsOthers: 'no' },
    { ...body, passphrase: 'x'.repeat(300) },
  ])
    expect(outcomeOf(await change(bad))).toEqual([400, 'InvalidBody']);
  expect(changes()).toEqual([]);
});

test('[ID43] [ID61] passkeys stay when their owner changes the passphrase', async () => {
  const key = createAuthenticator();
  const options = await browser.call('POST', '/api/passkeys/options', {}, site);
  const response = key.create(options.json as never, site);
  expect((await browser.call('POST', '/api/passkeys', { response, name: '手机' }, site)).status).toBe(201);
  await change({ current: passphrase, passphrase: next });
  const asked = await it.call('POST', '/api/session/passkey/options', site);
  const signed = key.get(asked.json as never, site);
  expect((await it.call('POST', '/api/session/passkey', { body: { response: signed }, ...site })).status).toBe(200);
});
