/**
 * Nothing is lost, in real browsers against the real relay: windows and servers killed, disks wiped, rights taken, proxies
 * that lie, clocks that are wrong. All names are made up.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { isCampaign, sampled, times } from '../campaign.ts';
import { killBrowser, launchOn } from './support/browser-process.ts';
import { keepsApp, keepsNothing } from './support/keeps-app.ts';
import { enterResidents } from './support/lock.ts';
import { addTopic, goOffline, isReady, isStored, receipt, sign, speak, topic } from './support/meeting.ts';
import { type RunningServer, startServer } from './support/server.ts';
import { expect, test } from './support/test.ts';

test.use(keepsApp);

const passphrase = 'correct horse battery';
let count = 0;

const create = async (server: RunningServer, kind: string, scope: string, title: string) =>
  (await server.lianxi(['document', 'create', kind, '--scope', scope, '--title', title])).trim();
const contents = async (server: RunningServer, address: string) =>
  (await server.lianxi(['document', 'export', address, '--json'])).replaceAll('\u2060', '');

/** Signs a browser in as a new account. */
const enter = async (context: BrowserContext, server: RunningServer, role = 'committee', scope?: string) => {
  const name = `在场${++count}`;
  const where = scope === undefined ? [] : ['--scope', scope];
  await server.lianxi(['user', 'add', name, '--role', role, ...where, '--passphrase-stdin'], `${passphrase}\n`);
  await signIn(context, server, name);
  return name;
};
const signIn = async (context: BrowserContext, { origin }: RunningServer, name: string) => {
  const answer = await context.request.post(`${origin}/api/session`, {
    data: { name, passphrase },
    headers: { origin },
  });
  expect(answer.status()).toBe(200);
};

const record = async (page: Page, item: string) => {
  await page.getByRole('button', { name: '记一笔' }).first().click();
  const form = page.getByRole('dialog', { name: '记一笔' });
  await form.getByLabel('数量').fill('8');
  await form.getByLabel('事项').fill(item);
  await form.getByRole('button', { name: '记下' }).click();
  await expect(form).toBeHidden();
};
const beginMeeting = async (page: Page, title: string) => {
  await page.goto('/meetings');
  await page.getByRole('button', { name: '开一场会' }).first().click();
  await page.getByLabel('会议名称').fill(title);
  await page.getByRole('button', { name: '开会', exact: true }).click();
  await page.waitForURL(/\/meetings\/minutes\//);
  return new URL(page.url()).pathname;
};
const countCopies = (page: Page) =>
  page.evaluate(
    async () => (await indexedDB.databases()).filter(({ name }) => /^lianxi\/.*\//.test(name ?? '')).length,
  );
const wipe = (page: Page) =>
  page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      await new Promise((resolve) => {
        const request = indexedDB.deleteDatabase(name ?? '');
        // The page before may still be closing: then it waits for that.
        request.onsuccess = request.onerror = resolve;
      });
    }
  });

