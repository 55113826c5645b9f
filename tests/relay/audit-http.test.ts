import { createUuid } from '@lianxi/base';
import type { DeviceReport } from '@lianxi/protocol';
import { createDocument, verifyAudit } from '@lianxi/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partsOf } from './harness.ts';
import { startHouse, type TestHouse } from './identity-harness.ts';

interface Page {
  readonly entries: readonly {
    readonly seq: number;
    readonly type: string;
    readonly member: string | null;
    readonly address: string | null;
    readonly time: number;
    readonly detail: Readonly<Record<string, unknown>>;
  }[];
  readonly next: number | null;
  readonly head: { readonly number: number; readonly hash: string };
}
type Person = Awaited<ReturnType<TestHouse['person']>>;

const address = 'register/wutongli.g3/r1';
const elsewhere = 'register/wutongli.g4/r2';
const row = '0193a1b2-0000-7000-8000-000000000001';

let it: TestHouse;
let clerk: Person;
let helper: Person;
beforeAll(async () => {
  it = await startHouse();
  for (const each of [address, elsewhere]) {
    createDocument(it.house.store, { parts: partsOf(each), title: each, createdBy: null, isDemo: false, seed: null });
  }
  clerk = await it.person('示例甲', 'committee', 'community');
  helper = await it.person('示例乙', 'grid', 'wutongli.g3');
});
afterAll(() => it.dispose());

const reveal = (more: object = {}): DeviceReport =>
  ({ id: createUuid(), type: 'revealed', address, at: 5, row, field: 'phones', ...more }) as DeviceReport;
const handed = { columns: ['name', 'phones'], rows: 120, isMasked: false, purpose: 'superior', reference: '2026-12' };
const send = async (who: Person, reports: readonly unknown[]) => {
  const answer = await it.call('POST', '/api/audit/reports', { token: who.token, body: { reports } });
  return { status: answer.status, ...(answer.json as unknown as { taken: string[]; refused: string[] }) };
};
const look = async (query = '', who = clerk) => {
  const answer = await it.call('GET', `/api/audit${query}`, { token: who.token });
  expect(answer.status).toBe(200);
  return answer.json as unknown as Page;
};

