import {
  documentKinds,
  type Grant,
  grantsAsViewer,
  onlyIdOf,
  parseAddress,
  type Rights,
  type RightsExport,
  type Role,
  rightsOf,
  rightsText,
  roles,
  type Scope,
  scopeSuits,
} from '@lianxi/access';
import { createSeededNumbers, createUuid } from '@lianxi/base';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampled, times } from '../campaign.ts';
import { openFolder } from './cli-harness.ts';
import { connectStock, until } from './harness.ts';
import { type Answer, passphrase, startHouse, type TestHouse } from './identity-harness.ts';
import { auditOf, facts, openBrowser, outcomeOf, said } from './people-harness.ts';

let it: TestHouse;
beforeAll(async () => {
  it = await startHouse();
});
afterAll(() => it.dispose());

const partsOf = (address: string) => {
  const parts = parseAddress(address);
  if (!parts.ok) throw new Error(address);
  return parts.value;
};
const as = (role: Role, on: string): Grant => ({ role, on: on as Scope, from: null, to: null });
const places = ['community', 'joint', 'wutongli', 'wutongli.g3', 'wutonglidong', 'yinhe.g1', 'unit-linxi'];

/** A document of every kind wherever it may lie, each with a title and an id that stand nowhere else. */
const documents: { readonly address: string; readonly title: string; readonly id: string }[] = [];
beforeAll(() => {
  it.house.catalogue.ensureDirectory('社区');
  for (const kind of documentKinds) {
    for (const scope of places) {
      if (kind === 'directory' || !scopeSuits(kind, scope as Scope)) continue;
      const id = onlyIdOf(kind) ?? createUuid();
      const title = `题${createUuid().slice(-12)}`;
      const address = `${kind}/${scope}/${id}`;
      expect(it.house.catalogue.create(partsOf(address), title).ok).toBe(true);
      documents.push({ address, title, id });
    }
  }
  documents.push({ address: 'directory/community/main', title: '社区', id: 'main' });
});

type MemberId = Parameters<TestHouse['house']['identity']['sessions']['open']>[0];
let count = 0;
/** Without a passphrase: working one out takes its time, and hardly anybody here signs in by one. */
const person = async (grants: readonly Grant[]) => {
  count++;
  const letters = String(count).replace(/[0189]/g, (digit) => ({ 0: 'a', 1: 'b', 8: 'c', 9: 'd' })[digit] ?? '');
  const id = `m${letters.padStart(7, 'z')}` as MemberId;
  const account = { id, name: `人${count}`, post: '', isDemo: false, createdAt: Date.now(), passphraseHash: null };
  const added = it.house.identity.store.addAccount({ ...account, grants }, false);
  if (!added.ok) throw new Error(added.error.type);
  return { id, token: () => it.house.identity.sessions.open(id, 'bearer') };
};
const viewAs = (token: string, role: Role, on: string) =>
  it.call('POST', '/api/view-as', { token, body: { role, on } });
const listed = async (token: string): Promise<ReadonlyMap<string, string>> => {
  const { documents: list } = (await it.call('GET', '/api/documents', { token })).json;
  return new Map(list.map(({ address, rights }) => [address, rights]));
};
const least = (rights: Rights): Rights => (rights === 'none' ? 'none' : 'read');

