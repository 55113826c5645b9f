import { type Address, parseAddress } from '@lianxi/access';
import { createUuid } from '@lianxi/base';
import { admitUnit, createAuthor, layOutGrid } from '@lianxi/documents';
import type { InvitationFacts, InvitationLook, InvitationMade } from '@lianxi/protocol';
import { appendUpdate, readDocument } from '@lianxi/server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { passphrase, startHouse, type TestHouse } from './identity-harness.ts';
import { auditOf, type Browser, directory, errorOf, facts, openBrowser, outcomeOf, said } from './people-harness.ts';

let it: TestHouse;
beforeEach(async () => {
  it = await startHouse();
  it.house.catalogue.ensureDirectory('示例社区');
  it.house.identity.store.writeSetting('community_name', '示例社区');
});
afterEach(() => it.dispose());

const hour = 3_600_000;

/** Somebody with an account and a browser that is signed in. */
const at = async (name: string, role: Parameters<TestHouse['person']>[1], on: string): Promise<Browser> => {
  await it.person(name, role, on);
  const browser = openBrowser(it);
  await browser.signIn(name);
  return browser;
};
const idOf = (name: string) => it.house.identity.findAccount(name)?.id ?? '';
const invite = (browser: Browser, body: object) => browser.call('POST', '/api/invitations', body);
const made = async (
  browser: Browser,
  body: object = { role: 'grid', on: 'wutongli.g3', name: '乙', post: '网格员' },
) => {
  const answer = await invite(browser, body);
  expect([answer.status, errorOf(answer)]).toEqual([201, {}]);
  return said<InvitationMade>(answer);
};
const look = (key: object, browser = openBrowser(it)) => browser.call('POST', '/api/invitations/look', key);
const accept = (key: object, name = '乙', browser = openBrowser(it), words = passphrase) =>
  browser.call('POST', '/api/invitations/accept', { ...key, name, passphrase: words, device: browser.device });
const listed = async (browser: Browser) =>
  said<{ invitations: InvitationFacts[] }>(await browser.call('GET', '/api/invitations')).invitations;