describe('what devices report', () => {
  test('[AU13] ids, numbers and words of a list are written down, and nothing that somebody typed is taken', async () => {
    const exported = { ...handed, id: createUuid(), type: 'exported', address, at: 6, format: 'xlsx' };
    const printed = {
      ...handed,
      id: createUuid(),
      type: 'printed',
      address,
      at: 7,
      isMasked: true,
      purpose: 'work',
      reference: null,
    };
    expect(await send(helper, [reveal(), exported, printed])).toMatchObject({ status: 200, refused: [] });
    // Their own role came first.
    const entries = (await look(`?member=${helper.id}`)).entries.filter(({ type }) => type !== 'granted');
    expect(entries.map(({ type, detail }) => [type, detail])).toEqual([
      ['printed', { columns: 'name phones', rows: 120, masked: true, purpose: 'work', reference: null, at: 7 }],
      [
        'exported',
        {
          columns: 'name phones',
          rows: 120,
          masked: false,
          purpose: 'superior',
          reference: '2026-12',
          at: 6,
          format: 'xlsx',
        },
      ],
      ['revealed', { row, field: 'phones', at: 5 }],
    ]);
    expect(entries.every((each) => each.member === helper.id && each.address === address)).toBe(true);
    const typed: readonly object[] = [
      { row: '魏强' },
      { field: '电话' },
      { field: 'x'.repeat(41) },
      { id: 'r1' },
      { at: '2026' },
      { type: 'signed-in' },
      { ...exported, purpose: '街道要' },
      { ...exported, reference: '梧委〔2026〕12号' },
      { ...exported, format: 'pptx' },
      { ...printed, rows: -1 },
    ];
    for (const each of typed) expect([each, (await send(helper, [reveal(each)])).status]).toEqual([each, 400]);
    // A word, but of no field that such a document has.
    expect(await send(helper, [reveal({ field: 'religion' })])).toMatchObject({ status: 200, taken: [] });
  });

  test('[AU14] what comes twice, in one request or in several, is written once', async () => {
    const revealed = () =>
      Number(it.house.store.sqlite.prepare("SELECT count(*) FROM audit WHERE type = 'revealed'").pluck().get());
    const before = revealed();
    const one = reveal();
    expect((await send(helper, [one, one])).taken).toEqual([one.id]);
    expect((await send(helper, [one, { ...one, field: 'idNumber' }, reveal()])).taken).toHaveLength(2);
    expect(revealed()).toBe(before + 2);
    await it.restart();
    expect((await send(helper, [one])).taken).toEqual([one.id]);
    expect(revealed()).toBe(before + 2);
  });

  test('[AU15] of documents that the member may not read nothing is taken, and it is not said whether there are any', async () => {
    const nowhere = reveal({ address: 'register/wutongli.g9/none' });
    const foreign = reveal({ address: elsewhere });
    const unit = await it.person('示例丙', 'unit', 'unit-linxi');
    expect(await send(helper, [nowhere, foreign])).toMatchObject({ taken: [], refused: [nowhere.id, foreign.id] });
    expect((await send(unit, [reveal()])).taken).toEqual([]);
    expect((await it.call('POST', '/api/audit/reports', { body: { reports: [reveal()] } })).status).toBe(401);
    const { token } = helper;
    const sent = { token, body: { reports: [reveal()] }, origin: 'https://evil.example' };
    // A token is no cookie: the page does not matter. Without one it does.
    expect((await it.call('POST', '/api/audit/reports', sent)).status).toBe(200);
    expect((await it.call('POST', '/api/audit/reports', { ...sent, token: undefined as never })).status).toBe(403);
  });

  test('[AU15] what was done while a grant held, or on a copy that was once fetched, is taken after the right has gone', async () => {
    const { identity } = it.house;
    const leaver = await it.person('示例丁', 'grid', 'wutongli.g3');
    const now = Date.now();
    const ended = { role: 'grid', on: 'wutongli.g3', from: null, to: now - 1_000 } as never;
    identity.store.replaceGrants(leaver.id as never, [ended], null);
    expect((await send(leaver, [reveal({ at: now - 2_000 })])).taken).toHaveLength(1);
    expect((await send(leaver, [reveal({ at: now - 500 })])).taken).toHaveLength(0);
    const other = await it.person('示例戊', 'grid', 'wutongli.g3');
    const knock = await it.knock(address, { token: other.token });
    expect(knock.status).toBe(101);
    identity.store.replaceGrants(other.id as never, [], null);
    await expect
      .poll(async () => (await look(`?type=opened&member=${other.id}`)).entries.length, { interval: 10 })
      .toBe(1);
    expect((await send(other, [reveal()])).taken).toHaveLength(1);
  });

  test('[AU16] the server’s time stands in the row, the device’s beside it, however wrong that is', async () => {
    const before = Date.now();
    await send(helper, [reveal({ at: 4_102_444_800_000 })]);
    const [entry] = (await look('?type=revealed')).entries;
    expect(entry?.time).toBeGreaterThanOrEqual(before - 1_000);
    expect(entry?.time).toBeLessThan(before + 60_000);
    expect(entry?.detail.at).toBe(4_102_444_800_000);
  });

  test('[AU17] a request brings at most 32, a member 2,000 at once and then one a second', async () => {
    const many = (count: number) => Array.from({ length: count }, () => reveal());
    expect((await send(helper, many(33))).status).toBe(400);
    expect((await send(helper, [])).status).toBe(400);
    const busy = await it.person('示例己', 'grid', 'wutongli.g3');
    const post = () => it.call('POST', '/api/audit/reports', { token: busy.token, body: { reports: many(32) } });
    for (let sent = 0; sent + 32 <= 2_000; sent += 32) expect((await post()).status).toBe(200);
    // What the seconds since have given back is used up first.
    let last = await post();
    for (let tries = 0; tries < 100 && last.status === 200; tries++) last = await post();
    expect(last.status).toBe(429);
    expect(last.json.error.retryAfter).toBeGreaterThan(0);
    expect(last.json.error.retryAfter).toBeLessThanOrEqual(32);
    expect((await send(helper, many(1))).status).toBe(200);
    it.pass(40_000);
    expect((await post()).status).toBe(200);
  });
});

