import type { Grant } from '@lianxi/access';
import type { PersonFacts } from '@lianxi/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
const at = async (name: string, role: Parameters<TestHouse['person']>[1], on: string): Promise<Browser> => {
  await it.person(name, role, on);
  const browser = openBrowser(it);
  await browser.signIn(name);
  return browser;
};
const idOf = (name: string) => it.house.identity.findAccount(name)?.id ?? ('maaaaaaa' as never);
const grantsOf = (name: string) => it.house.identity.store.grantsOf(idOf(name));
const grant = (role: string, on: string, from: number | null = null, to: number | null = null) =>
  ({ role, on, from, to }) as Grant;
const hold = (name: string, ...grants: readonly Grant[]) =>
  it.house.identity.store.replaceGrants(idOf(name), grants, null);
const put = (who: Browser, name: string, grants: readonly object[], more: object = {}) =>
  who.call('PUT', `/api/people/${idOf(name)}/grants`, { grants, ...more });
const handOver = (who: Browser, name: string, to: string, when = 0, more: object = {}) =>
  who.call('POST', `/api/people/${idOf(name)}/hand-over`, { to: idOf(to), at: when, ...more });

describe('whose roles are which', () => {
  test('[ID44] is listed for the committee: all terms, devices, who may be given back; for nobody else', async () => {
    const committee = await at('党', 'committee', 'community');
    await at('支', 'branch', 'wutongli');
    hold('支', grant('branch', 'wutongli', null, Date.now() - hour), grant('grid', 'wutongli.g3', Date.now() + hour));
    await at('管', 'committee-admin', 'community');
    const { people } = said<{ people: PersonFacts[] }>(await committee.call('GET', '/api/people'));
    expect(people.map(({ name, devices, mayRecover }) => [name, devices, mayRecover])).toEqual([
      ['党', 1, false],
      ['支', 1, true],
      ['管', 1, false],
    ]);
    expect(people.find(({ name }) => name === '支')?.grants).toEqual(grantsOf('支'));
    for (const role of ['branch', 'grid', 'unit', 'street', 'guest'] as const) {
      const other = await at(role, role, 'community');
      expect([role, ...outcomeOf(await other.call('GET', '/api/people'))]).toEqual([role, 403, 'Forbidden']);
    }
    const part = await at('片', 'committee', 'wutongli');
    expect(outcomeOf(await part.call('GET', '/api/people'))).toEqual([403, 'Forbidden']);
  });

  test('[ID45] is changed by who may give what is added and take what goes; the others stay as they are', async () => {
    const branch = await at('支', 'branch', 'wutongli');
    await it.person('网', 'grid', 'wutongli.g3');
    const unit = grant('unit', 'unit-b');
    hold('网', grant('grid', 'wutongli.g3'), unit);
    const answer = await put(branch, '网', [grant('grid', 'wutongli.g4'), unit]);
    expect([answer.status, said<PersonFacts>(answer).grants]).toEqual([200, [unit, grant('grid', 'wutongli.g4')]]);
    for (const grants of [
      [grant('grid', 'wutongli.g4')],
      [unit, grant('grid', 'yinhe.g1')],
      [unit, grant('grid', 'wutongli.g4'), grant('branch', 'wutongli')],
      [unit, grant('grid', 'wutongli.g4'), grant('committee-admin', 'community')],
    ]) {
      expect(outcomeOf(await put(branch, '网', grants))).toEqual([403, 'Forbidden']);
    }
    expect(grantsOf('网')).toEqual([unit, grant('grid', 'wutongli.g4')]);
    // Nobody raises themselves by it, nor lasts longer.
    expect(outcomeOf(await put(branch, '支', [grant('committee', 'community')]))).toEqual([403, 'Forbidden']);
    const end = Date.now() + hour;
    const short = await at('届', 'committee', 'community');
    hold('届', grant('committee', 'community', null, end));
    expect(errorOf(await put(short, '网', [unit, grant('grid', 'joint')]))).toEqual({ type: 'TermTooLong', to: end });
    expect(outcomeOf(await put(short, '届', []))).toEqual([403, 'Forbidden']);
  });

  test('[ID45] whoever can give nothing is not even told whether there is somebody', async () => {
    await it.person('网', 'grid', 'wutongli.g3');
    for (const role of ['grid', 'unit', 'street', 'guest'] as const) {
      const other = await at(`某${role}`, role, 'community');
      for (const name of ['网', '没有']) {
        expect([role, ...outcomeOf(await put(other, name, []))]).toEqual([role, 403, 'Forbidden']);
        expect([role, ...outcomeOf(await handOver(other, name, '网'))]).toEqual([role, 403, 'Forbidden']);
      }
    }
    const committee = await at('党', 'committee', 'community');
    expect(outcomeOf(await put(committee, '没有', []))).toEqual([404, 'NoSuchMember']);
    for (const grants of [
      [grant('grid', 'A')],
      [{ role: 'grid' }],
      [{ role: 'king', on: 'joint' }],
      Array(33).fill(grant('grid', 'joint')),
    ]) {
      expect((await put(committee, '网', grants)).status).toBe(400);
    }
  });

  test('[ID45] [ID12] reaches open sockets at once, and the role is in force in the next answer', async () => {
    const committee = await at('党', 'committee', 'community');
    const other = await at('乙', 'unit', 'unit-b');
    const { socket, closed } = await other.connect();
    expect(socket.readyState).toBe(socket.OPEN);
    expect((await put(committee, '乙', [])).status).toBe(200);
    expect(await closed).toMatchObject({ code: 4403 });
    expect(facts(await other.call('GET', '/api/session')).member.grants).toEqual([]);
    await put(committee, '乙', [grant('grid', 'wutongli.g3')]);
    expect(facts(await other.call('GET', '/api/session')).member.grants).toEqual([grant('grid', 'wutongli.g3')]);
  });

  test('[ID46] an administrator comes by an invitation that another one confirms, not by this; a lone one types the passphrase', async () => {
    const first = await at('管', 'committee-admin', 'community');
    await it.person('乙', 'committee', 'community');
    const administrator = [grant('committee-admin', 'community')];
    expect(errorOf(await put(first, '乙', administrator))).toEqual({ type: 'NeedsConfirmation', by: 'passphrase' });
    const wrong = await put(first, '乙', administrator, { passphrase: 'wrong horse' });
    expect(outcomeOf(wrong)).toEqual([401, 'WrongCredentials']);
    expect((await put(first, '乙', administrator, { passphrase })).status).toBe(200);
    await it.person('丙', 'committee', 'community');
    for (const more of [{}, { passphrase }]) {
      const answer = await put(first, '丙', administrator, more);
      expect(errorOf(answer)).toEqual({ type: 'NeedsConfirmation', by: 'admin' });
    }
    // A shorter term makes nobody an administrator who was none; a longer one does.
    const end = Date.now() + hour;
    expect((await put(first, '乙', [grant('committee-admin', 'community', null, end)])).status).toBe(200);
    expect((await put(first, '乙', administrator)).status).toBe(409);
    expect((await put(first, '乙', [grant('committee-admin', 'wutongli')])).status).toBe(409);
  });

  test('[ID46] the last administrator stays one', async () => {
    const only = await at('管', 'committee-admin', 'community');
    const before = grantsOf('管');
    for (const grants of [[], [grant('committee', 'community')], [grant('committee-admin', 'wutongli')]]) {
      const answer = await put(only, '管', grants, { passphrase });
      expect(outcomeOf(answer)).toEqual([409, 'LastAdministrator']);
    }
    const later = [grant('committee-admin', 'community', Date.now() + hour)];
    expect(outcomeOf(await put(only, '管', later))).toEqual([409, 'LastAdministrator']);
    expect(grantsOf('管')).toEqual(before);
    await it.person('二管', 'committee-admin', 'community');
    expect((await put(only, '管', [])).status).toBe(200);
  });
});

