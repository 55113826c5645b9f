import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { documentKinds, type Grant, parseAddress, type Role, rightsOf, roles, type Scope } from '@lianxi/access';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { passphrase, startHouse, type TestHouse } from './identity-harness.ts';

const inline = 'globalThis.started = 1 < 2;';
const page = `<!doctype html><html><head><script>${inline}</script><script src="/_app/immutable/a.js"></script></head><body>联席</body></html>`;
const announcer = 'position: absolute; left: 0';
const kit = `const a = '<div id="svelte-announcer" aria-live="assertive" style="${announcer}"></div><i style="color: red"></i>';`;
const script = `export const words = ${JSON.stringify('联席会议 '.repeat(1_000))};`;

let it: TestHouse;
let site: string;
beforeAll(async () => {
  site = mkdtempSync(join(tmpdir(), 'lianxi-site-'));
  mkdirSync(join(site, '_app', 'immutable'), { recursive: true });
  writeFileSync(join(site, 'index.html'), page);
  writeFileSync(join(site, 'service-worker.js'), 'self.skipWaiting();');
  writeFileSync(join(site, '_app', 'immutable', 'a.js'), script);
  writeFileSync(join(site, '_app', 'immutable', 'kit.js'), kit);
  writeFileSync(join(site, '.lianxi-build'), 'hidden');
  writeFileSync(join(site, '..', 'lianxi-outside.txt'), 'outside');
  it = await startHouse({ siteFolder: site, origins: ['https://lianxi.example'] });
});
afterAll(async () => {
  await it.dispose();
  rmSync(site, { recursive: true, force: true });
  rmSync(join(site, '..', 'lianxi-outside.txt'), { force: true });
});

const errorType = (answer: { json: { error?: { type?: string } } }) => answer.json?.error?.type;
const partsOf = (address: string) => {
  const parts = parseAddress(address);
  if (!parts.ok) throw new Error(address);
  return parts.value;
};

describe('where a request comes from', () => {
  const named = 'https://lianxi.example';
  let cookie: string;
  /** What a browser would send to the page that the operator named, and to no other. */
  let namedCookie: string;
  let token: string;
  beforeAll(async () => {
    token = (await it.person('源', 'committee', 'community')).token;
    const body = { name: '源', passphrase };
    cookie = (await it.call('POST', '/api/session', { body })).cookie ?? '';
    namedCookie = (await it.call('POST', '/api/session', { body, origin: named })).cookie ?? '';
    it.house.catalogue.ensureDirectory('社区');
  });
  const write = (options: object) =>
    it.call('POST', '/api/documents', { body: { kind: 'ledger', scope: 'joint', title: '项目' }, ...options });

  test('[ID9] only pages of this host and port, or named ones, write with a cookie', async () => {
    const { port } = it.house;
    const statuses = async (origin: string | null) => (await write({ cookie, origin })).status;
    expect(await statuses(it.origin)).toBe(201);
    expect((await write({ cookie: namedCookie, origin: named })).status).toBe(201);
    const foreign = [
      'https://evil.example',
      'null',
      `http://127.0.0.1:${port + 1}`,
      `http://127.0.0.1.evil.example:${port}`,
    ];
    foreign.push('https://lianxi.example.evil', 'http://lianxi.example', 'file://', '', 'javascript:1');
    for (const origin of foreign) expect([origin, await statuses(origin)]).toEqual([origin, 403]);
    expect(await statuses(null)).toBe(403);
  });

  test('[ID9] a foreign page cannot sign somebody in or set the server up', async () => {
    for (const path of ['/api/session', '/api/setup', '/api/demo', '/api/demo/session']) {
      const answer = await it.call('POST', path, { body: {}, origin: 'https://evil.example' });
      expect([answer.status, errorType(answer)]).toEqual([403, 'ForbiddenOrigin']);
    }
    expect((await it.call('DELETE', '/api/session', { cookie, origin: 'https://evil.example' })).status).toBe(403);
    expect((await it.call('GET', '/api/session', { cookie })).status).toBe(200);
  });

  test('[ID9] a program with a token writes from anywhere, and a program without a cookie may sign in', async () => {
    expect((await write({ token, origin: null })).status).toBe(201);
    expect((await write({ token, origin: 'https://board.example' })).status).toBe(201);
    const body = { name: '源', passphrase };
    expect((await it.call('POST', '/api/session', { body, origin: null })).status).toBe(200);
  });

  test('[ID9] [ID10] sockets: the cookie from our pages only, the token from anywhere, nothing else at all', async () => {
    const address = 'directory/community/main';
    const status = async (options: object) => (await it.knock(address, options)).status;
    expect(await status({ cookie, origin: it.origin })).toBe(101);
    expect(await status({ cookie: namedCookie, origin: named })).toBe(101);
    expect(await status({ cookie, origin: 'https://evil.example' })).toBe(403);
    expect(await status({ cookie, origin: 'null' })).toBe(403);
    expect(await status({ cookie })).toBe(403);
    expect(await status({ token })).toBe(101);
    expect(await status({ token, origin: 'https://board.example' })).toBe(101);
    expect(await status({})).toBe(401);
    expect(await status({ origin: it.origin })).toBe(401);
    expect(await status({ token: 'x'.repeat(43) })).toBe(401);
    expect(await status({ cookie: `lianxi_session=${'x'.repeat(43)}`, origin: it.origin })).toBe(401);
  });

  test('[ID9] the first-run page and the demo are told apart from a page elsewhere that calls itself by our address', async () => {
    const answer = await it.call('POST', '/api/demo', { headers: { 'x-forwarded-for': '10.0.0.9' } });
    expect(answer.status).toBeGreaterThanOrEqual(403);
  });
});

