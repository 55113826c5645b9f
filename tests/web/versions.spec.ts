/** The app itself on a device: one build at a time, whatever the network answers, and the next one when the person wants it. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { isCampaign } from '../campaign.ts';
import { killBrowser, launchOn } from './support/browser-process.ts';
import { builtApp, makeNextBuild, markOf } from './support/builds.ts';
import { go } from './support/go.ts';
import { keepsApp } from './support/keeps-app.ts';
import { enterResidents } from './support/lock.ts';
import { addTopic, isReady, sign, speak, topic } from './support/meeting.ts';
import { openStage, type Stage } from './support/stage.ts';
import { expect, test } from './support/test.ts';

test.use(keepsApp);

// The last of all files, and among the longest: one worker would be alone with it.
test.describe.configure({ mode: 'parallel' });

let stage: Stage;
let folder: string;
let next: string;
let afterNext: string;
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lianxi-builds-'));
  next = makeNextBuild(join(folder, 'next1'), 'next1');
  afterNext = makeNextBuild(join(folder, 'next2'), 'next2');
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));
test.beforeEach(async () => {
  stage = await openStage();
});
test.afterEach(() => stage.dispose());

let count = 0;
const enter = async (context: BrowserContext) => stage.enter(context, `换版${++count}`);

/** Which builds the page's files are of. */
const builds = async (page: Page) =>
  markOf(await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name)));
/** What the browser does by itself when a window is looked at again. */
const comeBackTo = (page: Page) => page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')));
const notice = (page: Page) => page.getByText('联席有新版本');
const change = (page: Page) => page.getByRole('button', { name: '换用新版' }).click();
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first();

test('[AP2] a new build leaves an open page as it is, is offered, and what is being typed when it is taken is there after', async ({
  browser,
}) => {
  const address = stage.document('minutes', 'joint', '换版的会');
  const context = await browser.newContext({ baseURL: stage.origin, locale: 'zh-CN' });
  await enter(context);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`/meetings/${address}`);
  await addTopic(page, '照明');
  await isReady(page, address);

  await stage.restart(next);
  await comeBackTo(page);
  await speak(page, '旧版里写的。');
  await expect(notice(page)).toBeVisible();
  await expect(sign(page)).toContainText('已送达', { timeout: 30_000 });

  // What it had not loaded before is still its own.
  await link(page, '组织').click();
  await expect(page.getByRole('heading', { name: '组织', level: 1 })).toBeVisible();
  await link(page, '项目').click();
  await expect(page.getByRole('heading', { name: '项目', level: 1 })).toBeVisible();
  expect(await builds(page)).toEqual(['']);
  await page.goto(`/meetings/${address}`);
  await expect(notice(page)).toBeVisible();
  expect(await builds(page)).toEqual(['']);

  await expect(topic(page)).toContainText('旧版里写的。');
  await speak(page, '换之前最后一句。');
  await page.getByLabel('地点').fill('二楼议事厅');
  await change(page);
  await expect.poll(() => builds(page).catch(() => null)).toEqual(['next1']);
  await expect(notice(page)).toHaveCount(0);
  await expect(topic(page)).toContainText('换之前最后一句。');
  await expect(page.getByLabel('地点')).toHaveValue('二楼议事厅');
  expect(complaints).toEqual([]);
  await context.close();
});

