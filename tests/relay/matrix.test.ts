/**
 * Every route that the server declares × everybody who may come: a route without a row fails. Then every kind × role × place on
 * every route that is about documents. What each may is written here by hand, or follows from the table of rights, which has a
 * test of its own ([AC5]).
 */
import { request } from 'node:http';
import {
  documentKinds,
  type Grant,
  mayCreate,
  onlyIdOf,
  parseAddress,
  type Role,
  rightsOf,
  roles,
  type Scope,
  scopeSuits,
} from '@lianxi/access';
import { createUuid } from '@lianxi/base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, passphrase, startHouse, type TestHouse } from './identity-harness.ts';
import { denialsOf, errorOf, openBrowser, outcomeOf, said } from './people-harness.ts';

let it: TestHouse;
beforeAll(async () => {
  it = await startHouse();
  it.house.catalogue.ensureDirectory('社区');
});
afterAll(() => it.dispose());

const placeOf: Readonly<Record<Role, string>> = {
  'committee-admin': 'community',
  committee: 'community',
  branch: 'wutongli',
  grid: 'wutongli.g3',
  unit: 'unit-linxi',
  street: 'community',
  guest: 'minutes/joint/matrix',
};
const committee = ['committee-admin', 'committee'] as const;
const givers = [...committee, 'branch'] as const;
const administrator = ['committee-admin'] as const;