describe('seeing as another', () => {
  test('[AC13] [AC14] the committee gets a window that sees as a unit, for half an hour, and it is written down', async () => {
    const { token: tokenOf, id } = await person([as('committee', 'community')]);
    const own = tokenOf();
    const answer = await viewAs(own, 'unit', 'unit-linxi');
    expect(answer.status).toBe(201);
    const { token } = said<{ token: string }>(answer);
    for (const each of [facts(answer), facts(await it.call('GET', '/api/session', { token }))]) {
      expect(each.member.grants).toEqual([{ ...as('unit', 'unit-linxi'), atMost: 'read' }]);
      expect(each.viewAs).toMatchObject({ role: 'unit', on: 'unit-linxi' });
      expect((each.viewAs?.until ?? 0) - each.time).toBeLessThanOrEqual(30 * 60_000);
    }
    expect(facts(await it.call('GET', '/api/session', { token: own })).viewAs).toBeNull();
    expect(auditOf(it).at(-1)).toEqual({ type: 'viewed-as', member: id, detail: { role: 'unit', on: 'unit-linxi' } });
    const seen = [...(await listed(token)).keys()];
    expect(seen.filter((address) => /^(register|care)\//.test(address))).toEqual([]);
    expect(seen).toContain('directory/community/main');
    it.pass(30 * 60_000 - 1_000);
    expect((await it.call('GET', '/api/session', { token })).status).toBe(200);
    it.pass(1_000);
    expect((await it.call('GET', '/api/session', { token })).status).toBe(401);
    expect((await it.call('GET', '/api/session', { token: own })).status).toBe(200);
  });

  test('[AC13] only the committee may, and as an administrator only one; what is no role or place is refused', async () => {
    const may = async (grants: readonly Grant[], role: Role, on: string) => {
      const { token } = await person(grants);
      return outcomeOf(await viewAs(token(), role, on));
    };
    expect(await may([as('branch', 'wutongli')], 'grid', 'wutongli.g3')).toEqual([403, 'Forbidden']);
    expect(await may([as('committee', 'community')], 'committee-admin', 'community')).toEqual([403, 'Forbidden']);
    expect(await may([as('committee', 'wutongli')], 'unit', 'unit-linxi')).toEqual([403, 'Forbidden']);
    expect((await may([as('committee-admin', 'community')], 'committee-admin', 'community'))[0]).toBe(201);
    expect((await may([as('committee', 'wutongli')], 'grid', 'wutongli.g3'))[0]).toBe(201);
    expect((await may([as('committee', 'community')], 'guest', 'minutes/joint/any'))[0]).toBe(201);
    for (const on of ['', '../etc', 'Wutongli', 'minutes/joint', 'a/b/c/d']) {
      expect(await may([as('committee', 'community')], 'unit', on)).toEqual([400, 'InvalidBody']);
    }
    expect(outcomeOf(await it.call('POST', '/api/view-as', { body: { role: 'unit', on: 'joint' } }))[0]).toBe(401);
  });

  test('[AC14] it ends with the session that it was opened from, with the device, and as soon as its member may not see so', async () => {
    const grants = [as('committee', 'community')];
    const added = await it.house.identity.addAccount({ name: '示例甲', passphrase, grants });
    if (!added.ok) throw new Error(added.error.type);
    const { id } = added.value;
    const open = async () => {
      const browser = openBrowser(it);
      await browser.signIn('示例甲');
      const answer = await browser.call('POST', '/api/view-as', { role: 'branch', on: 'wutongli' });
      return { browser, token: said<{ token: string }>(answer).token };
    };
    const signedOut = await open();
    expect((await it.call('GET', '/api/session', { token: signedOut.token })).status).toBe(200);
    const { socket } = await it.knock('directory/community/main', { token: signedOut.token });
    const closed = new Promise<number>((resolve) => socket?.once('close', resolve));
    await signedOut.browser.call('DELETE', '/api/session');
    expect(await closed).toBe(4401);
    expect((await it.call('GET', '/api/session', { token: signedOut.token })).status).toBe(401);
    const revoked = await open();
    await revoked.browser.call('POST', `/api/devices/${revoked.browser.device.id}/revoke`, {});
    expect((await it.call('GET', '/api/documents', { token: revoked.token })).status).toBe(401);
    const demoted = await open();
    const last = await it.knock('register/wutongli.g3/nothing', { token: demoted.token });
    expect(last.status).toBe(404);
    expect((await listed(demoted.token)).size).toBeGreaterThan(5);
    it.house.identity.store.replaceGrants(id, [as('branch', 'wutongli')], null);
    expect((await listed(demoted.token)).size).toBe(0);
  });

  test('[AC13] whatever it sees as: lists and sockets give min(read, what that one grant gives), and nothing else', async () => {
    const { id } = await person([as('committee-admin', 'community')]);
    const parent = it.house.identity.sessions.open(id, 'bearer');
    const by = it.house.identity.store.listSessions().at(-1)?.hash ?? ('' as never);
    expect((await it.call('GET', '/api/session', { token: parent })).status).toBe(200);
    const anywhere = fc.oneof(fc.constantFrom(...places), fc.constantFrom(...documents.map(({ address }) => address)));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...roles), anywhere, fc.nat(), async (role, on, at) => {
        const view = { role, on: on as Scope, by };
        const token = it.house.identity.sessions.open(id, 'bearer', { lifetime: 60_000, view });
        const rights = await listed(token);
        const expected = (address: string) => least(rightsOf([as(role, on)], partsOf(address), 0));
        for (const { address } of documents)
          expect([address, rights.get(address) ?? 'none']).toEqual([address, expected(address)]);
        const { address } = documents[at % documents.length] as (typeof documents)[number];
        const knock = await it.knock(address, { token });
        expect([address, knock.status]).toEqual([address, expected(address) === 'none' ? 404 : 101]);
        knock.socket?.close();
      }),
      { numRuns: 60 },
    );
  });

  test('[AC14] whatever would change something is refused, on every route, and nothing has changed', async () => {
    const { token: tokenOf } = await person([as('committee-admin', 'community')]);
    const { token } = said<{ token: string }>(await viewAs(tokenOf(), 'committee-admin', 'community'));
    // That somebody was refused is noted a moment after, once for many: the note changes nothing.
    const audited = "audit WHERE type != 'request-refused'";
    const tables = ['documents', 'updates', 'members', 'grants', 'devices', 'invitations', 'passkeys', 'erasures'];
    const dump = () =>
      [...tables, 'settings', audited].map((rows) => [
        rows,
        JSON.stringify(it.house.store.sqlite.prepare(`SELECT * FROM ${rows}`).all()),
      ]);
    const before = dump();
    let asked = 0;
    for (const { method, path } of changing()) {
      const filled = path.replace(/:\w+/g, 'x');
      const body = method === 'DELETE' ? {} : { body: {} };
      // What needs nobody's session is no more open, or closed, than to a stranger.
      if ((await it.call(method, filled, body)).status !== 401) continue;
      if (method === 'DELETE' && path === '/api/session') continue;
      asked++;
      const [status, type] = outcomeOf(await it.call(method, filled, { token, ...body }));
      expect([method, path, status, type]).toEqual([
        method,
        path,
        403,
        expect.stringMatching(/^(ViewOnly|Forbidden)$/),
      ]);
      if (path !== '/api/devices/wiped') expect([method, path, type]).toEqual([method, path, 'ViewOnly']);
    }
    expect(asked).toBeGreaterThan(4);
    expect(outcomeOf(await viewAs(token, 'unit', 'joint'))).toEqual([403, 'ViewOnly']);
    expect(dump()).toEqual(before);
    expect((await it.call('DELETE', '/api/session', { token })).status).toBe(204);
    expect((await it.call('GET', '/api/session', { token })).status).toBe(401);
  });

  test('[AC14] what it writes on a socket is not taken', async () => {
    const { token: tokenOf } = await person([as('committee', 'community')]);
    const own = tokenOf();
    const { token } = said<{ token: string }>(await viewAs(own, 'committee', 'community'));
    const { address } = documents.find((each) => each.address.startsWith('open/joint/')) as (typeof documents)[number];
    const url = `ws://127.0.0.1:${it.house.port}/sync`;
    const viewer = connectStock(url, address, token);
    await until('the viewer is there', () => viewer.provider.synced);
    viewer.doc.getMap('m').set('written', true);
    const writer = connectStock(url, address, own);
    await until('the writer is there', () => writer.provider.synced);
    writer.doc.getMap('m').set('beside', true);
    const reader = connectStock(url, address, own);
    await until('what was written arrived', () => reader.doc.getMap('m').get('beside') === true);
    expect(reader.doc.getMap('m').has('written')).toBe(false);
    for (const each of [viewer, writer, reader]) each.stop();
    const isNoted = () => auditOf(it).some(({ type, detail }) => type === 'refused' && detail.reason === 'read-only');
    await until('the refusal is written down', isNoted);
  });
});