describe('a hand-over', () => {
  test('[ID47] gives all roles to the successor from a moment on; the predecessor keeps the account and loses access then', async () => {
    const committee = await at('党', 'committee', 'community');
    const old = await at('旧', 'branch', 'wutongli');
    const next = await at('新', 'unit', 'unit-b');
    const now = Date.now();
    const end = now + 500 * hour;
    const past = grant('grid', 'yinhe.g1', null, now - hour);
    hold('旧', past, grant('branch', 'wutongli', null, end), grant('grid', 'wutongli.g9', now + 200 * hour));
    const when = now + 100 * hour;
    expect((await handOver(committee, '旧', '新', when)).status).toBe(200);
    expect(grantsOf('旧')).toEqual([past, grant('branch', 'wutongli', null, when)]);
    expect(grantsOf('新')).toEqual([
      grant('unit', 'unit-b'),
      grant('branch', 'wutongli', when, end),
      grant('grid', 'wutongli.g9', now + 200 * hour),
    ]);
    const before = await old.connect();
    const rolesOf = async (who: Browser) =>
      facts(await who.call('GET', '/api/session')).member.grants.map(({ role }) => role);
    expect([await rolesOf(old), await rolesOf(next)]).toEqual([['branch'], ['unit']]);
    it.pass(100 * hour);
    expect(await before.closed).toMatchObject({ code: 4403 });
    expect([await rolesOf(old), await rolesOf(next)]).toEqual([[], ['unit', 'branch']]);
    expect((await it.knock(directory, { cookie: old.cookie, origin: it.origin })).status).toBe(404);
    expect((await next.connect()).socket.readyState).toBe(1);
  });

  test('[ID47] at once, where no moment to come is named; what the successor holds already is not given twice', async () => {
    const committee = await at('党', 'committee', 'community');
    const old = await at('旧', 'grid', 'wutongli.g3');
    await it.person('新', 'grid', 'wutongli.g3');
    const { closed } = await old.connect();
    expect((await handOver(committee, '旧', '新')).status).toBe(200);
    expect(await closed).toMatchObject({ code: 4403 });
    expect(grantsOf('新')).toEqual([grant('grid', 'wutongli.g3')]);
    expect(outcomeOf(await handOver(committee, '旧', '新'))).toEqual([409, 'NothingToHandOver']);
    expect(outcomeOf(await handOver(committee, '新', '新'))).toEqual([404, 'NoSuchMember']);
    expect(outcomeOf(await handOver(committee, '新', '没有'))).toEqual([404, 'NoSuchMember']);
    expect(outcomeOf(await handOver(committee, '新', '旧', Date.now() + 20_000 * hour))).toEqual([400, 'InvalidTerm']);
  });

  test('[ID47] is made by who could give every one of the roles, all or nothing', async () => {
    const branch = await at('支', 'branch', 'wutongli');
    await it.person('旧', 'grid', 'wutongli.g3');
    await it.person('新', 'grid', 'wutongli.g4');
    hold('旧', grant('grid', 'wutongli.g3'), grant('unit', 'unit-b'));
    expect(outcomeOf(await handOver(branch, '旧', '新'))).toEqual([403, 'Forbidden']);
    expect(grantsOf('旧')).toHaveLength(2);
    expect(grantsOf('新')).toHaveLength(1);
    // Not the own office either: a branch does not give a branch.
    expect(outcomeOf(await handOver(branch, '支', '新'))).toEqual([403, 'Forbidden']);
    hold('旧', grant('grid', 'wutongli.g3'));
    expect((await handOver(branch, '旧', '新')).status).toBe(200);
  });

  test('[ID47] of an administrator’s office takes the passphrase, and never leaves the community without one', async () => {
    const old = await at('管', 'committee-admin', 'community');
    await it.person('新', 'committee', 'community');
    expect(errorOf(await handOver(old, '管', '新'))).toEqual({ type: 'NeedsConfirmation', by: 'passphrase' });
    expect((await handOver(old, '管', '新', 0, { passphrase })).status).toBe(200);
    expect(grantsOf('新')).toContainEqual(grant('committee-admin', 'community', expect.any(Number) as never));
    expect(facts(await old.call('GET', '/api/session')).member.grants).toEqual([]);
    expect(outcomeOf(await put(old, '新', []))).toEqual([403, 'Forbidden']);
  });

  test('[ID48] the audit log has every role that was given or taken, and the hand-over, by ids', async () => {
    const committee = await at('党', 'committee', 'community');
    await it.person('旧', 'grid', 'wutongli.g3');
    await it.person('新', 'unit', 'unit-b');
    const start = auditOf(it).length;
    await put(committee, '新', [grant('unit', 'unit-c')]);
    const when = Date.now() + hour;
    await handOver(committee, '旧', '新', when);
    const [whom, to, by] = [idOf('旧'), idOf('新'), idOf('党')];
    const grid = { role: 'grid', on: 'wutongli.g3' };
    expect(auditOf(it).slice(start)).toEqual([
      { type: 'withdrawn', member: by, detail: { whom: to, role: 'unit', on: 'unit-b', from: null, until: null } },
      { type: 'granted', member: by, detail: { whom: to, role: 'unit', on: 'unit-c', from: null, until: null } },
      { type: 'withdrawn', member: by, detail: { whom, ...grid, from: null, until: null } },
      { type: 'granted', member: by, detail: { whom, ...grid, from: null, until: when } },
      { type: 'granted', member: by, detail: { whom: to, ...grid, from: when, until: null } },
      { type: 'handed-over', member: by, detail: { whom, to, at: when, grants: 1 } },
    ]);
  });
});

