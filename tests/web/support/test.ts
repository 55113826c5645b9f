/**
 * The fixtures of every browser test: one server a worker, and people who are signed in.
 * `person({ role, scope })` makes an account by the command line and opens a page of its own (own cookies, own disk).
 */
import { type BrowserContext, type BrowserContextOptions, test as base, expect, type Page } from '@playwright/test';
import { type RunningServer, startServer } from './server.ts';

export interface PersonOptions {
  readonly role: 'committee-admin' | 'committee' | 'branch' | 'grid' | 'unit' | 'guest' | 'street';
  readonly scope?: string;
  readonly name?: string;
  readonly context?: BrowserContextOptions;
}

export interface Person {
  readonly name: string;
  readonly page: Page;
  readonly context: BrowserContext;
  /** Everything the browser complained of: page errors, console errors, CSP violations. */
  readonly complaints: readonly string[];
}

const passphrase = 'correct horse battery';
let count = 0;

/**
 * What the tests ask for: a socket that cannot be opened while the network is cut, and a list that was asked for with the cookie of
 * before, when a passphrase made a new session; it is asked for again.
 */
const asked = /ERR_INTERNET_DISCONNECTED|WebSocket connection|401 \(Unauthorized\) \(\S+\/api\/(documents|members)\)/;

interface WorkerFixtures {
  /**
   * A file that changes what new documents on its server are made of (templates, who is invited) says its name here: then it has a
   * worker, and so a server, of its own.
   */
  apart: string;
  server: RunningServer;
}

export const test = base.extend<{ person: (options: PersonOptions) => Promise<Person> }, WorkerFixtures>({
  apart: ['', { option: true, scope: 'worker' }],
  server: [
    async ({ apart: _ }, use) => {
      const server = await startServer();
      await use(server);
      await server.dispose();
    },
    { scope: 'worker' },
  ],
  person: async ({ browser, server }, use, testInfo) => {
    const opened: BrowserContext[] = [];
    const complained: (readonly string[])[] = [];
    await use(async (options) => {
      count += 1;
      const name = options.name ?? `${options.role}-${count}`;
      const scope = options.scope === undefined ? [] : ['--scope', options.scope];
      const account = ['user', 'add', name, '--role', options.role, ...scope, '--passphrase-stdin'];
      await server.lianxi(account, `${passphrase}\n`);
      const context = await browser.newContext({
        baseURL: server.origin,
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
        viewport: { width: 1440, height: 900 },
        ...options.context,
      });
      opened.push(context);
      const answer = await context.request.post('/api/session', {
        data: { name, passphrase },
        headers: { origin: server.origin },
      });
      expect(answer.status(), await answer.text()).toBe(200);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        const complaint = `${message.text()} (${message.location().url})`;
        if (message.type() === 'error' && !asked.test(complaint)) complaints.push(complaint);
      });
      complained.push(complaints);
      return { name, page, context, complaints };
    });
    for (const context of opened) await context.close();
    // What a browser had to say before the test failed is often why.
    if (testInfo.status !== testInfo.expectedStatus)
      for (const line of complained.flat()) console.log(`complaint: ${line}`);
  },
});

export { expect };