test('a browser killed with -9 keeps what was said to be stored: text, a cell, an entry, a meeting begun offline', async ({
  server,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-browser-'));
  const addresses = [
    await create(server, 'minutes', 'joint', '会一'),
    await create(server, 'ledger', 'joint', '账一'),
    await create(server, 'register', 'donghu.g1', '一网格'),
  ] as const;
  const meeting = `/meetings/${addresses[0]}`;
  const project = `/projects/${addresses[1]}`;
  let context = await launchOn(folder, server.origin);
  try {
    await enter(context, server);
    let page = await context.newPage();
    await page.goto(meeting);
    await addTopic(page, '照明');
    await enterResidents(page, '/residents/donghu.g1');
    await expect(page.getByRole('heading', { level: 1, name: '一网格' })).toBeVisible();
    await isReady(page, ...addresses);
    await context.close();

    context = await launchOn(folder, server.origin);
    await context.setOffline(true);
    page = await context.newPage();
    await page.goto(meeting);
    await speak(page, '断电前的话。');
    await expect(sign(page)).toContainText('已存本机');
    await page.close({ runBeforeUnload: false });
    page = await context.newPage();
    await page.goto(project);
    await record(page, '断电前的账');
    await enterResidents(page, '/residents/donghu.g1');
    await page
      .getByRole('button', { name: /^(住户|加一户)$/ })
      .first()
      .click();
    const form = page.getByRole('dialog');
    for (const [label, value] of [
      ['楼', '3'],
      ['单元', '2'],
      ['室', '101'],
    ] as const) {
      await form.getByLabel(label, { exact: true }).fill(value);
    }
    await form.getByLabel('户主姓名').fill('断电前的甲');
    await form.getByRole('button', { name: '加一户' }).click();
    await expect(form).toBeHidden();
    const begun = await beginMeeting(page, '离线开的会');
    await addTopic(page, '新议题');
    await expect(sign(page)).toContainText('已存本机');
    killBrowser(folder);
    await context.close().catch(() => {});

    context = await launchOn(folder, server.origin);
    await context.setOffline(true);
    page = await context.newPage();
    await page.goto(meeting);
    await expect(topic(page)).toContainText('断电前的话。');
    await page.goto(project);
    await expect(page.getByRole('row').filter({ hasText: '断电前的账' })).toBeVisible();
    await enterResidents(page, '/residents/donghu.g1');
    await expect(page.getByRole('grid')).toContainText('断电前的甲');
    await page.goto(begun);
    await expect(page.getByRole('navigation', { name: '议程' })).toContainText('新议题');
    await context.setOffline(false);
    await expect(receipt(page)).toContainText('已同步', { timeout: 30_000 });
    await expect.poll(() => contents(server, begun.replace('/meetings/', ''))).toContain('新议题');
    expect(await contents(server, addresses[0])).toContain('断电前的话。');
  } finally {
    await context.close().catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The second copy of small storage, which is written at once but not in the same moment. */
const isKept = (page: Page, key: string) =>
  page.evaluate(async (key) => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    if (!(await indexedDB.databases()).some(({ name }) => name === 'lianxi/kept')) return false;
    const database = await settled(indexedDB.open('lianxi/kept'));
    const found = await settled(database.transaction('texts').objectStore('texts').get(key));
    database.close();
    return found !== undefined;
  }, key);

test('a disk that is slow after a kill makes nobody sign in again: what small storage forgot is waited for', async ({
  browser,
  server,
}) => {
  const context = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN' });
  const name = await enter(context, server);
  const page = await context.newPage();
  await page.goto('/settings');
  await isReady(page);
  await expect.poll(() => isKept(page, 'lianxi.session')).toBe(true);
  await context.setOffline(true);
  // As after a kill: the browser writes it to its disk late.
  await page.evaluate(() => localStorage.clear());
  await page.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (...asked) {
      const request = open.apply(this, asked);
      if (asked[0] === 'lianxi/kept')
        Object.defineProperty(request, 'onsuccess', {
          set: (listener: () => void) => request.addEventListener('success', () => setTimeout(listener, 2_500)),
        });
      return request;
    };
  });
  await page.reload();
  await expect(page.getByRole('heading', { name: '设置', level: 1 })).toBeVisible();
  await expect(page.getByText(name).first()).toBeVisible();
  await context.close();
});

test('a server killed with -9 under two writers has everything that was called delivered, and both go on', async ({
  browser,
}) => {
  let server = await startServer();
  const contexts = [];
  try {
    const address = await create(server, 'minutes', 'joint', '会二');
    const pages: Page[] = [];
    for (let index = 0; index < 2; index++) {
      const context = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN', ...keepsNothing });
      contexts.push(context);
      await enter(context, server);
      const page = await context.newPage();
      await page.goto(`/meetings/${address}`);
      pages.push(page);
    }
    const [one, two] = pages as [Page, Page];
    await addTopic(one, '照明');
    await expect(topic(two)).toBeVisible();
    for (const page of pages) {
      await page.evaluate(() => {
        const seen: string[] = [];
        Object.assign(window, { delivered: seen });
        setInterval(() => {
          const isDelivered = document.querySelector('.sign')?.textContent?.includes('已存本机，已送达');
          if (isDelivered) seen.push(document.querySelector('.ProseMirror')?.textContent ?? '');
        }, 20);
      });
    }
    const wordCount = times(14, 24);
    const write = async (page: Page, mark: string) => {
      await page.getByRole('button', { name: '发言' }).click();
      for (let word = 0; word < wordCount; word++) await page.keyboard.type(`${mark}${word}，`, { delay: 12 });
    };
    const writing = Promise.all([write(one, '甲'), write(two, '乙')]);
    // In the midst of it.
    await expect(topic(one)).toContainText('甲4，');
    await expect(topic(two)).toContainText('乙4，');
    await server.stop('SIGKILL');
    const stored = await contents(server, address);
    await writing;
    for (const page of pages) {
      const delivered = await page.evaluate(() => (window as unknown as { delivered: string[] }).delivered.join(' '));
      for (const [word] of delivered.matchAll(/[甲乙]\d+，/g)) expect(stored).toContain(word);
      await expect(sign(page)).not.toContainText('已送达');
    }
    const words = ['甲', '乙'].flatMap((mark) => Array.from({ length: wordCount }, (_, word) => `${mark}${word}，`));
    const { port } = new URL(server.origin);
    server = await startServer({ dataFolder: server.dataFolder, port: Number(port) });
    for (const page of pages) {
      await expect(sign(page)).toContainText('已送达', { timeout: 40_000 });
      const missing = async () => {
        const text = (await topic(page).textContent()) ?? '';
        return words.filter((word) => !text.includes(word));
      };
      await expect.poll(missing).toEqual([]);
    }
  } finally {
    for (const context of contexts) await context.close();
    await server.dispose();
  }
});

test('a wiped disk is filled again, nothing blank is pushed, and offline without a copy nothing can be written', async ({
  browser,
  server,
}) => {
  const address = await create(server, 'minutes', 'joint', '会三');
  const context = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN' });
  await enter(context, server);
  const page = await context.newPage();
  await page.goto(`/meetings/${address}`);
  await addTopic(page, '照明');
  await speak(page, '送达后清掉。');
  await expect(sign(page)).toContainText('已送达');
  await isReady(page, address);
  const before = await contents(server, address);
  await page.goto('/healthz');
  await wipe(page);
  await page.goto('/');
  await expect.poll(() => countCopies(page)).toBeGreaterThanOrEqual(2);
  await page.goto(`/meetings/${address}`);
  await expect(topic(page)).toContainText('送达后清掉。');
  expect(await contents(server, address)).toBe(before);

  await page.goto('/healthz');
  await wipe(page);
  await context.setOffline(true);
  await page.goto(`/meetings/${address}`);
  await expect(page.getByText('这台设备上没有这场会')).toBeVisible();
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await context.setOffline(false);
  await expect(topic(page)).toContainText('送达后清掉。', { timeout: 30_000 });
  expect(await contents(server, address)).toBe(before);
  await context.close();
});

test('two windows of one person write offline and lose and double nothing, wrong clocks included', async ({
  browser,
  server,
}) => {
  test.skip(
    !isCampaign,
    'by day device.spec.ts tries wrong clocks ([AP13]) and three windows, one of which dies ([AP14])',
  );
  const address = await create(server, 'minutes', 'joint', '会四');
  const context = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN', ...keepsNothing });
  await enter(context, server);
  const early = await context.newPage();
  const late = await context.newPage();
  await early.clock.setSystemTime(new Date('2016-01-01T00:00:00Z'));
  await late.clock.setSystemTime(new Date('2036-01-01T00:00:00Z'));
  await early.goto(`/meetings/${address}`);
  await addTopic(early, '照明');
  await late.goto(`/meetings/${address}`);
  await expect(topic(late)).toBeVisible();
  await expect(sign(early)).toContainText('已送达');
  await isStored(late, address);
  await goOffline(early, late);
  await speak(early, '早十年。');
  await speak(late, '晚十年。');
  for (const page of [early, late]) await expect(sign(page)).toContainText('已存本机');
  await context.setOffline(false);
  for (const page of [early, late]) {
    await expect(sign(page)).toContainText('已送达', { timeout: 30_000 });
    for (const words of ['早十年。', '晚十年。']) await expect(topic(page)).toContainText(words);
  }
  const stored = await contents(server, address);
  for (const words of ['早十年。', '晚十年。']) expect(stored.split(words)).toHaveLength(2);
  await context.close();
});

test('rights taken while somebody types: the text is kept to copy, the rest goes on, and given back they write on', async ({
  browser,
  server,
}) => {
  const address = await create(server, 'minutes', 'joint', '会五');
  const context = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN' });
  const name = await enter(context, server, 'branch', 'donghu');
  const page = await context.newPage();
  await page.goto(`/meetings/${address}`);
  await addTopic(page, '照明');
  await isReady(page, address);
  await goOffline(page);
  await speak(page, '还没送的话。');
  await expect(sign(page)).toContainText('已存本机');
  const begun = await beginMeeting(page, '不归我开的会');
  await server.lianxi(['user', 'role', name, 'street']);
  await context.setOffline(false);
  await expect(page.getByText('没有建成').first()).toBeVisible({ timeout: 30_000 });
  await expect(receipt(page)).toContainText('2 处被退回');
  await receipt(page).click();
  await expect(page.getByRole('region', { name: '同步回执' })).toContainText('不归我开的会');
  await expect(page.getByRole('region', { name: '同步回执' })).toContainText('还没送的话。');
  await expect(page.getByRole('button', { name: '拷贝我写的' })).toHaveCount(2);
  expect(await server.lianxi(['document', 'list', '--json'])).not.toContain(begun.replace('/meetings/', ''));

  await server.lianxi(['user', 'role', name, 'branch', '--scope', 'donghu']);
  await page.goto(`/meetings/${address}`);
  await expect(topic(page)).toBeVisible();
  await speak(page, '又能写了。');
  await expect.poll(() => contents(server, address)).toContain('又能写了。');
  await context.close();
});

test('a session that is ended is said, and what was typed is there and sent after signing in again', async ({
  browser,
  server,
}) => {
  const address = await create(server, 'minutes', 'joint', '会六');
  const context = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN' });
  const name = await enter(context, server);
  const page = await context.newPage();
  await page.goto(`/meetings/${address}`);
  await addTopic(page, '照明');
  await isReady(page, address);
  await goOffline(page);
  await speak(page, '断网时写的。');
  await expect(sign(page)).toContainText('已存本机');
  await server.lianxi(['user', 'passphrase', name, '--passphrase-stdin'], `${passphrase}\n`);
  await context.setOffline(false);
  await expect(page.getByRole('alert')).toContainText('登录已失效', { timeout: 30_000 });
  await page.getByLabel('姓名').fill(name);
  await page.getByLabel('口令', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(topic(page)).toContainText('断网时写的。');
  await expect.poll(() => contents(server, address), { timeout: 20_000 }).toContain('断网时写的。');

  // While the socket is open, too.
  await server.lianxi(['user', 'passphrase', name, '--passphrase-stdin'], `${passphrase}\n`);
  await expect(page.getByRole('alert')).toContainText('登录已失效');
  expect(await countCopies(page)).toBeGreaterThan(0);
  await context.close();
});

test('a proxy that answers in the place of the relay takes nothing off the device', async ({ browser, server }) => {
  const address = await create(server, 'minutes', 'joint', '会七');
  const context = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN' });
  await enter(context, server);
  const page = await context.newPage();
  await page.goto('/meetings');
  await expect(page.getByText('会七')).toBeVisible();
  await expect.poll(() => countCopies(page)).toBeGreaterThanOrEqual(2);
  const bodies = ['<html>请登录</html>', '{"documents":[{"addr', '{}', '{"documents":[]}', '[]', '', 'null'];
  // By day what no page can be read from, and the one that looks most like an answer.
  for (const body of sampled(bodies, 3)) {
    await page.route('**/api/**', (route) => route.fulfill({ status: 200, contentType: 'text/html', body }));
    const asked = page.waitForResponse('**/api/documents');
    await page.reload();
    await asked;
    await expect(page.getByText('会七')).toBeVisible();
    await page.unroute('**/api/**');
  }
  await page.route('**/api/**', (route) => route.fulfill({ status: 401, body: '<html>先登录这个网络</html>' }));
  await page.reload();
  await expect(page.getByText('会七')).toBeVisible();
  const begun = await beginMeeting(page, '代理后面开的会');
  await page.unroute('**/api/**');
  await page.goto(`/meetings/${address}`);
  await expect.poll(() => server.lianxi(['document', 'list', '--json'])).toContain(begun.replace('/meetings/', ''));
  await context.close();
});

test('undoing leaves alone what somebody else has written into the cell since, and says so', async ({
  browser,
  server,
}) => {
  const address = await create(server, 'minutes', 'joint', '会八');
  const pages: Page[] = [];
  for (let index = 0; index < 2; index++) {
    const context = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN', ...keepsNothing });
    await enter(context, server);
    const page = await context.newPage();
    await page.goto(`/meetings/${address}`);
    pages.push(page);
  }
  const [one, two] = pages as [Page, Page];
  const title = (page: Page) => page.getByLabel('会议名称');
  const rename = async (page: Page, words: string) => {
    await title(page).fill(words);
    await page.keyboard.press('Enter');
  };
  await expect(title(two)).toHaveValue('会八');
  await rename(one, '会八（甲改）');
  await expect(title(two)).toHaveValue('会八（甲改）');
  await rename(two, '会八（乙改）');
  await expect(title(one)).toHaveValue('会八（乙改）');
  await one.locator('body').focus();
  await one.keyboard.press('Control+z');
  await expect(one.getByText('没有撤销：这一处后来被别人改过')).toBeVisible();
  await expect(title(one)).toHaveValue('会八（乙改）');
  for (const page of pages) await page.context().close();
});

test('the app opens without a server, and its own files come from the device', async ({ browser }) => {
  test.skip(!isCampaign, 'by day versions.spec.ts tries a server that never answers ([AP1]) and none at all ([AP4])');
  const server = await startServer();
  const address = await create(server, 'minutes', 'joint', '会九');
  const context = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN' });
  try {
    await enter(context, server);
    const page = await context.newPage();
    await page.goto(`/meetings/${address}`);
    await addTopic(page, '照明');
    await isReady(page, address);
    await server.stop('SIGKILL');
    await page.goto(`/meetings/${address}`);
    await speak(page, '服务器停着。');
    await expect(topic(page)).toContainText('服务器停着。');
  } finally {
    await context.close();
    await server.dispose();
  }
});