interface Row {
  /** To whom it answers as to one who may; to everybody else `otherwise`. `nobody`: without a session too. */
  readonly who: readonly Role[] | 'nobody';
  /** What those get who may, by a harmless request: the status, and the error's type where it is one. */
  readonly answer: string;
  readonly otherwise?: string;
  readonly body?: unknown;
  readonly query?: string;
  /** A browser's own: a program's token is turned away. */
  readonly byCookie?: true;
}
const any = roles;
const absent = createUuid();
/** Each declared route, a harmless request to it, and who gets through. Ids in paths are nobody's. */
const rows: Readonly<Record<string, Row>> = {
  'GET /healthz': { who: 'nobody', answer: '200' },
  // To whoever is not at this machine; the others are asked through a proxy.
  'GET /metrics': { who: administrator, answer: '200', otherwise: '403 Forbidden' },
  'GET /*': { who: 'nobody', answer: '404 NotFound' },
  'POST /api/session': { who: 'nobody', answer: '400 InvalidBody', body: {} },
  'GET /api/session': { who: any, answer: '200' },
  'PUT /api/session/passphrase': { who: any, answer: '400 InvalidBody', body: {}, byCookie: true },
  'DELETE /api/session': { who: any, answer: '204' },
  'POST /api/session/passkey/options': { who: 'nobody', answer: '409 PasskeysUnavailable', body: {} },
  'POST /api/session/passkey': { who: 'nobody', answer: '400 InvalidBody', body: {} },
  'GET /api/sessions': { who: any, answer: '200' },
  'DELETE /api/sessions/:id': { who: any, answer: '409 NeedsConfirmation', byCookie: true },
  'GET /api/setup': { who: 'nobody', answer: '200' },
  'POST /api/setup': { who: 'nobody', answer: '400 InvalidBody', body: {} },
  'POST /api/demo': { who: 'nobody', answer: '403 NotLoopback' },
  'DELETE /api/demo': { who: 'nobody', answer: '403 NotLoopback' },
  'POST /api/demo/session': { who: 'nobody', answer: '403 NotLoopback', body: { role: 'committee' } },
  'GET /api/documents': { who: any, answer: '200' },
  'POST /api/documents': { who: any, answer: '400 InvalidBody', body: {} },
  'PATCH /api/documents': { who: any, answer: '400 InvalidBody', body: {} },
  'DELETE /api/documents': { who: any, answer: '400 InvalidBody', body: {} },
  'GET /api/erasures': { who: any, answer: '200' },
  'POST /api/erasures': { who: any, answer: '400 InvalidBody', body: {} },
  'POST /api/erasures/confirm': { who: any, answer: '400 InvalidBody', body: {} },
  'DELETE /api/erasures/:id': { who: any, answer: '404 NoSuchErasure' },
  'GET /api/documents/rights': { who: any, answer: '404 NoSuchDocument', query: '?address=minutes/joint/none' },
  'GET /api/media/:kind/:scope/:id/:hash': { who: any, answer: '400 InvalidAddress' },
  'PUT /api/media/:kind/:scope/:id/:hash': { who: any, answer: '400 InvalidAddress' },
  'GET /api/members': { who: any, answer: '200' },
  // For a session whose device was revoked, and no other.
  'POST /api/devices/wiped': { who: [], answer: '', otherwise: '403 Forbidden' },
  'GET /api/devices': { who: any, answer: '200' },
  'PATCH /api/devices/:id': { who: any, answer: '404 NoSuchDevice', body: { name: '改' } },
  'POST /api/devices/:id/revoke': { who: any, answer: '404 NoSuchDevice' },
  'POST /api/invitations/look': { who: 'nobody', answer: '404 NoSuchInvitation', body: { secret: 'x'.repeat(43) } },
  'POST /api/invitations/accept': {
    who: 'nobody',
    answer: '404 NoSuchInvitation',
    body: { secret: 'x'.repeat(43), name: '某人', passphrase },
  },
  'GET /api/invitations': { who: any, answer: '200' },
  'POST /api/invitations': {
    who: givers,
    answer: '201',
    otherwise: '403 Forbidden',
    body: { role: 'grid', on: 'wutongli.g3' },
  },
  'DELETE /api/invitations/:id': { who: any, answer: '404 NoSuchInvitation' },
  'POST /api/invitations/:id/confirm': { who: any, answer: '404 NoSuchInvitation', body: {} },
  'GET /api/hall/door': { who: any, answer: '404 NoSuchDocument', query: '?address=minutes/joint/none' },
  'POST /api/hall/door': { who: any, answer: '404 NoSuchDocument', body: { address: 'minutes/joint/none' } },
  'DELETE /api/hall/door': { who: any, answer: '404 NoSuchDocument', body: { address: 'minutes/joint/none' } },
  'GET /api/hall/vote': { who: any, answer: '404 NoSuchDocument', query: '?address=minutes/joint/none&vote=v1' },
  'POST /api/hall/vote': { who: any, answer: '400 InvalidBody', body: {} },
  'POST /api/hall/vote/ballot': { who: any, answer: '400 InvalidBody', body: {} },
  'POST /api/hall/vote/close': { who: any, answer: '400 InvalidBody', body: {} },
  'POST /api/entry/look': { who: 'nobody', answer: '404 NoSuchDoor', body: { secret: 'x'.repeat(43) } },
  'POST /api/entry': { who: 'nobody', answer: '400 InvalidBody', body: {} },
  'POST /api/entry/state': { who: 'nobody', answer: '404 NoSuchEntry', body: { token: 'x'.repeat(43) } },
  'POST /api/entry/withdraw': { who: 'nobody', answer: '404 NoSuchEntry', body: { token: 'x'.repeat(43) } },
  'POST /api/entry/vote': { who: 'nobody', answer: '400 InvalidBody', body: {} },
  'POST /api/audit/reports': { who: any, answer: '400 InvalidBody', body: { reports: [] } },
  'GET /api/audit': { who: committee, answer: '200', otherwise: '403 Forbidden' },
  'GET /api/audit/verify': { who: committee, answer: '200', otherwise: '403 Forbidden' },
  'GET /api/people': { who: committee, answer: '200', otherwise: '403 Forbidden' },
  'PUT /api/people/:id/grants': {
    who: givers,
    answer: '404 NoSuchMember',
    otherwise: '403 Forbidden',
    body: { grants: [] },
  },
  'POST /api/people/:id/hand-over': {
    who: givers,
    answer: '404 NoSuchMember',
    otherwise: '403 Forbidden',
    body: { to: 'mzzzzzzz', at: 0 },
  },
  'GET /api/passkeys': { who: any, answer: '200' },
  'DELETE /api/passkeys/:id': { who: any, answer: '409 NeedsConfirmation' },
  'POST /api/passkeys/options': { who: any, answer: '409 PasskeysUnavailable', body: {}, byCookie: true },
  'POST /api/passkeys': { who: any, answer: '400 InvalidBody', body: {}, byCookie: true },
  'POST /api/recovery/use': { who: 'nobody', answer: '400 InvalidBody', body: {} },
  'GET /api/recovery': { who: administrator, answer: '200', otherwise: '403 Forbidden' },
  'POST /api/recovery': { who: administrator, answer: '400 InvalidBody', otherwise: '403 Forbidden', body: {} },
  'GET /api/status': { who: administrator, answer: '200', otherwise: '403 Forbidden' },
  'GET /api/rights': { who: committee, answer: '200', otherwise: '403 Forbidden' },
  'GET /api/history': { who: any, answer: '404 NoSuchDocument', query: '?address=minutes/joint/none' },
  'GET /api/signing': { who: any, answer: '404 NoSuchDocument', query: '?address=minutes/joint/none' },
  'POST /api/signing': { who: any, answer: '400 InvalidBody', body: {} },
  'POST /api/signing/addenda': { who: any, answer: '400 InvalidBody', body: {} },
  'POST /api/signing/handouts': { who: any, answer: '400 InvalidBody', body: {} },
  'DELETE /api/signing/handouts/:id': { who: any, answer: '404 NoSuchHandout' },
  'PUT /api/signing/numbering': { who: any, answer: '400 InvalidBody', body: {} },
  'PUT /api/signing/signers': {
    who: administrator,
    answer: '400 InvalidBody',
    otherwise: '403 Forbidden',
    body: {},
  },
  'POST /api/handouts/open': { who: 'nobody', answer: '404 NoSuchHandout', body: { secret: 'x'.repeat(43) } },
  'POST /api/handouts/picture': {
    who: 'nobody',
    answer: '404 NoSuchPicture',
    body: { secret: 'x'.repeat(43), hash: 'a'.repeat(64) },
  },
  'GET /api/robot': { who: administrator, answer: '200', otherwise: '403 Forbidden' },
  'PUT /api/robot': { who: administrator, answer: '400 InvalidBody', otherwise: '403 Forbidden', body: {} },
  'POST /api/robot/trial': { who: administrator, answer: '404 NoRobot', otherwise: '403 Forbidden' },
  'DELETE /api/robot': { who: administrator, answer: '204', otherwise: '403 Forbidden' },
  'POST /api/view-as': {
    who: committee,
    answer: '201',
    otherwise: '403 Forbidden',
    body: { role: 'guest', on: 'minutes/joint/matrix' },
  },
};