describe('looking through it', () => {
  test('[AU18] only the committee of the whole community does', async () => {
    const roles = ['branch', 'grid', 'unit', 'street'] as const;
    const others = [
      helper,
      ...(await Promise.all(roles.map((role) => it.person(`看${role}`, role, 'community')))),
      await it.person('示例庚', 'committee', 'wutongli'),
    ];
    for (const { token } of others) {
      for (const path of ['/api/audit', '/api/audit/verify']) {
        expect((await it.call('GET', path, { token })).status).toBe(403);
      }
    }
    expect((await it.call('GET', '/api/audit')).status).toBe(401);
    const admin = await it.person('示例辛', 'committee-admin', 'community');
    expect((await look('', admin)).entries.length).toBeGreaterThan(0);
    // Who was turned away is written a little later, and at the latest when the server stops.
    await it.restart();
  });

  test('[AU18] pages of fifty from the newest back hold every row once, whatever is looked for', async () => {
    const walk = async (query: string) => {
      const seqs: number[] = [];
      let next: number | null = null;
      do {
        const page: Page = await look(`?${query}${next === null ? '' : `&before=${next}`}`);
        expect(page.entries.length).toBeLessThanOrEqual(50);
        seqs.push(...page.entries.map(({ seq }) => seq));
        ({ next } = page);
      } while (next !== null);
      return seqs;
    };
    const rows = it.house.store.sqlite.prepare('SELECT * FROM audit ORDER BY seq DESC').all() as readonly {
      seq: number;
      type: string;
      member: string;
      time: number;
      detail: string;
    }[];
    const of = (fits: (each: (typeof rows)[number]) => boolean) => rows.filter(fits).map(({ seq }) => seq);
    expect(await walk('')).toEqual(of(() => true));
    expect(await walk('type=exported')).toEqual(of(({ type }) => type === 'exported'));
    const isAbout = ({ member, detail }: (typeof rows)[number]) =>
      member === helper.id || detail.includes(`"whom":"${helper.id}"`);
    expect(await walk(`member=${helper.id}`)).toEqual(of(isAbout));
    expect(await walk(`address=${encodeURIComponent(elsewhere)}`)).toEqual([]);
    const middle = rows[Math.floor(rows.length / 2)]?.time ?? 0;
    expect(await walk(`from=${middle}`)).toEqual(of(({ time }) => time >= middle));
    expect(await walk(`to=${middle}`)).toEqual(of(({ time }) => time < middle));
    for (const bad of ['before=x', 'type=%27', 'from=-1', `member=${'m'.repeat(50)}`]) {
      expect((await it.call('GET', `/api/audit?${bad}`, { token: clerk.token })).status).toBe(400);
    }
  });

  test('[AU18] whom a role was given to is found as well as who did something', async () => {
    it.house.store.sqlite.prepare('SELECT 1').get();
    const { createNote } = await import('@lianxi/server');
    createNote(it.house.store)({
      type: 'granted',
      member: clerk.id,
      detail: { whom: helper.id, role: 'grid', on: 'wutongli.g4', from: null, until: null },
    });
    const [entry] = (await look(`?type=granted&member=${helper.id}`)).entries;
    expect(entry).toMatchObject({ member: clerk.id, address: null, detail: { whom: helper.id } });
  });

  test('[AU18] what is rare is found in a long log, step by step', async () => {
    const { audit } = await import('@lianxi/server');
    const filler = Array.from({ length: 45_000 }, (_, index) => ({
      type: 'quarantined' as const,
      time: Date.now(),
      member: null,
      room: null,
      detail: { seq: index },
    }));
    audit(it.house.store, filler);
    let steps = 0;
    let found = 0;
    let next: number | null = null;
    do {
      const page: Page = await look(`?type=exported${next === null ? '' : `&before=${next}`}`);
      found += page.entries.length;
      steps++;
      ({ next } = page);
    } while (next !== null);
    expect(found).toBe(1);
    expect(steps).toBeGreaterThan(2);
    // Days that lie behind are not walked through.
    expect((await look(`?type=exported&from=${Date.now() + 200_000_000}`)).next).toBeNull();
  });

  test('[AU19] the chain is recomputed beside the work, and says the same as the command', async () => {
    // What was turned away before is written now, and not between two questions.
    await it.restart();
    const ask = async () => (await it.call('GET', '/api/audit/verify', { token: clerk.token })).json as unknown;
    const [one, other] = await Promise.all([ask(), ask()]);
    expect(one).toEqual(verifyAudit(it.house.store));
    expect(other).toEqual(one);
    expect(one).toMatchObject({ problem: null, head: (await look()).head });
    const { sqlite } = it.house.store;
    for (const name of sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
      sqlite.exec(`DROP TRIGGER "${name}"`);
    }
    sqlite.exec("UPDATE audit SET detail = replace(detail, '1', '2') WHERE seq = 1500");
    expect(await ask()).toEqual(verifyAudit(it.house.store));
    expect(await ask()).toMatchObject({ entries: 1_499, problem: { type: 'row-altered', seq: 1_500 } });
    sqlite.exec('DELETE FROM audit WHERE seq > 1400');
    expect(await ask()).toEqual(verifyAudit(it.house.store));
    expect(await ask()).toMatchObject({ problem: { type: 'row-missing', seq: 1_401 } });
  });
});