describe('the recovery sheet', () => {
  const use = (codes: readonly string[], name = '新', words = 'battery staple', who = openBrowser(it)) =>
    who.call('POST', '/api/recovery/use', { codes, name, passphrase: words, device: who.device });
  const make = async (who: Browser) => {
    const answer = await who.call('POST', '/api/recovery', { passphrase });
    expect(answer.status).toBe(200);
    return said<{ codes: [string, string, string] }>(answer).codes;
  };

  test('[ID49] any two of its three codes, in any order, as people type them, make an administrator; once', async () => {
    const admin = await at('管', 'committee-admin', 'community');
    for (const [one, other] of [
      [0, 1],
      [2, 0],
      [2, 1],
    ] as const) {
      expect((await admin.call('GET', '/api/recovery')).json).toEqual({ madeAt: null });
      const codes = await make(admin);
      expect(codes).toHaveLength(3);
      for (const code of codes) expect(code).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
      expect(said<{ madeAt: number }>(await admin.call('GET', '/api/recovery')).madeAt).toBeGreaterThan(0);
      const two = [` ${codes[one].toLowerCase()}`, codes[other].replace('-', ' ')];
      const phone = openBrowser(it);
      const answer = await use(two, `新${one}${other}`, 'battery staple', phone);
      expect(answer.status).toBe(200);
      expect(facts(answer)).toMatchObject({
        member: { name: `新${one}${other}`, grants: [grant('committee-admin', 'community')] },
        device: phone.device,
      });
      expect((await phone.call('GET', '/api/people')).status).toBe(200);
      expect(outcomeOf(await use(two, '再来'))).toEqual([401, 'WrongCode']);
    }
  });

  test('[ID49] somebody known gets a new passphrase and the role; what was signed in before is not any more', async () => {
    const admin = await at('管', 'committee-admin', 'community');
    const [one, two] = await make(admin);
    expect(errorOf(await use([one, two], '管', '19900101'))).toEqual({ type: 'WeakPassphrase', flaw: 'date' });
    expect((await use([one, two], '管')).status).toBe(200);
    expect(grantsOf('管')).toHaveLength(1);
    expect((await admin.call('GET', '/api/session')).status).toBe(401);
    expect((await openBrowser(it).signIn('管')).status).toBe(401);
    const again = openBrowser(it);
    await again.signIn('管', 'battery staple');
    await it.person('党', 'committee', 'community');
    const fresh = said<{ codes: string[] }>(
      await again.call('POST', '/api/recovery', { passphrase: 'battery staple' }),
    );
    expect((await use(fresh.codes.slice(0, 2), '党')).status).toBe(200);
    expect(grantsOf('党')).toEqual([grant('committee', 'community'), grant('committee-admin', 'community')]);
  });

  test('[ID49] claim: one code is worth nothing, twice the same neither, nor a sheet that was replaced, nor guessing', async () => {
    const admin = await at('管', 'committee-admin', 'community');
    const old = await make(admin);
    const [one, two] = await make(admin);
    for (const codes of [
      [one, one],
      [one, 'AAAA-AAA3'],
      [old[0], old[1]],
      [old[0], two],
    ]) {
      expect([codes, ...outcomeOf(await use(codes))]).toEqual([codes, 401, 'WrongCode']);
    }
    for (const codes of [[one], [one, two, two], 'x', []]) {
      expect((await use(codes as string[])).status).toBe(400);
    }
    expect(outcomeOf(await use(['AAAA-AAA3', 'AAAA-AAA4']))).toEqual([401, 'WrongCode']);
    const locked = await use([one, two]);
    expect(outcomeOf(locked)).toEqual([429, 'TooManyAttempts']);
    await it.restart();
    it.pass(20 * 60_000);
    expect((await use([one, two])).status).toBe(429);
    it.pass(11 * 60_000);
    expect((await use([one, two])).status).toBe(200);
  });

  test('[ID49] two who use it at once: one comes in', async () => {
    const [one, two] = await make(await at('管', 'committee-admin', 'community'));
    const answers = await Promise.all(['甲', '乙', '丙'].map((name) => use([one, two], name)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });

  test('[ID49] it is made by administrators, with the passphrase; no code stands in the file or the log', async () => {
    const admin = await at('管', 'committee-admin', 'community');
    for (const other of [await at('党', 'committee', 'community'), await at('小管', 'committee-admin', 'wutongli')]) {
      expect(outcomeOf(await other.call('POST', '/api/recovery', { passphrase }))).toEqual([403, 'Forbidden']);
      expect(outcomeOf(await other.call('GET', '/api/recovery'))).toEqual([403, 'Forbidden']);
    }
    expect((await admin.call('POST', '/api/recovery', {})).status).toBe(400);
    const wrong = await admin.call('POST', '/api/recovery', { passphrase: 'wrong horse' });
    expect(outcomeOf(wrong)).toEqual([401, 'WrongCredentials']);
    const codes = await make(admin);
    await use(codes.slice(1), '新');
    const { sqlite } = it.house.store;
    const everything = JSON.stringify(
      ['settings', 'audit', 'attempts', 'members'].map((table) => sqlite.prepare(`SELECT * FROM ${table}`).all()),
    );
    for (const code of codes) for (const text of [code, code.replace('-', '')]) expect(everything).not.toContain(text);
    expect(auditOf(it).filter(({ type }) => /^recover/.test(type))).toEqual([
      { type: 'recovery-sheet-made', member: idOf('管'), detail: {} },
      { type: 'recovered', member: idOf('新'), detail: { as: 'new' } },
    ]);
  });
});

test('[ID9] claim: CSRF: a page elsewhere gives no role, hands nothing over, makes no sheet and uses none', async () => {
  const admin = await at('管', 'committee-admin', 'community');
  const calls = [
    ['PUT', `/api/people/${idOf('管')}/grants`],
    ['POST', `/api/people/${idOf('管')}/hand-over`],
    ['POST', '/api/recovery'],
    ['POST', '/api/recovery/use'],
    ['POST', '/api/passkeys/options'],
    ['POST', '/api/passkeys'],
    ['DELETE', '/api/passkeys/x'],
    ['POST', '/api/session/passkey'],
    ['POST', '/api/session/passkey/options'],
  ] as const;
  for (const [method, path] of calls) {
    for (const options of [{ origin: 'https://evil.example' }, { origin: null }]) {
      const answer = await admin.call(method, path, {}, options);
      expect([path, ...outcomeOf(answer)]).toEqual([path, 403, 'ForbiddenOrigin']);
    }
  }
});

test('[ID50] the demo’s people invite nobody, make no sheet, and see nobody but each other', async () => {
  // A community that keeps nothing yet.
  await it.dispose();
  it = await startHouse();
  expect(await it.house.demo?.create()).toMatchObject({ ok: true });
  const answer = await it.call('POST', '/api/demo/session', { body: { role: 'committee' } });
  const { token } = answer.json;
  const call = (method: string, path: string, body?: object) =>
    it.call(method, path, { token, ...(body ? { body } : {}) });
  const { people } = said<{ people: PersonFacts[] }>(await call('GET', '/api/people'));
  expect(people.length).toBeGreaterThan(3);
  expect(people.every(({ mayRecover }) => !mayRecover)).toBe(true);
  expect(outcomeOf(await call('POST', '/api/invitations', { role: 'grid', on: 'joint' }))).toEqual([403, 'Forbidden']);
  const { id } = await it.person('真', 'grid', 'wutongli.g3');
  expect(outcomeOf(await call('PUT', `/api/people/${id}/grants`, { grants: [] }))).toEqual([404, 'NoSuchMember']);
  expect(JSON.stringify((await call('GET', '/api/people')).json)).not.toContain(id);
  expect(outcomeOf(await call('GET', `/api/devices?member=${id}`))).toEqual([404, 'NoSuchMember']);
  expect((await call('POST', '/api/recovery', { passphrase })).status).toBe(403);
  expect((await call('POST', '/api/passkeys/options', {})).status).toBe(403);
});
