/** By which wire, from which address and through whom a request comes, and what of it is believed. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type SecureVersion } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { passphrase, startHouse, type TestHouse, until } from './identity-harness.ts';
import { auditOf, denialsOf, directory, outcomeOf } from './people-harness.ts';

const outer = 'https://lianxi.example';
const tls = join(import.meta.dirname, 'support', 'tls');

/** What a server says to these very bytes, until it hangs up. */
const say = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.setTimeout(5_000, () => socket.destroy(new Error('it did not hang up')));
  });

const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-robots-tag': 'noindex',
};
const headersIn = (answer: string): Record<string, string> =>
  Object.fromEntries(
    (answer.split('\r\n\r\n')[0] ?? '')
      .split('\r\n')
      .slice(1)
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
const upgrade = (path: string, ...more: readonly string[]) =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ...more,
    '',
    '',
  ].join('\r\n');

describe('by https', () => {
  let it: TestHouse;
  let token: string;
  beforeAll(async () => {
    it = await startHouse({ origins: [outer], log: () => {} });
    it.house.catalogue.ensureDirectory('社区');
    token = (await it.person('甲', 'committee', 'community')).token;
  });
  afterAll(() => it.dispose());
  const signIn = (options: object = {}) =>
    it.call('POST', '/api/session', { body: { name: '甲', passphrase }, origin: outer, ...options });

  test('[ID1] the cookie is Secure and bound to this very host, by its page’s address or by what the proxy says', async () => {
    for (const answer of [await signIn(), await signIn({ origin: null, headers: { 'x-forwarded-proto': 'https' } })]) {
      const line = answer.headers.getSetCookie()[0] ?? '';
      expect(line).toMatch(/^__Host-lianxi_session=[A-Za-z0-9_-]{43}; /);
      for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Secure']) expect(line).toContain(part);
      expect(line).not.toContain('Domain');
    }
  });

  test('[ID1] claim: a cookie that a neighbouring host, or a page without https, has planted is nobody’s', async () => {
    const own = (await signIn()).cookie ?? '';
    const planted = own.replace('__Host-', '');
    const ask = (cookie: string) =>
      it.call('GET', '/api/session', { cookie, origin: null, headers: { 'x-forwarded-proto': 'https' } });
    expect((await ask(own)).status).toBe(200);
    expect((await ask(planted)).status).toBe(401);
    expect((await ask(`${planted}; ${own}`)).json.member.name).toBe('甲');
    const status = async (cookie: string) => (await it.knock(directory, { cookie, origin: outer })).status;
    expect([await status(own), await status(planted)]).toEqual([101, 401]);
  });

  test('[ID1] what it came by it keeps: renewed and dropped under the same name, also where a proxy does not say https', async () => {
    const cookie = (await signIn()).cookie ?? '';
    it.pass(2 * 24 * 3_600_000);
    const renewed = await it.call('GET', '/api/session', { cookie, origin: null });
    expect(renewed.headers.getSetCookie()[0]).toMatch(/^__Host-lianxi_session=.*Secure/);
    const out = await it.call('DELETE', '/api/session', { cookie, origin: outer });
    expect(out.headers.getSetCookie().find((line) => line.startsWith('__Host-lianxi_session=;'))).toMatch(/Max-Age=0/);
  });

  test('[ID70] the browser is told to come by https only, for a year, and without https it is not', async () => {
    const hsts = 'max-age=31536000; includeSubDomains';
    for (const path of ['/', '/api/session', '/healthz', '/x.js', '/api/nothing']) {
      const headers = { 'x-forwarded-proto': 'https' };
      const answer = await it.call('GET', path, { headers, origin: null });
      expect([path, answer.headers.get('strict-transport-security')]).toEqual([path, hsts]);
      const plain = await it.call('GET', path, { origin: null });
      expect([path, plain.headers.get('strict-transport-security')]).toEqual([path, null]);
    }
    const refused = await say(it.house.port, upgrade(`/sync/${directory}`, 'X-Forwarded-Proto: https'));
    expect(headersIn(refused)['strict-transport-security']).toBe(hsts);
  });

  test('[ID70] claim: no answer is without the headers that keep it out of frames and other types, whatever was wrong', async () => {
    const { port } = it.house;
    const bearer = `Sec-WebSocket-Protocol: lianxi.bearer.${token}`;
    const broken = [
      ['401', upgrade(`/sync/${directory}`)],
      ['404', upgrade('/sync/register/wutongli.g3/hidden', bearer)],
      ['400', upgrade('/sync', bearer)],
      ['403', upgrade('/sync', 'Cookie: lianxi_session=x', 'Origin: https://evil.example')],
      ['400', 'nonsense\r\n\r\n'],
      ['431', `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`],
      ['405', 'TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'],
      ['404', 'TRACE /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'],
      ['405', 'DELETE / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'],
      ['404', 'GET /%zz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n'],
    ] as const;
    for (const [status, bytes] of broken) {
      const answer = await say(port, bytes);
      const name = bytes.split('\r\n')[0];
      expect([name, answer.slice(0, 13)]).toEqual([name, `HTTP/1.1 ${status} `]);
      const headers = headersIn(answer);
      expect([name, headers]).toEqual([name, expect.objectContaining(always)]);
      expect([name, headers['content-security-policy']]).toEqual([
        name,
        expect.stringMatching(/default-src 'none';.*frame-ancestors 'none'/),
      ]);
      expect(headers['permissions-policy']).toContain('geolocation=()');
    }
    const { store } = it.house.identity;
    const { listAccounts } = store;
    const breaks = () => {
      throw new Error('a fault');
    };
    Object.assign(store, { listAccounts: breaks });
    const answer = await it.call('GET', '/api/members', { token });
    Object.assign(store, { listAccounts });
    expect(outcomeOf(answer)).toEqual([500, 'Internal']);
    expect(Object.fromEntries(answer.headers)).toMatchObject(always);
  });

  test('[ID71] claim: request smuggling: a message whose end can be read in two ways is no message', async () => {
    const smuggled = 'GET /api/setup HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
    const head = 'POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n';
    const twofold = [
      `${head}Content-Length: ${smuggled.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      `${head}Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
      `${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${smuggled}`,
      `${head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      `${head}Content-Length: +0\r\n\r\n${smuggled}`,
      `${head}X: a\nContent-Length: 0\r\n\r\n${smuggled}`,
    ];
    for (const bytes of twofold) {
      const answer = await say(it.house.port, bytes);
      expect([bytes, answer.slice(0, 12)]).toEqual([bytes, 'HTTP/1.1 400']);
      expect(answer).not.toContain('isFirstRun');
    }
  });

  test('[ID71] a parameter that comes twice, or in the wrong place, is not mistaken for another', async () => {
    const ask = (path: string) => it.call('GET', path, { token });
    const one = 'directory/community/main';
    expect((await ask(`/api/documents/rights?address=${one}`)).status).toBe(200);
    expect((await ask(`/api/documents/rights?address=nonsense&address=${one}`)).status).toBe(404);
    expect(outcomeOf(await ask('/api/audit?before=1&before=x'))).toEqual([200, undefined]);
    expect(outcomeOf(await ask('/api/audit?before=x&before=1'))).toEqual([400, 'InvalidBody']);
    const twice = '{"name":"乙","name":"甲","passphrase":"wrong horse"}';
    expect(outcomeOf(await it.call('POST', '/api/session?name=乙', { body: twice }))).toEqual([
      401,
      'WrongCredentials',
    ]);
    expect((await it.call('GET', `/api/session?token=${token}`)).status).toBe(401);
  });
});

describe('through a proxy', () => {
  const startWith = async (proxies: readonly string[], origins: readonly string[] = []) =>
    startHouse({ proxies, origins });
  const tryFrom = (it: TestHouse, name: string, forwarded?: string) =>
    it.call('POST', '/api/session', {
      body: { name, passphrase: 'wrong horse' },
      ...(forwarded === undefined ? {} : { headers: { 'x-forwarded-for': forwarded } }),
    });
  /** Sixty tries are an address's; a name of its own for each, so that no name is closed. */
  const exhaust = async (it: TestHouse, forwarded?: string) => {
    for (let tries = 0; tries < 60; tries++) await tryFrom(it, `人${tries}`, forwarded);
  };

  test('[ID72] whom a declared proxy speaks for has tries of their own; what they write before it in the list is not believed', async () => {
    const it = await startWith(['127.0.0.1']);
    try {
      await exhaust(it, '192.0.2.7');
      expect((await tryFrom(it, '甲', '192.0.2.7')).status).toBe(429);
      expect((await tryFrom(it, '甲', '192.0.2.8')).status).toBe(401);
      expect((await tryFrom(it, '甲', '192.0.2.8, 192.0.2.7')).status).toBe(429);
      expect((await tryFrom(it, '甲', '192.0.2.7, 127.0.0.1')).status).toBe(429);
    } finally {
      await it.dispose();
    }
  });

  test('[ID72] claim: nobody gets more tries by saying that they speak for somebody else', async () => {
    const it = await startWith([]);
    try {
      await exhaust(it, '192.0.2.7');
      for (const forwarded of ['192.0.2.8', undefined]) {
        expect((await tryFrom(it, '甲', forwarded)).status).toBe(429);
      }
    } finally {
      await it.dispose();
    }
  });

  const sayHost = (it: TestHouse, head: string) =>
    say(it.house.port, `${head}\r\nHost: 127.0.0.1:${it.house.port}\r\nConnection: close\r\n\r\n`);
  const isOperator = async (it: TestHouse) => (await sayHost(it, 'GET /metrics HTTP/1.1')).startsWith('HTTP/1.1 200');

  test('[ID72] [ID21] claim: behind a proxy that says nothing of itself nobody counts as sitting at the server', async () => {
    const alone = await startWith([]);
    const named = await startWith([], [outer]);
    const declared = await startWith(['127.0.0.1']);
    const developed = await startWith([], ['http://localhost:5173']);
    try {
      // Somebody who does sit there, first: else the rest would show nothing.
      expect([await isOperator(alone), await isOperator(developed)]).toEqual([true, true]);
      expect([await isOperator(named), await isOperator(declared)]).toEqual([false, false]);
      for (const it of [named, declared]) {
        expect((await it.call('GET', '/api/setup')).json.mayDemo).toBe(false);
        expect(outcomeOf(await it.call('POST', '/api/demo', { origin: null }))).toEqual([403, 'NotLoopback']);
      }
      expect(await sayHost(alone, 'GET /metrics HTTP/1.0')).not.toMatch(/^HTTP\/1\.[01] 200/);
      for (const header of [
        'Forwarded: for=192.0.2.7',
        'Via: 1.1 cache',
        'X-Real-IP: 192.0.2.7',
        'X-Forwarded-Proto: https',
      ]) {
        expect([header, await sayHost(alone, `GET /metrics HTTP/1.1\r\n${header}`)]).toEqual([
          header,
          expect.stringMatching(/^HTTP\/1\.1 401/),
        ]);
      }
    } finally {
      for (const it of [alone, named, declared, developed]) await it.dispose();
    }
  });
});

describe('with a certificate of its own', () => {
  let it: TestHouse;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lianxi-tls-'));
    for (const [from, to] of [
      ['first.pem', 'chain.pem'],
      ['first.key.pem', 'key.pem'],
    ] as const)
      copyFileSync(join(tls, from), join(folder, to));
    it = await startHouse({
      certificate: { chain: join(folder, 'chain.pem'), key: join(folder, 'key.pem') },
    });
    await it.person('甲', 'committee', 'community');
    it.house.catalogue.ensureDirectory('社区');
  });
  afterAll(async () => {
    await it.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const shake = (options: { maxVersion?: SecureVersion; minVersion?: SecureVersion; ciphers?: string }) =>
    new Promise<string>((resolve) => {
      const socket = connectTls(
        { host: '127.0.0.1', port: it.house.port, rejectUnauthorized: false, ...options },
        () => {
          const { CN } = socket.getPeerCertificate().subject;
          resolve(`${socket.getProtocol()} ${CN}`);
          socket.destroy();
        },
      );
      socket.once('error', () => resolve('refused'));
    });
  const ask = (method: string, path: string, body?: object, cookie?: string) =>
    new Promise<{ status: number; headers: Record<string, string | string[] | undefined> }>((resolve, reject) => {
      const host = `localhost:${it.house.port}`;
      const headers = {
        host,
        origin: `https://${host}`,
        'content-type': 'application/json',
        ...(cookie === undefined ? {} : { cookie }),
      };
      const options = { host: '127.0.0.1', port: it.house.port, method, path, headers, rejectUnauthorized: false };
      const sent = secureRequest(options, (response) => {
        response.resume();
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });

  test('[ID73] it speaks TLS 1.2 and 1.3 with authenticated, forward secret ciphers, and nothing older or weaker', async () => {
    expect(await shake({})).toBe('TLSv1.3 first.lianxi.test');
    expect(await shake({ maxVersion: 'TLSv1.2' })).toBe('TLSv1.2 first.lianxi.test');
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    expect(await shake(old)).toBe('refused');
    for (const ciphers of ['ECDHE-ECDSA-AES128-SHA256', 'ECDHE-ECDSA-AES256-SHA', 'AES128-GCM-SHA256']) {
      expect([ciphers, await shake({ maxVersion: 'TLSv1.2', ciphers })]).toEqual([ciphers, 'refused']);
    }
  });

  test('[ID73] claim: whoever listens on the wire hears nothing: without TLS there is no answer, and no socket', async () => {
    const plain = await new Promise<string>((resolve) => {
      const sent = plainRequest({ host: '127.0.0.1', port: it.house.port, path: '/api/setup' });
      sent.on('response', (response) => resolve(String(response.statusCode)));
      sent.on('error', () => resolve('nothing'));
      sent.end();
    });
    expect(plain).toBe('nothing');
    const socket = new WebSocket(`ws://127.0.0.1:${it.house.port}/sync/${directory}`);
    await expect(
      new Promise((resolve, reject) => {
        socket.once('open', resolve);
        socket.once('error', reject);
      }),
    ).rejects.toThrow();
  });

  test('[ID73] [ID1] signing in, a socket, and the word to come by https only, all on the one port', async () => {
    expect(it.house.addresses[0]).toBe(`https://127.0.0.1:${it.house.port}`);
    const entered = await ask('POST', '/api/session', { name: '甲', passphrase });
    expect([entered.status, entered.headers['strict-transport-security']]).toEqual([
      200,
      'max-age=31536000; includeSubDomains',
    ]);
    const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? '';
    expect(cookie).toMatch(/^__Host-lianxi_session=/);
    expect((await ask('GET', '/api/session', undefined, cookie)).status).toBe(200);
    const origin = `https://localhost:${it.house.port}`;
    const url = `wss://127.0.0.1:${it.house.port}/sync/${directory}`;
    const headers = { cookie, host: `localhost:${it.house.port}`, origin };
    const socket = new WebSocket(url, { headers, rejectUnauthorized: false });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    socket.terminate();
  });
});

test('[ID74] who is turned away is written down: by whom, where and why, once a minute however often, never what was asked for', async () => {
  const it = await startHouse();
  try {
    const unit = await it.person('联络员', 'unit', 'unit-linxi');
    for (let times = 0; times < 50; times++) {
      expect((await it.call('GET', '/api/people', { token: unit.token })).status).toBe(403);
      await it.knock('register/wutongli.g3/zhangsan', { token: unit.token });
    }
    await it.call('POST', '/api/session', { body: {}, origin: 'https://evil.example' });
    await it.call('PATCH', '/api/documents', {
      token: unit.token,
      body: { address: 'register/wutongli.g3/lisi', title: '王五' },
    });
    await it.call('GET', '/api/session');
    const rows = () => denialsOf(it);
    const count = () => rows().reduce((sum, { detail }) => sum + Number(detail.count), 0);
    await until(() => rows().length >= 4);
    expect(rows().map(({ member, detail: { why, route } }) => [member, why, route])).toEqual(
      expect.arrayContaining([
        [unit.id, 'Forbidden', '/api/people'],
        [unit.id, 'NotFound', '/sync/:address'],
        [null, 'ForbiddenOrigin', '/api/*'],
        [unit.id, 'NoSuchDocument', '/api/documents'],
      ]),
    );
    expect(rows().length).toBeLessThanOrEqual(6);
    await it.restart();
    expect(count()).toBe(102);
    expect(JSON.stringify([...auditOf(it), ...denialsOf(it)])).not.toMatch(/zhangsan|lisi|王五|wutongli\.g3/);
  } finally {
    await it.dispose();
  }
});

test('[ID80] claim: nobody copies the server out by asking: a member has two thousand requests at once, then twenty a second', async () => {
  const it = await startHouse();
  try {
    const { token } = await it.person('急', 'committee', 'community');
    const other = await it.person('缓', 'committee', 'community');
    let answered = 0;
    const ask = (as: string) => it.call('GET', '/api/passkeys', { token: as });
    for (;;) {
      const statuses = (await Promise.all(Array.from({ length: 100 }, () => ask(token)))).map(({ status }) => status);
      answered += statuses.filter((status) => status === 200).length;
      if (statuses.includes(429)) break;
    }
    expect(answered).toBeGreaterThanOrEqual(2_000);
    expect(answered).toBeLessThan(2_400);
    const refused = await ask(token);
    if (refused.status === 429) expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await ask(other.token)).status).toBe(200);
    it.pass(60_000);
    for (let more = 0; more < 100; more++) expect((await ask(token)).status).toBe(200);
  } finally {
    await it.dispose();
  }
});