describe('what somebody may open', () => {
  const places = ['community', 'joint', 'wutongli.g3', 'yinhe', 'unit-linxi'];
  const grantsOf: Readonly<Record<Role, string>> = {
    'committee-admin': 'community',
    committee: 'community',
    branch: 'wutongli',
    grid: 'wutongli.g3',
    unit: 'unit-linxi',
    street: 'community',
    guest: 'minutes/joint/rights',
  };
  const addresses = documentKinds.flatMap((kind) =>
    kind === 'directory' ? ['directory/community/main'] : places.map((scope) => `${kind}/${scope}/rights`),
  );
  beforeAll(() => {
    it.house.catalogue.ensureDirectory('社区');
    for (const address of addresses) it.house.catalogue.create(partsOf(address), address);
  });

  for (const role of roles) {
    test(`[ID10] [ID11] [AC5] [AC8] ${role} is let into exactly what the table says, and hears of nothing else`, async () => {
      const on = grantsOf[role] as Scope;
      const { token } = await it.person(`人 ${role}`, role, on);
      const grants: Grant[] = [{ role, on, from: null, to: null }];
      const listed = (await it.call('GET', '/api/documents', { token })).json.documents;
      for (const { address, rights } of listed) {
        expect([address, rights]).toEqual([address, rightsOf(grants, partsOf(address), Date.now())]);
      }
      for (const address of addresses) {
        // A register that cannot lie there was never made.
        const exists =
          it.house.store.sqlite.prepare('SELECT 1 FROM documents WHERE address = ?').get(address) !== undefined;
        const rights = exists ? rightsOf(grants, partsOf(address), Date.now()) : 'none';
        expect([address, listed.some((each) => each.address === address)]).toEqual([address, rights !== 'none']);
        const knock = await it.knock(address, { token });
        expect([address, knock.status]).toEqual([address, rights === 'none' ? 404 : 101]);
        knock.socket?.close();
      }
    });
  }

  test('[ID10] no right and no document are answered with the same bytes', async () => {
    const { token } = await it.person('联络员', 'unit', 'unit-linxi');
    const answerTo = (address: string) =>
      new Promise<string>((resolve, reject) => {
        const sent = request({
          port: it.house.port,
          host: '127.0.0.1',
          path: `/sync/${address}`,
          headers: {
            connection: 'Upgrade',
            upgrade: 'websocket',
            'sec-websocket-version': '13',
            'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
            'sec-websocket-protocol': `lianxi.bearer.${token}`,
          },
        });
        sent.on('error', reject);
        sent.on('response', (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => resolve(`${response.statusCode} ${response.rawHeaders} ${Buffer.concat(chunks)}`));
        });
        sent.end();
      });
    const hidden = await answerTo('register/wutongli.g3/rights');
    expect(hidden).toMatch(/^404 /);
    expect(await answerTo('register/wutongli.g3/nothing')).toBe(hidden);
    expect(await answerTo('nonsense')).toBe(hidden);
  });

  test('[ID11] a guest hears the names of those met at the meeting; whoever reads the directory hears all', async () => {
    const names = async (token: string) =>
      ((await it.call('GET', '/api/members', { token })).json.members as { name: string }[]).map(({ name }) => name);
    const guest = await it.person('来宾', 'guest', 'minutes/joint/rights');
    await it.person('网格员', 'grid', 'yinhe.g9');
    const toGuest = await names(guest.token);
    expect(toGuest).toContain('来宾');
    expect(toGuest).toContain('人 committee');
    expect(toGuest).not.toContain('网格员');
    const unit = await it.person('校方', 'unit', 'unit-xiao');
    expect(await names(unit.token)).toContain('网格员');
    const nobody = await it.house.identity.addAccount({ name: '无人', passphrase, grants: [] });
    if (!nobody.ok) throw new Error('not added');
    expect(await names(it.house.identity.sessions.open(nobody.value.id, 'bearer'))).toEqual(['无人']);
  });

  test('[ID16] [AC9] documents are made by those who may, once, with the server’s own first content', async () => {
    const make = (token: string, kind: string, scope: string, id?: string) =>
      it.call('POST', '/api/documents', { token, body: { kind, scope, title: '三季度', ...(id ? { id } : {}) } });
    const committee = await it.person('书记', 'committee', 'community');
    const branch = await it.person('支书', 'branch', 'wutongli');
    const made = await make(branch.token, 'register', 'wutongli.g7');
    expect(made.status).toBe(201);
    expect(made.json.address).toMatch(/^register\/wutongli\.g7\/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
    const again = await make(branch.token, 'minutes', 'joint', 'begun-offline');
    expect([again.status, again.json.address]).toEqual([201, 'minutes/joint/begun-offline']);
    expect((await make(branch.token, 'minutes', 'joint', 'begun-offline')).status).toBe(201);
    const count = it.house.store.sqlite.prepare("SELECT count(*) FROM documents WHERE id = 'begun-offline'").pluck();
    expect(count.get()).toBe(1);
    for (const [token, kind, scope, type] of [
      [branch.token, 'register', 'yinhe.g1', 'Forbidden'],
      [branch.token, 'open', 'wutongli', 'Forbidden'],
      [branch.token, 'directory', 'community', 'Forbidden'],
      [committee.token, 'register', 'joint', 'UnsuitableScope'],
      [committee.token, 'minutes', '../etc', 'InvalidAddress'],
      [committee.token, 'secrets', 'joint', 'InvalidBody'],
    ] as const) {
      expect(errorType(await make(token, kind, scope))).toBe(type);
    }
    expect((await make(committee.token, 'directory', 'community')).status).toBeGreaterThanOrEqual(400);
    expect((await make(committee.token, 'open', 'joint')).status).toBe(201);
  });

  test('[ID16] a title is changed by those who may write, and nobody else learns that there was one', async () => {
    const rename = (token: string, address: string, title = '新标题') =>
      it.call('PATCH', '/api/documents', { token, body: { address, title } });
    const unit = await it.person('联络', 'unit', 'unit-linxi');
    // As long as the app lets a meeting's title be.
    expect((await rename(unit.token, 'minutes/joint/rights', '会'.repeat(120))).status).toBe(200);
    expect(errorType(await rename(unit.token, 'minutes/joint/rights', '会'.repeat(121)))).toBe('InvalidBody');
    expect((await rename(unit.token, 'minutes/joint/rights')).status).toBe(200);
    expect(errorType(await rename(unit.token, 'directory/community/main'))).toBe('Forbidden');
    expect((await rename(unit.token, 'register/yinhe/rights')).status).toBe(404);
    expect((await rename(unit.token, 'minutes/joint/nothing')).status).toBe(404);
    const { documents } = (await it.call('GET', '/api/documents', { token: unit.token })).json;
    expect(documents.find(({ address }) => address === 'minutes/joint/rights')?.title).toBe('新标题');
  });
});