const declared = (): readonly string[] => [...new Set(it.house.routes.map(({ method, path }) => `${method} ${path}`))];
/** Through a proxy that says so: nobody sits at this machine. */
const forwarded = { 'x-forwarded-for': '192.0.2.7' };
const ask = (route: string, options: object = {}, query = ''): Promise<Answer> => {
  const [method = '', path = ''] = route.split(' ');
  const { body, query: own = '' } = rows[route] ?? {};
  const filled = path.replace(/:\w+/g, absent).replace('/*', '/nothing.js');
  const question = query === '' ? own : own === '' ? query : `${own}&${query.slice(1)}`;
  return it.call(method, `${filled}${question}`, {
    headers: forwarded,
    ...(body === undefined ? {} : { body }),
    ...options,
  });
};
const said1 = (answer: Answer): string => [answer.status, errorOf(answer).type].filter(Boolean).join(' ');

describe('each route', () => {
  test('[ID78] has a row here: a new one is looked at before it is let out', () => {
    expect([...declared()].sort()).toEqual(Object.keys(rows).sort());
  });

  test('[ID78] claim: without a session there is nothing but the doors: no session, one that is over, one that was signed out', async () => {
    const { id, token: over } = await it.person('过期', 'committee-admin', 'community');
    const expired = it.house.identity.sessions.open(id as never, 'bearer', { lifetime: 1 });
    await new Promise((next) => setTimeout(next, 5));
    const out = openBrowser(it);
    await out.signIn('过期');
    const cookie = out.cookie;
    await out.call('DELETE', '/api/session');
    await it.call('DELETE', '/api/session', { token: over });
    for (const route of declared()) {
      const { who, answer } = rows[route] as Row;
      const expected = who === 'nobody' ? answer : '401 Unauthenticated';
      for (const [name, options] of [
        ['nobody', {}],
        ['expired', { token: expired }],
        ['ended', { token: over }],
        ['signed out', { cookie }],
        ['made up', { token: 'x'.repeat(43) }],
        ['a cookie as a token', { token: cookie.split('=')[1] }],
      ] as const) {
        expect([route, name, said1(await ask(route, options))]).toEqual([route, name, expected]);
      }
    }
  });

  test('[ID78] [ID6] claim: a token in the URL is worth nothing, on any route', async () => {
    const { token } = await it.person('网址', 'committee-admin', 'community');
    for (const route of declared()) {
      const { who } = rows[route] as Row;
      if (who === 'nobody') continue;
      for (const name of ['token', 'access_token', 'authorization', 'lianxi_session']) {
        expect([route, name, said1(await ask(route, {}, `?${name}=${token}`))]).toEqual([
          route,
          name,
          '401 Unauthenticated',
        ]);
      }
    }
  });

  test('[ID78] [ID25] claim: a revoked device gets nothing on any route but the word to wipe', async () => {
    await it.person('丢失', 'committee-admin', 'community');
    const phone = openBrowser(it);
    await phone.signIn('丢失');
    const { cookie } = phone;
    await phone.call('POST', `/api/devices/${phone.device.id}/revoke`, {});
    for (const route of declared()) {
      const { who, answer } = rows[route] as Row;
      if (route === 'POST /api/devices/wiped') continue;
      const byTokenOnly = route === 'GET /metrics';
      const expected = who === 'nobody' ? answer : byTokenOnly ? '401 Unauthenticated' : '401 DeviceRevoked';
      expect([route, said1(await ask(route, { cookie }))]).toEqual([route, expected]);
    }
  });

  test('[ID78] [ID9] claim: CSRF: no page elsewhere, and none that hides where it is, changes anything on any route', async () => {
    await it.person('被骗', 'committee-admin', 'community');
    const browser = openBrowser(it);
    await browser.signIn('被骗');
    const { cookie } = browser;
    let asked = 0;
    for (const route of declared()) {
      if (route.startsWith('GET ')) continue;
      for (const [name, options] of [
        ['elsewhere', { origin: 'https://evil.example' }],
        ['sandboxed', { origin: 'null' }],
        ['without a word', { origin: null }],
        ['as a form', { origin: 'https://evil.example', headers: { ...forwarded, 'content-type': 'text/plain' } }],
        ['cross-site', { origin: null, headers: { ...forwarded, 'sec-fetch-site': 'cross-site' } }],
      ] as const) {
        asked++;
        expect([route, name, said1(await ask(route, { cookie, ...options }))]).toEqual([
          route,
          name,
          '403 ForbiddenOrigin',
        ]);
      }
    }
    expect(asked).toBeGreaterThan(100);
    expect((await it.call('GET', '/api/session', { cookie })).status).toBe(200);
  });

  test('[ID78] claim: each role gets through where its row says so, and nowhere else', async () => {
    for (const role of roles) {
      const { id } = await it.person(`角色 ${role}`, role, placeOf[role]);
      for (const route of declared()) {
        const { who, answer, otherwise = '401 Unauthenticated', byCookie } = rows[route] as Row;
        const may = who === 'nobody' || who.includes(role);
        const token = it.house.identity.sessions.open(id as never, 'bearer');
        expect([role, route, said1(await ask(route, { token }))]).toEqual([
          role,
          route,
          byCookie ? '403 Forbidden' : may ? answer : otherwise,
        ]);
        if (!byCookie) continue;
        const secret = it.house.identity.sessions.open(id as never, 'cookie');
        expect([role, route, said1(await ask(route, { cookie: `lianxi_session=${secret}` }))]).toEqual([
          role,
          route,
          answer,
        ]);
      }
    }
  });

  test('[ID78] [ID12] claim: a role that was taken is gone on every route at the next request, also for who was signed in before', async () => {
    const { id, token } = await it.person('卸任', 'committee-admin', 'community');
    it.house.identity.store.replaceGrants(id as never, [], null);
    for (const route of declared()) {
      const { who, answer, otherwise = '401 Unauthenticated', byCookie } = rows[route] as Row;
      if (route === 'DELETE /api/session') continue;
      const isAnybodys = who === 'nobody' || who.length === roles.length;
      expect([route, said1(await ask(route, { token }))]).toEqual([
        route,
        byCookie ? '403 Forbidden' : isAnybodys ? answer : otherwise,
      ]);
    }
  });
});