describe('who can see a document', () => {
  interface Readers {
    readonly readers: readonly {
      readonly member: { readonly id: string; readonly name: string };
      readonly rights: Rights;
    }[];
  }
  const readersOf = (token: string, address: string) =>
    it.call('GET', `/api/documents/rights?address=${encodeURIComponent(address)}`, { token });

  test('[AC15] names exactly those who have a right now, with the grants that give it', async () => {
    const branch = await person([as('branch', 'wutongli'), as('guest', 'minutes/joint/else')]);
    const helper = await person([{ ...as('grid', 'wutongli.g3'), to: Date.now() + 3_600_000_000 }]);
    const over = await person([{ ...as('grid', 'wutongli.g3'), to: 1 }]);
    const register = documents.find((each) => each.address.startsWith('register/wutongli.g3/'))?.address ?? '';
    const answer = await readersOf(branch.token(), register);
    expect(answer.status).toBe(200);
    const { readers } = said<Readers>(answer);
    const ids = readers.map(({ member }) => member.id);
    expect(ids).toEqual(expect.arrayContaining([branch.id, helper.id]));
    expect(ids).not.toContain(over.id);
    expect(readers.find(({ member }) => member.id === branch.id)).toMatchObject({
      rights: 'write',
      by: [{ role: 'branch', on: 'wutongli', to: null }],
    });
    for (const { store } of [it.house.identity]) {
      for (const { id } of store.listAccounts()) {
        const rights = rightsOf(store.grantsOf(id), partsOf(register), Date.now());
        expect([id, ids.includes(id)]).toEqual([id, rights !== 'none']);
      }
    }
    expect(answer.text).not.toContain('minutes/joint/else');
  });

  test('[AC15] who may not read it, or not the directory, hears what is said of a document that there is not', async () => {
    const unit = await person([as('unit', 'unit-linxi')]);
    const guest = await person([
      as('guest', documents.find((each) => each.address.startsWith('minutes/joint/'))?.address ?? ''),
    ]);
    const hidden = documents.find((each) => each.address.startsWith('register/'))?.address ?? '';
    const meeting = documents.find((each) => each.address.startsWith('minutes/joint/'))?.address ?? '';
    const none = await readersOf(unit.token(), 'register/wutongli.g3/nothing');
    expect(outcomeOf(none)).toEqual([404, 'NoSuchDocument']);
    for (const [token, address] of [
      [unit.token(), hidden],
      [guest.token(), meeting],
      [unit.token(), 'nonsense'],
      [unit.token(), 'minutes/joint/nothing'],
    ] as const) {
      expect((await readersOf(token, address)).text).toBe(none.text);
    }
    expect((await readersOf(unit.token(), meeting)).status).toBe(200);
  });
});

