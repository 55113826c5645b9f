import type { PasskeyFacts } from '@lianxi/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { passphrase, startHouse, type TestHouse } from './identity-harness.ts';
import { auditOf, type Browser, errorOf, facts, openBrowser, outcomeOf, said } from './people-harness.ts';
import { type Bend, createAuthenticator } from './support/authenticator.ts';

const origin = 'https://lianxi.example';
const minute = 60_000;
let it: TestHouse;
let member: string;
let browser: Browser;
let key: ReturnType<typeof createAuthenticator>;
beforeEach(async () => {
  it = await startHouse({ origins: [origin] });
  member = (await it.person('甲', 'committee', 'community')).id;
  browser = openOutside();
  await browser.signIn('甲');
  key = createAuthenticator();
});
afterEach(() => it.dispose());

/** At the page that the operator named, by https. */
const openOutside = () => openBrowser(it, undefined, undefined, origin);
const site = { origin };
type Options = Parameters<typeof key.create>[0];
const creation = async (who = browser) =>
  said<Options>(await who.call('POST', '/api/passkeys/options', undefined, site));
const add = async (bend: Partial<Bend> = {}, options?: Options) => {
  const response = key.create(options ?? (await creation()), { origin, ...bend });
  return browser.call('POST', '/api/passkeys', { response, name: '手机' }, site);
};
const request = async () => {
  const answer = await it.call('POST', '/api/session/passkey/options', { origin });
  return said<{ challenge: string; rpId: string }>(answer);
};
const enter = async (bend: Partial<Bend> = {}, options?: { challenge: string; rpId: string }, who = openOutside()) => {
  const response = key.get(options ?? (await request()), { origin, ...bend });
  return who.call('POST', '/api/session/passkey', { response, device: who.device }, site);
};
const own = async () => said<{ passkeys: PasskeyFacts[] }>(await browser.call('GET', '/api/passkeys')).passkeys;