test('[AP2] a window whose neighbour has changed over goes on with the old build, and changes over too when told', async ({
  browser,
}) => {
  test.skip(!isCampaign, 'by day the window of [AP3] stands beside one that changes over, and for two builds');
  const address = stage.document('minutes', 'joint', '两扇窗的会');
  const context = await browser.newContext({ baseURL: stage.origin, locale: 'zh-CN' });
  await enter(context);
  const [one, two] = [await context.newPage(), await context.newPage()];
  for (const page of [one, two]) await page.goto(`/meetings/${address}`);
  await addTopic(one, '照明');
  await expect(topic(two)).toBeVisible();
  await isReady(one, address);
  await stage.restart(next);
  await comeBackTo(one);
  await expect(notice(two)).toBeVisible();
  await change(one);
  await expect.poll(() => builds(one).catch(() => null)).toEqual(['next1']);

  await link(two, '组织').click();
  await expect(two.getByRole('heading', { name: '组织', level: 1 })).toBeVisible();
  expect(await builds(two)).toEqual(['']);
  await expect(notice(two)).toBeVisible();
  await change(two);
  await expect.poll(() => builds(two).catch(() => null)).toEqual(['next1']);
  await expect(notice(two)).toHaveCount(0);
  await context.close();
});

test('[AP3] a window that slept through two builds opens the next page anew', async ({ browser }) => {
  const address = stage.document('minutes', 'joint', '睡过头的会');
  const context = await browser.newContext({ baseURL: stage.origin, locale: 'zh-CN' });
  await enter(context);
  const old = await context.newPage();
  await old.goto(`/meetings/${address}`);
  await addTopic(old, '照明');
  await isReady(old, address);
  const other = await context.newPage();
  await other.goto('/settings');
  for (const [site, mark] of [
    [next, 'next1'],
    [afterNext, 'next2'],
  ] as const) {
    await stage.restart(site);
    await comeBackTo(other);
    await expect(notice(other)).toBeVisible();
    await change(other);
    await expect.poll(() => builds(other).catch(() => null)).toEqual([mark]);
  }
  await speak(old, '醒来写的。');
  // What the browser keeps besides might still help it.
  await (await context.newCDPSession(old)).send('Network.clearBrowserCache');
  await link(old, '组织').click();
  await expect(old.getByRole('heading', { name: '组织', level: 1 })).toBeVisible();
  expect(await builds(old)).toEqual(['next2']);
  await old.goto(`/meetings/${address}`);
  await expect(topic(old)).toContainText('醒来写的。');
  await expect(sign(old)).toContainText('已送达');
  await context.close();
});

test('[AP1] the app opens from the device when the server answers 500 to everything, and when it never answers', async ({
  browser,
}) => {
  const address = stage.document('minutes', 'joint', '打不通的会');
  const context = await browser.newContext({ baseURL: stage.origin, locale: 'zh-CN' });
  await enter(context);
  const page = await context.newPage();
  await page.goto(`/meetings/${address}`);
  await addTopic(page, '照明');
  await speak(page, '早先写的。');
  await expect(sign(page)).toContainText('已送达');
  await isReady(page, address);
  const strangers = [
    (_: unknown, response: { writeHead(status: number): { end(text: string): void } }) =>
      response.writeHead(500).end('upstream failed'),
    () => {},
  ];
  for (const [at, stranger] of strangers.entries()) {
    await stage.replaceBy(stranger);
    await page.goto(`/meetings/${address}`, { waitUntil: 'commit' });
    await expect(topic(page)).toContainText('早先写的。', { timeout: 5_000 });
    await speak(page, `第${at}回。`);
    await page.reload({ waitUntil: 'commit' });
    await expect(topic(page)).toContainText(`第${at}回。`);
  }
  await stage.restart();
  await expect(sign(page)).toContainText('已送达', { timeout: 40_000 });
  await context.close();
});

test('[AP36] the scripts of a first visit are kept as one file; where a build has none they are asked for one by one', async ({
  browser,
}) => {
  const bare = join(folder, 'bare');
  cpSync(builtApp, bare, { recursive: true, filter: (path) => !/whole-\w+\.json/.test(path) });
  for (const [build, most] of [
    [builtApp, 60],
    [bare, 1_000],
  ] as const) {
    await stage.restart(build);
    const context = await browser.newContext({ baseURL: stage.origin, locale: 'zh-CN' });
    const kept: string[] = [];
    context.on('request', (request) => {
      if (request.serviceWorker()) kept.push(new URL(request.url()).pathname);
    });
    const page = await context.newPage();
    await page.goto('/welcome');
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    expect(kept.filter((path) => /^\/_app\/whole-\w+\.json$/.test(path))).toHaveLength(1);
    expect(kept.length).toBeLessThan(most);
    expect(kept.some((path) => path.startsWith('/_app/immutable/chunks/'))).toBe(build === bare);
    await context.setOffline(true);
    await page.goto('/settings');
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    await context.close();
  }
});