describe('the table and all grants', () => {
  test('[AC16] are given to the committee of the whole community, and to nobody else', async () => {
    const committee = await person([as('committee', 'community')]);
    const answer = await it.call('GET', '/api/rights', { token: committee.token() });
    expect(answer.status).toBe(200);
    const rights = said<RightsExport>(answer);
    expect(rights.grants).toContainEqual(expect.objectContaining({ member: committee.id, role: 'committee' }));
    expect(rights.table).toHaveLength(roles.length * documentKinds.length);
    for (const grant of [
      as('committee', 'wutongli'),
      as('branch', 'wutongli'),
      as('unit', 'joint'),
      as('street', 'community'),
    ]) {
      const other = await person([grant]);
      expect(outcomeOf(await it.call('GET', '/api/rights', { token: other.token() }))).toEqual([403, 'Forbidden']);
    }
  });

  test('[AC16] the command prints the same, and two exports differ in the line that changed', async () => {
    const folder = openFolder();
    const words = 'correct horse\n';
    await folder.done(['user', 'add', '示例乙', '--role', 'unit', '--scope', 'unit-b', '--passphrase-stdin'], words);
    await folder.done(
      ['user', 'add', '示例甲', '--role', 'branch', '--scope', 'wutongli', '--passphrase-stdin'],
      words,
    );
    const before = await folder.done(['rights', 'export']);
    expect(await folder.done(['rights', 'export'])).toBe(before);
    const json = JSON.parse(await folder.done(['rights', 'export', '--json'])) as RightsExport;
    expect(rightsText(json)).toBe(before);
    await folder.done(['user', 'role', '示例甲', 'grid', '--scope', 'wutongli.g3', '--add']);
    const after = await folder.done(['rights', 'export']);
    const [had, has] = [before, after].map((text) => new Set(text.split('\n')));
    expect([...(had ?? [])].filter((line) => !has?.has(line))).toEqual([]);
    const added = [...(has ?? [])].filter((line) => !had?.has(line));
    expect(added).toEqual([expect.stringMatching(/^grant\tm[a-z2-7]{7}\t示例甲\tgrid\twutongli\.g3\tfrom=-\tto=-$/)]);
    await folder.dispose();
  });
});

const changing = () =>
  it.house.routes.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/') && !path.endsWith('*'));