describe('an invitation', () => {
  test('[ID33] brings one person in, by the link or by the spoken code, with the role that it names, on their own device', async () => {
    const committee = await at('甲', 'committee', 'community');
    for (const [name, keyOf] of [
      ['乙', ({ secret }: InvitationMade) => ({ secret })],
      ['丙', ({ code }: InvitationMade) => ({ code: ` ${code.toLowerCase().replace('-', ' ')}` })],
    ] as const) {
      const invitation = await made(committee);
      expect(invitation.secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(invitation.code).toMatch(/^[ACDEFGHJKMNPQRTWXY34679]{4}-[ACDEFGHJKMNPQRTWXY34679]{4}$/);
      expect(invitation).toMatchObject({ needsConfirmation: false, confirmation: null });
      expect(said<InvitationLook>(await look(keyOf(invitation)))).toEqual({
        name: '乙',
        post: '网格员',
        role: 'grid',
        on: 'wutongli.g3',
        from: null,
        to: null,
        community: '示例社区',
        by: '甲',
        place: null,
        recovers: false,
      });
      const phone = openBrowser(it);
      const answer = await accept(keyOf(invitation), name, phone);
      expect(answer.status).toBe(201);
      expect(facts(answer)).toMatchObject({
        member: { name, post: '网格员', grants: [{ role: 'grid', on: 'wutongli.g3', from: null, to: null }] },
        device: phone.device,
      });
      expect((await phone.call('GET', '/api/session')).status).toBe(200);
      expect((await openBrowser(it).signIn(name)).status).toBe(200);
    }
  });

  test('[ID33] keeps neither its secret nor its code anywhere in the file', async () => {
    const { secret, code } = await made(await at('甲', 'committee', 'community'));
    await look({ code });
    await accept({ secret });
    const { sqlite } = it.house.store;
    const tables = sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
    const everything = JSON.stringify(tables.map((table) => sqlite.prepare(`SELECT * FROM "${table}"`).all()));
    for (const word of [secret, code, code.replace('-', '')]) expect(everything).not.toContain(word);
  });

  test('[ID34] claim: a replayed invitation brings nobody in; of many who bring it at once one comes in', async () => {
    const committee = await at('甲', 'committee', 'community');
    const { secret, code } = await made(committee);
    const names = ['乙', '丙', '丁', '戊', '己', '庚'];
    const answers = await Promise.all(names.map((name, index) => accept(index % 2 ? { secret } : { code }, name)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404, 404, 404, 404]);
    expect(names.filter((name) => it.house.identity.findAccount(name))).toHaveLength(1);
    for (const key of [{ secret }, { code }]) {
      expect(outcomeOf(await look(key))).toEqual([404, 'NoSuchInvitation']);
      expect(outcomeOf(await accept(key, '辛'))).toEqual([404, 'NoSuchInvitation']);
    }
    expect(await listed(committee)).toEqual([]);
  });

  test('[ID34] holds for 72 hours', async () => {
    const committee = await at('甲', 'committee', 'community');
    const { secret, code, expiresAt } = await made(committee);
    expect(expiresAt - Date.now()).toBeGreaterThan(71 * hour);
    it.pass(71 * hour);
    expect((await look({ secret })).status).toBe(200);
    it.pass(2 * hour);
    for (const key of [{ secret }, { code }]) expect(outcomeOf(await accept(key))).toEqual([404, 'NoSuchInvitation']);
    expect(await listed(committee)).toEqual([]);
  });

  test('[ID34] a failed try uses nothing up: a weak passphrase, a name that is taken', async () => {
    const { secret } = await made(await at('甲', 'committee', 'community'));
    const weak = await accept({ secret }, '乙', openBrowser(it), '19900101');
    expect(errorOf(weak)).toEqual({ type: 'WeakPassphrase', flaw: 'date' });
    expect(outcomeOf(await accept({ secret }, ' 甲', openBrowser(it), 'battery staple'))).toEqual([409, 'NameTaken']);
    expect(outcomeOf(await accept({ secret }, ''))).toEqual([400, 'InvalidName']);
    expect((await accept({ secret })).status).toBe(201);
  });

  test('[ID34] withdrawn, unknown, malformed or over: the answer is one and the same', async () => {
    const committee = await at('甲', 'committee', 'community');
    const withdrawn = await made(committee);
    const gone = await committee.call('DELETE', `/api/invitations/${withdrawn.id}`);
    expect(gone.status).toBe(204);
    const used = await made(committee);
    await accept({ secret: used.secret });
    const unconfirmed = await made(await at('管', 'committee-admin', 'community'), {
      role: 'committee-admin',
      on: 'community',
    });
    const { text } = await look({ secret: 'A'.repeat(43) });
    expect(text).toBe('{"error":{"type":"NoSuchInvitation"}}');
    for (const { secret, code } of [withdrawn, used, unconfirmed]) {
      for (const key of [{ secret }, { code }]) {
        const answer = await look(key);
        expect([answer.status, answer.text]).toEqual([404, text]);
      }
    }
    for (const key of [{ secret: '' }, { secret: 'x' }, { code: '' }, { code: 'AAAA' }, { code: "' OR 1=1" }]) {
      expect([key, (await look(key)).text]).toEqual([key, text]);
    }
    for (const body of [{}, { secret: 'a', code: 'b' }, { secret: 1 }, [], { code: 'A'.repeat(65) }]) {
      expect(outcomeOf(await look(body))).toEqual([400, 'InvalidBody']);
    }
  });

  test('[ID35] claim: codes cannot be guessed: ten tries, then nothing for half an hour, also over a restart; the link still works', async () => {
    const { secret, code } = await made(await at('甲', 'committee', 'community'));
    for (let tries = 0; tries < 10; tries++) expect((await look({ code: 'AAAA-AAA3' })).status).toBe(404);
    const refused = await look({ code });
    expect(outcomeOf(refused)).toEqual([429, 'TooManyAttempts']);
    expect(errorOf(refused).retryAfter).toBeGreaterThan(29 * 60);
    await it.restart();
    it.pass(20 * 60_000);
    expect((await look({ code })).status).toBe(429);
    expect((await accept({ code })).status).toBe(429);
    expect((await look({ secret })).status).toBe(200);
    it.pass(11 * 60_000);
    expect((await look({ code })).status).toBe(200);
    expect((await accept({ code })).status).toBe(201);
  });

  test('[ID35] all at once does not help, and the right code does not use tries up', async () => {
    const { code } = await made(await at('甲', 'committee', 'community'));
    for (let tries = 0; tries < 15; tries++) expect((await look({ code })).status).toBe(200);
    const answers = await Promise.all(Array.from({ length: 20 }, () => look({ code: 'AAAA-AAA3' })));
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(10);
  });
});

describe('who invites whom', () => {
  test('[ID36] is [ID23]’s to say, on the server: each role, each place', async () => {
    const wishes = ['committee-admin', 'committee', 'branch', 'grid', 'unit', 'street', 'guest'];
    const inviters = [
      ['管', 'committee-admin', 'community', 'committee-admin committee branch grid unit street guest'],
      ['党', 'committee', 'community', 'branch grid unit street guest'],
      ['支', 'branch', 'wutongli', 'grid guest'],
      ['网', 'grid', 'wutongli', ''],
      ['联', 'unit', 'wutongli', ''],
      ['街', 'street', 'community', ''],
      ['客', 'guest', 'wutongli', ''],
    ] as const;
    for (const [name, role, on, gives] of inviters) {
      const browser = await at(name, role, on);
      for (const wished of wishes) {
        const answer = await invite(browser, { role: wished, on: 'wutongli.g3' });
        const expected = gives.split(' ').includes(wished) ? [201, undefined] : [403, 'Forbidden'];
        expect([role, wished, ...outcomeOf(answer)]).toEqual([role, wished, ...expected]);
      }
      const elsewhere = await invite(browser, { role: 'grid', on: 'yinhe.g1' });
      expect([role, elsewhere.status]).toEqual([role, role.startsWith('committee') ? 201 : 403]);
    }
    expect((await it.call('POST', '/api/invitations', { body: { role: 'grid', on: 'wutongli' } })).status).toBe(401);
  });

  test('[ID36] nobody gives a term longer than the own, or one that is over', async () => {
    await it.person('届', 'guest', 'minutes/joint/x');
    const end = Date.now() + 100 * hour;
    const grants = [{ role: 'committee', on: 'community', from: null, to: end }] as never;
    it.house.identity.store.replaceGrants(idOf('届') as never, grants, null);
    const browser = openBrowser(it);
    await browser.signIn('届');
    const wish = { role: 'grid', on: 'wutongli.g3' };
    expect(errorOf(await invite(browser, wish))).toEqual({ type: 'TermTooLong', to: end });
    expect(errorOf(await invite(browser, { ...wish, to: end + 1 }))).toEqual({ type: 'TermTooLong', to: end });
    const term = { from: Date.now() + hour, to: end };
    const { secret } = await made(browser, { ...wish, ...term });
    expect(outcomeOf(await invite(browser, { ...wish, to: Date.now() - 1 }))).toEqual([400, 'InvalidTerm']);
    expect(outcomeOf(await invite(browser, { ...wish, from: end, to: end }))).toEqual([400, 'InvalidTerm']);
    expect(outcomeOf(await invite(browser, { ...wish, to: 1.5 }))).toEqual([400, 'InvalidBody']);
    // It has not begun: the account is there, and may nothing yet.
    expect(facts(await accept({ secret })).member.grants).toEqual([]);
    expect(it.house.identity.store.grantsOf(idOf('乙') as never)).toEqual([{ ...wish, ...term }]);
  });

  test('[ID36] places are checked, and roles are known ones', async () => {
    const committee = await at('甲', 'committee', 'community');
    for (const on of ['Wutongli', '../etc', 'minutes/joint', 'minutes/joint/a/b', 'secrets/joint/a', '']) {
      expect([on, ...outcomeOf(await invite(committee, { role: 'grid', on }))]).toEqual([on, 400, 'InvalidPlace']);
    }
    expect(outcomeOf(await invite(committee, { role: 'king', on: 'joint' }))).toEqual([400, 'InvalidBody']);
    expect(outcomeOf(await invite(committee, { role: 'grid' }))).toEqual([400, 'InvalidBody']);
    expect((await invite(committee, { role: 'guest', on: 'minutes/joint/0190-a' })).status).toBe(201);
  });

  test('[ID36] claim: an invitation of somebody who may no longer give what it gives is worth nothing', async () => {
    const branch = await at('支', 'branch', 'wutongli');
    const { secret, code } = await made(branch);
    const { store } = it.house.identity;
    store.replaceGrants(idOf('支') as never, [{ role: 'branch', on: 'yinhe', from: null, to: null }] as never, null);
    for (const key of [{ secret }, { code }]) expect(outcomeOf(await accept(key))).toEqual([404, 'NoSuchInvitation']);
    store.replaceGrants(idOf('支') as never, [{ role: 'branch', on: 'wutongli', from: null, to: null }] as never, null);
    expect((await accept({ secret })).status).toBe(201);
  });

  test('[ID36] lists are the inviter’s own; nobody else withdraws one but an administrator, or learns of it', async () => {
    const branch = await at('支', 'branch', 'wutongli');
    const other = await at('党', 'committee', 'community');
    const admin = await at('管', 'committee-admin', 'community');
    const one = await made(branch);
    expect(await listed(branch)).toMatchObject([{ id: one.id, isMine: true, name: '乙', createdBy: idOf('支') }]);
    expect(JSON.stringify(await listed(branch))).not.toContain(one.secret);
    expect(await listed(other)).toEqual([]);
    expect(await listed(admin)).toEqual([]);
    for (const id of [one.id, createUuid(), 'nonsense']) {
      expect(outcomeOf(await other.call('DELETE', `/api/invitations/${id}`))).toEqual([404, 'NoSuchInvitation']);
      const confirm = await other.call('POST', `/api/invitations/${id}/confirm`, {});
      expect(outcomeOf(confirm)).toEqual([404, 'NoSuchInvitation']);
    }
    expect((await admin.call('DELETE', `/api/invitations/${one.id}`)).status).toBe(204);
    expect(outcomeOf(await admin.call('DELETE', `/api/invitations/${one.id}`))).toEqual([404, 'NoSuchInvitation']);
  });

  test('[ID36] somebody who has an account comes into one more role by showing it; a wrong passphrase gives nothing', async () => {
    const committee = await at('甲', 'committee', 'community');
    const unit = await at('乙', 'unit', 'unit-b');
    const { secret } = await made(committee, { role: 'guest', on: 'minutes/wutongli/a' });
    expect(outcomeOf(await accept({ secret }, '乙', openBrowser(it), 'battery staple'))).toEqual([409, 'NameTaken']);
    const answer = await accept({ secret }, '乙');
    expect(answer.status).toBe(201);
    expect(facts(answer).member).toMatchObject({ id: idOf('乙'), grants: [{ role: 'unit' }, { role: 'guest' }] });
    expect(facts(await unit.call('GET', '/api/session')).member.grants).toHaveLength(2);
  });

  test('[ID36] a hundred open ones are enough for anybody', async () => {
    const branch = await at('支', 'branch', 'wutongli');
    const wish = { role: 'grid', on: 'wutongli' };
    for (let count = 0; count < 100; count++) await made(branch, wish);
    expect(outcomeOf(await invite(branch, wish))).toEqual([409, 'TooManyInvitations']);
  });
});

describe('an administrator', () => {
  const wish = { role: 'committee-admin', on: 'community', name: '新' };
  const confirm = (browser: Browser, { id }: { id: string }, body: object = {}) =>
    browser.call('POST', `/api/invitations/${id}/confirm`, body);

  test('[ID37] is invited by one and confirmed by another; until then the invitation is none', async () => {
    const first = await at('管', 'committee-admin', 'community');
    const second = await at('二管', 'committee-admin', 'community');
    const invitation = await made(first, wish);
    expect(invitation).toMatchObject({ needsConfirmation: true, confirmation: 'admin' });
    expect(outcomeOf(await accept({ secret: invitation.secret }, '新'))).toEqual([404, 'NoSuchInvitation']);
    // Not by the one who made it, with or without a passphrase.
    for (const body of [{}, { passphrase }]) {
      const own = await confirm(first, invitation, body);
      expect([own.status, errorOf(own)]).toEqual([409, { type: 'NeedsConfirmation', by: 'admin' }]);
    }
    const committee = await at('党', 'committee', 'community');
    const small = await at('小管', 'committee-admin', 'wutongli');
    for (const other of [committee, small]) {
      expect(outcomeOf(await confirm(other, invitation))).toEqual([404, 'NoSuchInvitation']);
    }
    expect(await listed(second)).toMatchObject([{ id: invitation.id, isMine: false, confirmation: 'admin' }]);
    expect((await confirm(second, invitation)).status).toBe(204);
    expect(await listed(second)).toEqual([]);
    expect(await listed(first)).toMatchObject([{ confirmedAt: expect.any(Number), confirmation: null }]);
    expect(outcomeOf(await confirm(second, invitation))).toEqual([404, 'NoSuchInvitation']);
    expect((await accept({ secret: invitation.secret }, '新')).status).toBe(201);
  });

  test('[ID37] who is the only one confirms with the own passphrase typed again, and cannot skip that', async () => {
    const only = await at('管', 'committee-admin', 'community');
    const invitation = await made(only, wish);
    expect(invitation).toMatchObject({ needsConfirmation: true, confirmation: 'passphrase' });
    expect(outcomeOf(await accept({ secret: invitation.secret }, '新'))).toEqual([404, 'NoSuchInvitation']);
    expect(errorOf(await confirm(only, invitation))).toEqual({ type: 'NeedsConfirmation', by: 'passphrase' });
    const wrong = await confirm(only, invitation, { passphrase: 'wrong horse' });
    expect(outcomeOf(wrong)).toEqual([401, 'WrongCredentials']);
    expect((await confirm(only, invitation, { passphrase })).status).toBe(204);
    expect((await accept({ secret: invitation.secret }, '新')).status).toBe(201);
    // Now there are two.
    expect(await made(only, wish)).toMatchObject({ confirmation: 'admin' });
  });

  test('[ID37] an administrator whose term is over, or of a part only, makes nobody the second one', async () => {
    await it.person('旧管', 'committee-admin', 'community');
    const over = [{ role: 'committee-admin', on: 'community', from: null, to: Date.now() - 1 }] as never;
    it.house.identity.store.replaceGrants(idOf('旧管') as never, over, null);
    const only = await at('管', 'committee-admin', 'community');
    await it.person('小管', 'committee-admin', 'wutongli');
    expect(await made(only, wish)).toMatchObject({ confirmation: 'passphrase' });
  });
});

test('[ID33] looking at an invitation says what its place is called: by the directory, or as the meeting that it is', async () => {
  const committee = await at('甲', 'committee', 'community');
  const { store } = it.house;
  const stored = readDocument(store, directory as Address);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, stored?.update ?? new Uint8Array([0, 0]));
  const before = Y.encodeStateVector(doc);
  const author = createAuthor('maaaaaaa', () => 1_000);
  expect(layOutGrid(doc, { name: '三网格', scope: 'wutongli.g3', parent: null, level: 0 }, author).ok).toBe(true);
  expect(admitUnit(doc, { name: '示例小学', scope: 'unit-linxi', kind: 'school' }, author).ok).toBe(true);
  appendUpdate(store, directory as Address, Y.encodeStateAsUpdate(doc, before));
  const meeting = `minutes/joint/${createUuid()}`;
  const parts = parseAddress(meeting);
  if (!parts.ok) throw new Error(meeting);
  it.house.catalogue.create(parts.value, '联席会议');
  for (const [wish, place] of [
    [{ role: 'grid', on: 'wutongli.g3' }, '三网格'],
    [{ role: 'unit', on: 'unit-linxi' }, '示例小学'],
    [{ role: 'guest', on: meeting }, '联席会议'],
    [{ role: 'street', on: 'community' }, null],
    [{ role: 'grid', on: 'wutongli.g4' }, null],
  ] as const) {
    const { secret } = await made(committee, wish);
    expect(said<InvitationLook>(await look({ secret }))).toMatchObject({ by: '甲', place });
  }
});

