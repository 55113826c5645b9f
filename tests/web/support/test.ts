/**
 * The fixtures of every browser test: one server a worker, and people who are signed in.
 * `person({ role, scope })` makes an account by the command line and opens a page of its own (own cookies, own disk);
 * `regular({ role, scope })` is somebody who is there already.
 */
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
  type TestInfo,
} from '@playwright/test';
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
  /** Everybody who comes again, by role and scope. */
  regulars: Map<string, Entered>;
}

interface Entered extends Person {
  readonly complaints: string[];
}

const viewport = { width: 1440, height: 900 };

/** Makes an account and opens a page of its own. */
const enter = async (browser: Browser, server: RunningServer, options: PersonOptions): Promise<Entered> => {
  count += 1;
  const name = options.name ?? `${options.role}-${count}`;
  const scope = options.scope === undefined ? [] : ['--scope', options.scope];
  const account = ['user', 'add', name, '--role', options.role, ...scope, '--passphrase-stdin'];
  await server.lianxi(account, `${passphrase}\n`);
  const context = await browser.newContext({
    baseURL: server.origin,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport,
    ...options.context,
  });
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
  return { name, page, context, complaints };
};

interface TestFixtures {
  /** Somebody new, who goes when the test ends. */
  person: (options: PersonOptions) => Promise<Person>;
  /**
   * Somebody of this role who has the app open since a test before: to come new costs more than a short test does. For tests that
   * bring their own document, and leave network, clock and settings alone.
   */
  regular: (options: Pick<PersonOptions, 'role' | 'scope'>) => Promise<Person>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  apart: ['', { option: true, scope: 'worker' }],
  server: [
    async ({ apart: _ }, use) => {
      const server = await startServer();
      await use(server);
      await server.dispose();
    },
    { scope: 'worker' },
  ],
  regulars: [
    // They close before their browser does.
    async ({ browser: _ }, use) => {
      const regulars = new Map<string, Entered>();
      await use(regulars);
      for (const { context } of regulars.values()) await context.close();
    },
    { scope: 'worker' },
  ],
  person: async ({ browser, server }, use, testInfo) => {
    const opened: Entered[] = [];
    await use(async (options) => {
      const entered = await enter(browser, server, options);
      opened.push(entered);
      return entered;
    });
    for (const { context } of opened) await context.close();
    tell(opened, testInfo);
  },
  regular: async ({ browser, server, regulars }, use, testInfo) => {
    const came: Entered[] = [];
    await use(async (options) => {
      const key = `${options.role} ${options.scope}`;
      const entered = regulars.get(key) ?? (await enter(browser, server, options));
      regulars.set(key, entered);
      entered.complaints.length = 0;
      await entered.page.setViewportSize(viewport);
      came.push(entered);
      return entered;
    });
    tell(came, testInfo);
  },
});

/** What a browser had to say before the test failed is often why. */
const tell = (people: readonly Person[], { status, expectedStatus }: TestInfo): void => {
  if (status === expectedStatus) return;
  for (const line of people.flatMap(({ complaints }) => complaints)) console.log(`complaint: ${line}`);
};

export { expect };