describe('nothing tells of what may not be read', () => {
  /** People of every role and of several grants, by luck but always the same, and views. */
  const crowd = async (): Promise<readonly { readonly grants: readonly Grant[]; readonly token: () => string }[]> => {
    const luck = createSeededNumbers(7);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(luck() * items.length)] as T;
    const sets: Grant[][] = roles.map((role) => [
      as(role, role === 'guest' ? (documents[3]?.address ?? '') : pick(places)),
    ]);
    for (let more = 0; more < 10; more++) {
      const grants = Array.from({ length: 1 + Math.floor(luck() * 3) }, () => as(pick(roles), pick(places)));
      // A grant on one document names it to its holder, so it is one that opens it.
      const { address } = pick(documents);
      const opening = as(pick(['committee', 'branch', 'grid', 'unit', 'guest'] as const), address);
      sets.push(rightsOf([opening], partsOf(address), 0) === 'none' ? grants : [...grants, opening]);
    }
    const people = await Promise.all(sets.map(async (grants) => ({ grants, token: (await person(grants)).token })));
    const { token } = await person([as('committee-admin', 'community')]);
    const views = (['unit', 'grid', 'branch', 'guest', 'street'] as const).map((role) => {
      const on = role === 'guest' ? (documents[5]?.address ?? '') : pick(places);
      return {
        grants: grantsAsViewer([as('committee-admin', 'community')], { role, on: on as Scope }, 0),
        token: async () => said<{ token: string }>(await viewAs(token(), role, on)).token,
      };
    });
    const opened = await Promise.all(views.map(async (view) => ({ grants: view.grants, token: await view.token() })));
    return [...people, ...opened.map((view) => ({ grants: view.grants, token: () => view.token }))];
  };
  const hiddenFrom = (grants: readonly Grant[]) =>
    documents.filter(({ address }) => rightsOf(grants, partsOf(address), Date.now()) === 'none');
  const wordsOf = ({ address, title, id }: (typeof documents)[number]) => [
    address,
    title,
    ...(id === 'main' ? [] : [id]),
  ];

  test('[AC18] no answer of any route, to anybody, holds the address, title or id of a hidden document', async () => {
    let looked = 0;
    for (const { grants, token } of await crowd()) {
      const hidden = hiddenFrom(grants).flatMap(wordsOf);
      const held = token();
      for (const { path } of it.house.routes.filter(
        ({ method, path }) => method === 'GET' && path !== '/*' && path !== '*',
      )) {
        const answer = await it.call('GET', path.replace(/:\w+/g, 'x').replace('*', ''), {
          token: held,
          origin: null,
        });
        expect(answer.status).toBeLessThan(500);
        for (const words of hidden) {
          looked++;
          if (answer.text.includes(words)) throw new Error(`${path} tells ${JSON.stringify(grants)} of ${words}`);
        }
      }
    }
    expect(looked).toBeGreaterThan(2_000);
  }, 120_000);

  test(
    '[AC18] [AC8] asked for by its address or id, a hidden document is answered as if there were none',
    async () => {
      let compared = 0;
      const ask = (
        method: string,
        path: string,
        token: string,
        { address, id }: { address: string; id: string },
      ): Promise<Answer> => {
        const { kind, scope } = partsOf(address);
        const query =
          method === 'GET' ? `?${new URLSearchParams({ address, document: address, id, on: address })}` : '';
        const body = {
          ...{ address, document: address, on: address, kind, scope, id, title: '新题', name: '某人', role: 'guest' },
          ...{ residents: ['r1'], ids: [id], reason: 'request', documents: [address], addresses: [address] },
        };
        const filled = path.replace(/:\w+/, encodeURIComponent(address)).replace(/:\w+/g, id).replace('*', address);
        return it.call(method, `${filled}${query}`, { token, origin: null, ...(method === 'GET' ? {} : { body }) });
      };
      const without = ({ status, text }: Answer, { address, id }: { address: string; id: string }) =>
        `${status} ${text
          .replaceAll(address, 'ADDRESS')
          .replaceAll(id, 'ID')
          .replace(/"time":\d+/, '')}`;
      for (const { grants, token } of sampled(await crowd(), 5)) {
        const hidden = hiddenFrom(grants).filter(({ id }) => id !== 'main');
        const held = token();
        for (const known of sampled(hidden, 7)) {
          const { kind, scope } = partsOf(known.address);
          const id = createUuid();
          const unknown = { address: `${kind}/${scope}/${id}`, id };
          for (const { method, path } of it.house.routes) {
            if (!path.startsWith('/api/') || (method === 'DELETE' && path === '/api/session')) continue;
            // Tries are counted, whatever was tried.
            if (method === 'POST' && /^\/api\/(session|setup|demo|view-as)/.test(path)) continue;
            const answers = [await ask(method, path, held, known), await ask(method, path, held, unknown)];
            const [one, other] = [known, unknown].map((each, at) => without(answers[at] as Answer, each));
            compared++;
            expect([method, path, one]).toEqual([method, path, other]);
            expect(answers[0]?.text.includes(known.title)).toBe(false);
          }
        }
      }
      expect(compared).toBeGreaterThan(100);
    },
    times(240_000, 3_600_000),
  );
});