describe('a lost passphrase', () => {
  test('[ID38] a superior gives the account back; the old passphrase and what was signed in with it are gone', async () => {
    const branch = await at('支', 'branch', 'wutongli');
    const grid = await at('乙', 'grid', 'wutongli.g3');
    const { token } = { token: it.house.identity.sessions.open(idOf('乙') as never, 'bearer') };
    const { connect } = grid;
    const { closed } = await connect();
    const { secret } = await made(branch, { recovers: idOf('乙') });
    expect(said<InvitationLook>(await look({ secret }))).toMatchObject({
      recovers: true,
      memberName: '乙',
      role: 'grid',
    });
    // Whatever name is typed: it is this account.
    const answer = await accept({ secret }, '别人', openBrowser(it), 'battery staple');
    expect(answer.status).toBe(201);
    expect(facts(answer).member).toMatchObject({ id: idOf('乙'), name: '乙', grants: [{ role: 'grid' }] });
    expect(await closed).toMatchObject({ code: 4401 });
    expect((await grid.call('GET', '/api/session')).status).toBe(401);
    expect((await it.call('GET', '/api/session', { token })).status).toBe(200);
    expect((await openBrowser(it).signIn('乙')).status).toBe(401);
    expect((await openBrowser(it).signIn('乙', 'battery staple')).status).toBe(200);
    expect(it.house.identity.findAccount('别人')).toBeUndefined();
  });

  test('[ID38] only who could give all that the account holds; nobody the own; an administrator’s needs a confirmation', async () => {
    const branch = await at('支', 'branch', 'wutongli');
    const committee = await at('党', 'committee', 'community');
    const admin = await at('管', 'committee-admin', 'community');
    await it.person('二管', 'committee-admin', 'community');
    await it.person('网', 'grid', 'wutongli.g3');
    const { id: both } = await it.person('兼', 'grid', 'wutongli.g3');
    const two = [
      { role: 'grid', on: 'wutongli.g3', from: null, to: null },
      { role: 'unit', on: 'unit-b', from: null, to: null },
    ] as never;
    it.house.identity.store.replaceGrants(both as never, two, null);
    const added = await it.house.identity.addAccount({ name: '闲', passphrase, grants: [] });
    expect(added.ok).toBe(true);
    const status = async (browser: Browser, name: string) => (await invite(browser, { recovers: idOf(name) })).status;
    expect(await status(branch, '网')).toBe(201);
    for (const name of ['兼', '闲', '支', '党', '管']) expect([name, await status(branch, name)]).toEqual([name, 403]);
    for (const name of ['网', '兼', '闲', '支']) expect([name, await status(committee, name)]).toEqual([name, 201]);
    for (const name of ['党', '管']) expect([name, await status(committee, name)]).toEqual([name, 403]);
    expect(await status(admin, '管')).toBe(403);
    expect(await made(admin, { recovers: idOf('二管') })).toMatchObject({ confirmation: 'admin' });
    expect(outcomeOf(await invite(admin, { recovers: 'maaaaaaa' }))).toEqual([404, 'NoSuchMember']);
  });

  test('[ID38] claim: who was raised above the inviter meanwhile is not taken over by the old invitation', async () => {
    const branch = await at('支', 'branch', 'wutongli');
    await it.person('乙', 'grid', 'wutongli.g3');
    const { secret } = await made(branch, { recovers: idOf('乙') });
    const raised = [{ role: 'committee', on: 'community', from: null, to: null }] as never;
    it.house.identity.store.replaceGrants(idOf('乙') as never, raised, null);
    expect(outcomeOf(await accept({ secret }, '乙'))).toEqual([404, 'NoSuchInvitation']);
    expect((await openBrowser(it).signIn('乙')).status).toBe(200);
    // Nor by an administrator's, which did not need a confirmation when it was made.
    const admin = await at('管', 'committee-admin', 'community');
    const other = await made(admin, { recovers: idOf('乙') });
    expect(other.needsConfirmation).toBe(false);
    const administrator = [{ role: 'committee-admin', on: 'community', from: null, to: null }] as never;
    it.house.identity.store.replaceGrants(idOf('乙') as never, administrator, null);
    expect(outcomeOf(await accept({ secret: other.secret }, '乙'))).toEqual([404, 'NoSuchInvitation']);
  });
});