describe('each kind, at each route about documents', () => {
  const scopes = [
    'community',
    'joint',
    'wutongli',
    'wutongli.g3',
    'wutonglidong',
    'yinhe.g1',
    'unit-linxi',
    'unit-xiao',
  ];
  /** A field that the kind has; `open` documents have none of ours. */
  const fieldOf: Readonly<Partial<Record<string, string>>> = {
    directory: 'phone',
    minutes: 'phone',
    register: 'phones',
    care: 'label',
    ledger: 'note',
  };
  const partsOf = (address: string) => {
    const parts = parseAddress(address);
    if (!parts.ok) throw new Error(address);
    return parts.value;
  };
  const addresses: readonly string[] = documentKinds.flatMap((kind) =>
    scopes
      .filter((scope) => scopeSuits(kind, scope as Scope))
      .map((scope) => `${kind}/${scope}/${onlyIdOf(kind) ?? 'matrix'}`),
  );
  beforeAll(() => {
    for (const address of addresses) it.house.catalogue.create(partsOf(address), '题');
  });

  for (const role of roles) {
    test(`[ID78] [AC5] [AC8] ${role}: reads, renames, makes, asks about and reports on what the table says, by HTTP and by socket; all else is not there`, async () => {
      const on = placeOf[role] as Scope;
      const { token } = await it.person(`类别 ${role}`, role, on);
      const grants: Grant[] = [{ role, on, from: null, to: null }];
      const listed = (await it.call('GET', '/api/documents', { token })).json.documents;
      const readsDirectory = rightsOf(grants, partsOf('directory/community/main'), Date.now()) !== 'none';
      expect(addresses.length).toBeGreaterThan(30);
      for (const address of addresses) {
        const parts = partsOf(address);
        const rights = rightsOf(grants, parts, Date.now());
        expect([address, listed.find((each) => each.address === address)?.rights ?? 'none']).toEqual([address, rights]);
        const renamed = await it.call('PATCH', '/api/documents', { token, body: { address, title: '题' } });
        expect([address, ...outcomeOf(renamed)]).toEqual([
          address,
          ...{ none: [404, 'NoSuchDocument'], read: [403, 'Forbidden'], write: [200, undefined] }[rights],
        ]);
        const about = await it.call('GET', `/api/documents/rights?address=${address}`, { token });
        const mayAsk = rights !== 'none' && readsDirectory;
        expect([address, ...outcomeOf(about)]).toEqual([
          address,
          ...(mayAsk ? [200, undefined] : [404, 'NoSuchDocument']),
        ]);
        const { kind, scope } = parts;
        const id = onlyIdOf(kind) ?? createUuid();
        const made = await it.call('POST', '/api/documents', { token, body: { kind, scope, title: '新', id } });
        const may = mayCreate(grants, { ...parts, id, address: `${kind}/${scope}/${id}` as never }, Date.now());
        expect([address, made.status]).toEqual([address, may ? 201 : 403]);
        const report = {
          id: createUuid(),
          type: 'revealed',
          address,
          at: 1,
          row: 'r1',
          field: fieldOf[kind] ?? 'none',
        };
        const told = said<{ taken: string[] }>(
          await it.call('POST', '/api/audit/reports', { token, body: { reports: [report] } }),
        );
        expect([address, told.taken.length]).toEqual([address, kind in fieldOf && rights !== 'none' ? 1 : 0]);
        const knock = await it.knock(address, { token });
        expect([address, knock.status]).toEqual([address, rights === 'none' ? 404 : 101]);
        knock.socket?.terminate();
      }
    });
  }

  test('[ID78] [AC1] claim: no trick of writing an address reaches a document: dots, NUL, other scripts, case, escapes', async () => {
    const { token } = await it.person('花样', 'grid', 'wutongli.g3');
    const own = 'register/wutongli.g3/matrix';
    const hidden = 'register/yinhe.g1/matrix';
    expect((await it.knock(own, { token })).status).toBe(101);
    const raw = (path: string) =>
      new Promise<number>((resolve, reject) => {
        const sent = request({
          host: '127.0.0.1',
          port: it.house.port,
          path,
          headers: {
            connection: 'Upgrade',
            upgrade: 'websocket',
            'sec-websocket-version': '13',
            'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
            'sec-websocket-protocol': `lianxi.bearer.${token}`,
          },
        });
        sent.on('error', reject);
        sent.on('upgrade', (_, socket) => {
          socket.destroy();
          resolve(101);
        });
        sent.on('response', (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        sent.end();
      });
    expect(await raw(`/sync/${own}`)).toBe(101);
    const tricks = [
      `register/wutongli.g3/../../yinhe.g1/matrix`,
      `register/wutongli.g3/..%2f..%2fyinhe.g1%2fmatrix`,
      `register/wutongli.g3/%2e%2e/%2e%2e/yinhe.g1/matrix`,
      `./${hidden}`,
      `/${hidden}`,
      `${hidden}/`,
      `${hidden}//`,
      `${own}/../${hidden}`,
      `${own}%00${hidden}`,
      `${hidden}%00`,
      `%00${hidden}`,
      `register/wutongli.g3%00/matrix`,
      `register/wutongli%E2%80%A4g3/matrix`, // U+2024, one dot leader
      `register/wutongli.g%EF%BC%93/matrix`, // full-width 3
      `register/yin%D2%BBe.g1/matrix`, // Cyrillic shha
      `register/梧桐里.三/matrix`,
      'REGISTER/yinhe.g1/matrix',
      'Register/Yinhe.G1/Matrix',
      'register/YINHE.g1/matrix',
      'register/wutongli.g3/MATRIX',
      'register/wutongli.g3/matrix%20',
      'register/wutongli.g3/matrix%0a',
      'register/wutongli.g3/matrix%3Fx',
      `register%5Cyinhe.g1%5Cmatrix`,
      `%72egister%252Fyinhe.g1/matrix`,
      'register/*/matrix',
      'register/yinhe./matrix',
      'register/.yinhe/matrix',
      'register/wutongli..g3/matrix',
      'register/-yinhe/matrix',
      `register/${'a.'.repeat(6)}a/matrix`,
      `register/yinhe.g1/${'x'.repeat(65)}`,
      'register/yinhe.g1/matrix;wutongli.g3',
      'register/yinhe.g1/matrix#wutongli.g3',
      '__proto__/yinhe.g1/matrix',
      'constructor/yinhe.g1/matrix',
    ];
    for (const trick of tricks) {
      const path = `/sync/${encodeURI(trick).replaceAll('%25', '%')}`;
      expect([trick, await raw(path)]).toEqual([trick, expect.not.toSatisfy((status: number) => status === 101)]);
      const plain = decodeURIComponent(trick.replaceAll('%25', '%'));
      for (const address of [trick, plain]) {
        const renamed = await it.call('PATCH', '/api/documents', { token, body: { address, title: '改' } });
        expect([address, renamed.status]).toEqual([
          address,
          expect.toSatisfy((status: number) => status === 404 || status === 400),
        ]);
        const query = new URLSearchParams({ address });
        expect([address, (await it.call('GET', `/api/documents/rights?${query}`, { token })).status]).toEqual([
          address,
          404,
        ]);
      }
    }
    const titles = it.house.store.sqlite.prepare("SELECT count(*) FROM documents WHERE title = '改'").pluck().get();
    expect(titles).toBe(0);
    expect(JSON.stringify(denialsOf(it))).not.toContain('yinhe');
  });
});