test('[AP4] every page that was opened once opens offline from a cold start, by its address, again and after a kill', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'lianxi-browser-'));
  const addresses = [
    stage.document('directory', 'community', '东湖社区'),
    stage.document('minutes', 'joint', '冷启动的会'),
    stage.document('ledger', 'joint', '冷启动的项目'),
    stage.document('register', 'donghu.g1', '一网格'),
  ] as const;
  const meeting = `/meetings/${addresses[1]}`;
  const project = `/projects/${addresses[2]}`;
  const pages: readonly (readonly [path: string, shows: (page: Page) => ReturnType<Page['getByText']>])[] = [
    ['/', (page) => page.getByRole('heading', { name: /星期/, level: 1 })],
    ['/meetings', (page) => page.getByRole('link', { name: /冷启动的会/ }).first()],
    [meeting, (page) => page.getByRole('navigation', { name: '议程' }).getByText('照明')],
    ['/residents/donghu.g1', (page) => page.getByRole('heading', { level: 1, name: '一网格' })],
    ['/residents/import', (page) => page.getByRole('heading', { name: '导入居民台账' })],
    ['/projects', (page) => page.getByRole('link', { name: /冷启动的项目/ }).first()],
    [project, (page) => page.getByRole('heading', { name: '冷启动的项目' }).first()],
    ['/organisation', (page) => page.getByRole('heading', { name: '组织', level: 1 })],
    ['/settings', (page) => page.getByRole('heading', { name: '设置', level: 1 })],
  ];
  let context = await launchOn(profile, stage.origin);
  try {
    await enter(context);
    let page = await context.newPage();
    await page.goto(meeting);
    await addTopic(page, '照明');
    await expect(sign(page)).toContainText('已送达');
    await enterResidents(page);
    await isReady(page, ...addresses);
    for (const [path, shows] of pages) {
      await go(page, path);
      await expect(shows(page)).toBeVisible();
    }
    killBrowser(profile);
    await context.close().catch(() => {});
    await stage.replaceBy((request) => request.socket.destroy());

    context = await launchOn(profile, stage.origin);
    await context.setOffline(true);
    for (const [at, [path, shows]] of pages.entries()) {
      page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(`${path}: ${error}`));
      await (path.startsWith('/residents') ? enterResidents(page, path) : page.goto(path));
      await expect(shows(page), path).toBeVisible();
      // And again; by day every other one, for the address makes no difference to a reload.
      if (isCampaign || at % 2 === 0) {
        await page.reload();
        await expect(shows(page), path).toBeVisible();
      }
      expect(complaints).toEqual([]);
      await page.close();
    }
  } finally {
    await context.close().catch(() => {});
    rmSync(profile, { recursive: true, force: true });
  }
});

test('[AP5] windows of one person beside each other leave the server alone', async ({ browser }) => {
  const context = await browser.newContext({ baseURL: stage.origin, locale: 'zh-CN' });
  await enter(context);
  const asked: string[] = [];
  context.on('request', (request) => {
    if (request.url().endsWith('/api/session')) asked.push(request.url());
  });
  for (let index = 0; index < 3; index++) {
    const page = await context.newPage();
    await page.goto('/settings');
    await expect(page.getByRole('heading', { name: '设置', level: 1 })).toBeVisible();
    await page.waitForLoadState('networkidle');
  }
  expect(asked.length).toBeLessThanOrEqual(6);
  await context.close();
});