describe('around it', () => {
  test('[ID9] claim: CSRF: a page elsewhere neither makes, confirms, withdraws nor accepts', async () => {
    const admin = await at('管', 'committee-admin', 'community');
    const one = await made(admin);
    const attempts = [
      ['POST', '/api/invitations', { role: 'grid', on: 'joint' }],
      ['POST', `/api/invitations/${one.id}/confirm`, {}],
      ['DELETE', `/api/invitations/${one.id}`, undefined],
      ['POST', '/api/invitations/accept', { secret: one.secret, name: '乙', passphrase }],
      ['POST', '/api/invitations/look', { secret: one.secret }],
    ] as const;
    for (const [method, path, body] of attempts) {
      const answer = await admin.call(method, path, body, { origin: 'https://evil.example' });
      expect([path, ...outcomeOf(answer)]).toEqual([path, 403, 'ForbiddenOrigin']);
    }
    expect(await listed(admin)).toHaveLength(1);
  });

  test('[ID39] the audit log has who invited into what, who confirmed, and who came; not a name, secret or code', async () => {
    const first = await at('管', 'committee-admin', 'community');
    const second = await at('二管', 'committee-admin', 'community');
    const before = auditOf(it).length;
    const one = await made(first, { role: 'committee-admin', on: 'community', name: '王新', post: '副书记' });
    await second.call('POST', `/api/invitations/${one.id}/confirm`, {});
    const two = await made(first, { role: 'grid', on: 'wutongli.g3' });
    await first.call('DELETE', `/api/invitations/${two.id}`);
    const phone = openBrowser(it);
    await accept({ secret: one.secret }, '王新', phone);
    const whom = idOf('王新');
    const grant = { role: 'committee-admin', on: 'community', from: null, until: null };
    expect(auditOf(it).slice(before)).toEqual([
      { type: 'invited', member: idOf('管'), detail: { invitation: one.id, ...grant, recovers: null } },
      { type: 'invitation-confirmed', member: idOf('二管'), detail: { invitation: one.id, by: 'admin' } },
      {
        type: 'invited',
        member: idOf('管'),
        detail: { invitation: two.id, role: 'grid', on: 'wutongli.g3', from: null, until: null, recovers: null },
      },
      { type: 'invitation-withdrawn', member: idOf('管'), detail: { invitation: two.id } },
      { type: 'granted', member: idOf('管'), detail: { whom, ...grant } },
      { type: 'joined', member: whom, detail: { invitation: one.id, as: 'new' } },
      { type: 'signed-in', member: whom, detail: { how: 'invitation', device: phone.device.id, shared: false } },
    ]);
    const log = JSON.stringify(auditOf(it));
    for (const word of ['王新', '副书记', one.secret, one.code]) expect(log).not.toContain(word);
  });
});