test('[ID40] a passkey is added, listed, signs its owner in on their own device, and is removed', async () => {
  const options = await creation();
  expect(options).toMatchObject({
    rp: { id: 'lianxi.example' },
    user: { name: '甲', id: Buffer.from(member).toString('base64url') },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const added = await add({}, options);
  expect([added.status, said<PasskeyFacts>(added)]).toMatchObject([
    201,
    { id: key.id, name: '手机', lastUsedAt: null },
  ]);
  expect(
    said<{ excludeCredentials: object[] }>(await browser.call('POST', '/api/passkeys/options', {}, site)),
  ).toMatchObject({
    excludeCredentials: [{ id: key.id }],
  });
  const phone = openOutside();
  const answer = await enter({}, undefined, phone);
  expect(answer.status).toBe(200);
  expect(facts(answer)).toMatchObject({ member: { id: member }, device: phone.device });
  expect((await phone.call('GET', '/api/documents')).status).toBe(200);
  expect((await own())[0]?.lastUsedAt).toEqual(expect.any(Number));
  expect((await browser.call('DELETE', `/api/passkeys/${key.id}`, { passphrase })).status).toBe(204);
  expect(await own()).toEqual([]);
  expect(outcomeOf(await enter())).toEqual([401, 'WrongCredentials']);
  expect(auditOf(it).filter(({ type }) => /passkey/.test(type))).toEqual([
    { type: 'passkey-added', member, detail: { passkey: key.id } },
    { type: 'passkey-removed', member, detail: { passkey: key.id } },
  ]);
  expect(auditOf(it).filter(({ detail }) => detail.how === 'passkey')).toMatchObject([{ type: 'signed-in', member }]);
});

test('[ID41] there are none for an IP address, nor for a page that is not ours', async () => {
  const local = { origin: it.origin };
  expect(outcomeOf(await browser.call('POST', '/api/passkeys/options', {}, local))).toEqual([
    409,
    'PasskeysUnavailable',
  ]);
  expect(outcomeOf(await it.call('POST', '/api/session/passkey/options'))).toEqual([409, 'PasskeysUnavailable']);
  const { token } = await it.person('乙', 'committee', 'community');
  for (const elsewhere of ['https://evil.example', 'null']) {
    const signIn = await it.call('POST', '/api/session/passkey/options', { origin: elsewhere, token });
    expect(outcomeOf(signIn)).toEqual([409, 'PasskeysUnavailable']);
    const foreign = await browser.call('POST', '/api/passkeys/options', {}, { origin: elsewhere });
    expect(outcomeOf(foreign)).toEqual([403, 'ForbiddenOrigin']);
  }
  // A program has no page and no owner who could be asked for a finger; a shared computer keeps nothing.
  expect(outcomeOf(await it.call('POST', '/api/passkeys/options', { token, origin }))).toEqual([403, 'Forbidden']);
  const hall = openOutside();
  await hall.signIn('甲', passphrase, { isShared: true });
  expect(outcomeOf(await hall.call('POST', '/api/passkeys/options', {}, site))).toEqual([403, 'Forbidden']);
});

test('[ID41] claim: what was signed for another page, another host, another purpose or without its owner adds nothing', async () => {
  const bends: Partial<Bend>[] = [
    { origin: 'https://evil.example' },
    { origin: 'http://lianxi.example' },
    { rpId: 'evil.example' },
    { type: 'webauthn.get' },
    { isUnverified: true },
    { challenge: Buffer.from('made up').toString('base64url') },
    { challenge: Buffer.alloc(56).toString('base64url') },
  ];
  for (const bend of bends) expect([bend, ...outcomeOf(await add(bend))]).toEqual([bend, 400, 'InvalidPasskey']);
  expect(await own()).toEqual([]);
});

test('[ID41] claim: neither does it sign anybody in', async () => {
  await add();
  const bends: Partial<Bend>[] = [
    { origin: 'https://evil.example' },
    { rpId: 'evil.example' },
    { type: 'webauthn.create' },
    { isUnverified: true },
    { forge: true },
    { userHandle: Buffer.from('maaaaaaa').toString('base64url') },
    { challenge: Buffer.alloc(56).toString('base64url') },
  ];
  for (const bend of bends) expect([bend, ...outcomeOf(await enter(bend))]).toEqual([bend, 401, 'WrongCredentials']);
  expect((await enter({ userHandle: null })).status).toBe(200);
  key = createAuthenticator();
  expect(outcomeOf(await enter())).toEqual([401, 'WrongCredentials']);
});

test('[ID42] a challenge holds for five minutes, for whom it was given to, and once', async () => {
  const options = await creation();
  await browser.signIn('甲');
  expect(outcomeOf(await add({}, options))).toEqual([400, 'InvalidPasskey']);
  const late = await creation();
  it.pass(5 * minute);
  expect(outcomeOf(await add({}, late))).toEqual([400, 'InvalidPasskey']);
  const good = await creation();
  expect((await add({}, good)).status).toBe(201);
  key = createAuthenticator();
  expect(outcomeOf(await add({}, good))).toEqual([400, 'InvalidPasskey']);
  // One that was given for signing in adds nothing, and the other way round.
  const challenge = (await request()).challenge;
  expect(outcomeOf(await add({ challenge }))).toEqual([400, 'InvalidPasskey']);
});

test('[ID42] claim: a sign-in that was listened to and is sent again is nothing, and so is one of a copied key', async () => {
  await add();
  const response = key.get(await request(), { origin });
  const send = () => it.call('POST', '/api/session/passkey', { body: { response }, origin });
  const answers = await Promise.all([send(), send(), send()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  expect(outcomeOf(await send())).toEqual([401, 'WrongCredentials']);
  expect((await enter({ counter: 7 })).status).toBe(200);
  expect(outcomeOf(await enter({ counter: 7 }))).toEqual([401, 'WrongCredentials']);
  expect(outcomeOf(await enter({ counter: 3 }))).toEqual([401, 'WrongCredentials']);
});

test('[ID43] adding one needs the passphrase, typed within the last quarter of an hour or again', async () => {
  it.pass(16 * minute);
  const stale = await browser.call('POST', '/api/passkeys/options', undefined, site);
  expect([stale.status, errorOf(stale)]).toEqual([409, { type: 'NeedsConfirmation', by: 'passphrase' }]);
  const wrong = await browser.call('POST', '/api/passkeys/options', { passphrase: 'wrong horse' }, site);
  expect(outcomeOf(wrong)).toEqual([401, 'WrongCredentials']);
  const again = await browser.call('POST', '/api/passkeys/options', { passphrase }, site);
  expect((await add({}, said<Options>(again))).status).toBe(201);
});

test('[ID62] taking one away needs the passphrase, however lately it was typed', async () => {
  await add();
  const path = `/api/passkeys/${key.id}`;
  const unsaid = await browser.call('DELETE', path);
  expect([unsaid.status, errorOf(unsaid)]).toEqual([409, { type: 'NeedsConfirmation', by: 'passphrase' }]);
  // Whether there is such a one is not told before.
  expect(outcomeOf(await browser.call('DELETE', '/api/passkeys/none'))).toEqual([409, 'NeedsConfirmation']);
  expect(outcomeOf(await browser.call('DELETE', path, { passphrase: 'wrong horse' }))).toEqual([
    401,
    'WrongCredentials',
  ]);
  expect(await own()).toHaveLength(1);
  expect((await browser.call('DELETE', path, { passphrase })).status).toBe(204);
  expect(await own()).toEqual([]);
});

test('[ID43] somebody else’s are not seen and not removed; another passphrase takes all along', async () => {
  await add();
  await it.person('乙', 'committee-admin', 'community');
  const other = openOutside();
  await other.signIn('乙');
  expect(said<{ passkeys: object[] }>(await other.call('GET', '/api/passkeys')).passkeys).toEqual([]);
  const taking = await other.call('DELETE', `/api/passkeys/${key.id}`, { passphrase });
  expect(outcomeOf(taking)).toEqual([404, 'NoSuchPasskey']);
  const account = it.house.identity.findAccount('甲');
  if (!account) throw new Error('nobody');
  await it.house.identity.changePassphrase(account, 'battery staple');
  expect(outcomeOf(await enter())).toEqual([401, 'WrongCredentials']);
});

test('[ID43] twenty are enough for anybody', async () => {
  for (let count = 0; count < 20; count++) {
    key = createAuthenticator();
    expect((await add()).status).toBe(201);
  }
  key = createAuthenticator();
  expect(outcomeOf(await add())).toEqual([409, 'TooManyPasskeys']);
});

test('[ID4] trying passkeys is work for the server, and counts among an address’s tries', async () => {
  for (let tries = 0; tries < 60; tries++) expect((await enter()).status).toBe(401);
  expect(outcomeOf(await enter())).toEqual([429, 'TooManyAttempts']);
});

test('[ID13] bodies that are no credential are refused before they are looked at', async () => {
  const good = key.get(await request(), { origin });
  const bad: unknown[] = [
    {},
    { response: {} },
    { response: { ...good, id: '' } },
    { response: { ...good, id: '../../x' } },
    { response: { ...good, type: 'password' } },
    { response: { ...good, response: { ...good.response, signature: 1 } } },
    { response: { ...good, response: { ...good.response, clientDataJSON: 'x'.repeat(12_001) } } },
  ];
  for (const body of bad) {
    expect(outcomeOf(await it.call('POST', '/api/session/passkey', { body, origin }))).toEqual([400, 'InvalidBody']);
  }
  for (const clientDataJSON of ['', '!!!', 'e30', Buffer.from('null').toString('base64url')]) {
    const response = { ...good, response: { ...good.response, clientDataJSON } };
    const answer = await it.call('POST', '/api/session/passkey', { body: { response }, origin });
    expect([clientDataJSON, ...outcomeOf(answer)]).toEqual([clientDataJSON, 401, 'WrongCredentials']);
  }
});