describe('bodies', () => {
  test('[ID13] what is not small JSON of the right shape is refused, and never breaks the server', async () => {
    const post = (body: unknown, headers?: Record<string, string>) =>
      it.call('POST', '/api/session', { body, ...(headers ? { headers } : {}) });
    const cases: [unknown, number, string][] = [
      ['{', 400, 'InvalidBody'],
      ['', 400, 'InvalidBody'],
      ['null', 400, 'InvalidBody'],
      ['[]', 400, 'InvalidBody'],
      [{ name: 1, passphrase: 'x' }, 400, 'InvalidBody'],
      [{ name: '', passphrase: 'x' }, 400, 'InvalidBody'],
      [{ name: '甲\u0000', passphrase: 'x' }, 400, 'InvalidBody'],
      [{ name: '甲', passphrase: 'x'.repeat(10_000) }, 400, 'InvalidBody'],
      ['{"name":"甲","passphrase":"x","__proto__":{"isDemo":true}}', 401, 'WrongCredentials'],
      [`{"name":"${'x'.repeat(20_000)}"}`, 413, 'TooLarge'],
      ['['.repeat(16_000), 400, 'InvalidBody'],
    ];
    for (const [body, status, type] of cases) {
      const answer = await post(body);
      expect([answer.status, errorType(answer)]).toEqual([status, type]);
    }
    expect((await post('name=甲', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await post('{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await it.call('GET', '/healthz')).json).toMatchObject({ status: 'ok' });
  });

  test('[ID13] what there is no route for is 404, in JSON', async () => {
    for (const path of ['/api/', '/api/nothing', '/sync/minutes/joint/x', '/api/session/../nothing']) {
      const answer = await it.call('GET', path);
      expect([path, answer.status, errorType(answer)]).toEqual([path, 404, 'NotFound']);
    }
  });
});

describe('the site', () => {
  const get = (path: string, headers: Record<string, string> = {}) => it.call('GET', path, { headers, origin: null });
  const asBrowser = { accept: 'text/html,application/xhtml+xml', 'sec-fetch-dest': 'document' };

  test('[ID14] the policy allows our scripts and the page’s inline ones by their hashes, and nothing else', async () => {
    const { headers, text } = await get('/', asBrowser);
    expect(text).toBe(page);
    const policy = headers.get('content-security-policy') ?? '';
    const hash = createHash('sha256').update(inline).digest('base64');
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}'`);
    const style = createHash('sha256').update(announcer).digest('base64');
    expect(policy).toContain(`style-src-attr 'unsafe-hashes' 'sha256-${style}';`);
    expect(policy.match(/sha256-/g)).toHaveLength(2);
    for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "style-src 'self';"]) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toMatch(/unsafe-(inline|eval)|https?:|\*/);
    for (const path of ['/', '/healthz', '/api/session', '/x.js', '/_app/immutable/a.js']) {
      const each = (await get(path)).headers;
      expect(each.get('x-content-type-options')).toBe('nosniff');
      expect(each.get('referrer-policy')).toBe('no-referrer');
      expect(each.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(each.get('content-security-policy')).toBe(policy);
    }
  });

  test('[ID15] hashed files are kept for a year, the page and the worker are revalidated', async () => {
    expect((await get('/_app/immutable/a.js')).headers.get('cache-control')).toBe(
      'public, max-age=31536000, immutable',
    );
    for (const path of ['/', '/service-worker.js', '/meetings']) {
      const first = await get(path, asBrowser);
      expect(first.headers.get('cache-control')).toBe('no-cache');
      const etag = first.headers.get('etag') ?? '';
      const second = await get(path, { ...asBrowser, 'if-none-match': `W/${etag}` });
      expect([second.status, second.text]).toEqual([304, '']);
      expect((await get(path, { ...asBrowser, 'if-none-match': '"other"' })).status).toBe(200);
    }
    expect((await get('/api/setup')).headers.get('cache-control')).toBe('no-store');
  });

  test('[ID15] pages of the app are the one page; a missing file is 404', async () => {
    for (const path of ['/meetings', '/residents/wutongli.g3', '/meetings/minutes/joint/0190', '/projects?x=1']) {
      expect([path, (await get(path, asBrowser)).text]).toEqual([path, page]);
    }
    const missing = [
      '/x.js',
      '/_app/immutable/b.js',
      '/_app/x',
      '/favicon.ico',
      '/a/b.css',
      '/.lianxi-build',
      '/.git/config',
    ];
    for (const path of missing) expect([path, (await get(path, asBrowser)).status]).toEqual([path, 404]);
    expect((await get('/meetings', { accept: '*/*', 'sec-fetch-dest': 'script' })).status).toBe(404);
    expect((await get('/meetings', { accept: 'application/json' })).status).toBe(404);
    expect((await it.call('POST', '/meetings', { origin: null })).status).toBe(405);
  });

  test('[ID15] nothing outside of the build can be had', async () => {
    const climb = (path: string) =>
      new Promise<{ status: number; text: string }>((resolve, reject) => {
        const sent = request({ port: it.house.port, host: '127.0.0.1', path });
        sent.on('error', reject);
        sent.on('response', (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
        });
        sent.end();
      });
    const paths = [
      '/../lianxi-outside.txt',
      '/%2e%2e/lianxi-outside.txt',
      '/..%2flianxi-outside.txt',
      '/%2e%2e%2flianxi-outside.txt',
    ];
    paths.push(
      '/_app/../../lianxi-outside.txt',
      '//lianxi-outside.txt',
      '/..%5clianxi-outside.txt',
      '/%00',
      '/%',
      '/a%00.js',
    );
    for (const path of paths) {
      const { status, text } = await climb(path);
      expect([path, text.includes('outside')]).toEqual([path, false]);
      expect([path, status]).toEqual([
        path,
        expect.toSatisfy((each: number) => each === 404 || each === 400 || text === page),
      ]);
    }
  });

  test('[ID15] files go out compressed to whoever takes it, and unpack to themselves', async () => {
    const answer = () => get('/_app/immutable/a.js', { 'accept-encoding': 'gzip' });
    for (let tries = 0; tries < 100 && !(await answer()).headers.get('content-encoding'); tries++) {
      await new Promise((next) => setTimeout(next, 20));
    }
    const raw = await new Promise<Buffer>((resolve, reject) => {
      const sent = request({
        port: it.house.port,
        host: '127.0.0.1',
        path: '/_app/immutable/a.js',
        headers: { 'accept-encoding': 'gzip' },
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        expect(response.headers['content-encoding']).toBe('gzip');
        expect(response.headers.vary).toBe('Accept-Encoding');
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks)));
      });
      sent.end();
    });
    expect(raw.length).toBeLessThan(script.length / 10);
    expect(gunzipSync(raw).toString()).toBe(script);
    expect((await get('/_app/immutable/a.js', { 'accept-encoding': 'identity' })).text).toBe(script);
  });
});
