/**
 * `pnpm guide`: pictures of every page for docs/guide, from the demo community, at 1440, 1280 and 390 px, in both languages.
 * `pnpm guide meeting sign` makes only those whose names begin so.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from '@playwright/test';
import { missingOffice, renderDocx } from '../contract/office/office.ts';
import { demoPages, lookAfterHost, makeDemo, openDemo } from './support/demo.ts';
import { startServer } from './support/server.ts';
import { openStage } from './support/stage.ts';
import { layOutTwoCompounds } from './support/two-compounds.ts';

const images = join(import.meta.dirname, '..', '..', 'docs', 'guide', 'images');
/** Beginnings of names; none: every picture. */
const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.some((each) => name.startsWith(each));
/** Whether any picture of a group is made, whose names all begin so. */
const isAnyWanted = (group: string) => isWanted(group) || wanted.some((each) => each.startsWith(group));
const executablePath = [process.env.LIANXI_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path && existsSync(path),
);

const screens: Readonly<Record<string, BrowserContextOptions>> = {
  1440: { viewport: { width: 1440, height: 900 } },
  1280: { viewport: { width: 1280, height: 720 } },
  390: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};

/** A screen on a wall, or a large monitor at its own size. */
const wall: BrowserContextOptions = { viewport: { width: 3840, height: 2160 } };

mkdirSync(images, { recursive: true });
const server = await startServer();
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

const exchange = join(import.meta.dirname, '..', '..', 'packages', 'exchange', 'fixtures');

/** What is done on a page before its picture is taken: a page is used, not only opened. */
type Act = (page: Page, isPhone: boolean) => Promise<void>;
/** Pages of a meeting that are as they are at a desk: at 1440 and 390 px. */
const ofMeetings = new Set([
  'followUps',
  'reading',
  'sign',
  'signed',
  'hall',
  'sheet',
  'ahead',
  'propose',
  'templates',
]);
const acts: Readonly<Record<string, Act>> = {
  import: async (page) => {
    await page.setInputFiles('input[type=file]', join(exchange, '明德花园居民信息登记表.xlsx'));
    await page.locator('#targets').waitFor();
  },
  household: async (page) => {
    await page.locator('[role=row][data-row="0"] .cell.room').click();
    await page.getByRole('complementary').waitFor();
  },
  doors: async (page) => {
    // Buildings, then entrances, as many of them as there are; behind the last are the doors.
    for (const name of [/号楼|Building/, /单元|Entrance/]) {
      const link = page.getByRole('link', { name }).first();
      if (await link.isVisible()) await link.click();
    }
    await page.locator('.d').first().waitFor();
  },
  // Its documents have come to the device.
  settings: async (page) => {
    const copies = page.locator('.line').filter({ hasText: /^(本机文档|Documents here)/ });
    await copies.locator('span.soft').filter({ hasText: /\d/ }).waitFor();
  },
  receipt: async (page) => {
    await page.locator('.receipt').first().click();
  },
  // The wall's screen: the code is made there, and stays in that tab.
  hall: async (page) => {
    // As in a hall: this server listens to its own machine alone, and the page would say that no phone can open the code.
    await page.route('**/api/hall/door', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      const response = await route.fetch();
      const json = { ...(await response.json()), addresses: ['http://192.168.1.20:4680'] };
      await route.fulfill({ response, json });
    });
    // The wall shows the result of the last vote.
    await page.getByRole('button', { name: /^(回到签到码|Back to the code)/ }).click();
    await page
      .getByRole('button', { name: /^(生成签到码|换一个码|Make )/ })
      .first()
      .click();
    await page.getByRole('img', { name: /会场签到|sign-in code/ }).waitFor();
  },
  search: async (page) => {
    await page.keyboard.press('Control+k');
    await page.locator('dialog').getByRole('combobox').fill('wtl');
    await page.getByRole('option').first().waitFor();
  },
};

const shoot = async (
  name: string,
  path: string,
  role: 'committee' | 'branch' | 'unit' | null,
  options: Parameters<typeof openDemo>[3],
  act: Act = async () => {},
) => {
  if (!isWanted(name)) return;
  const context =
    role === null
      ? await browser.newContext({ baseURL: server.origin, locale: options?.isEnglish ? 'en' : 'zh-CN', ...options })
      : await openDemo(browser, server.origin, role, options);
  if (role === null && options?.isEnglish)
    await context.addInitScript(() => {
      localStorage.setItem('lianxi.locale', 'en');
      localStorage.setItem('lianxi.hall-locale', 'en');
    });
  const page = await context.newPage();
  await page.goto(path);
  // Until the documents of the page have come and nothing moves any more.
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(2500);
  await act(page, options?.isMobile === true);
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
  console.log(`${name}.png`);
  await context.close();
};

/** The file that the preview writes, as a word processor sets it: its first page and its last, beside each other. */
const shootDocx = async (path: string) => {
  const name = 'official-docx';
  if (!isWanted(name)) return;
  const missing = missingOffice();
  if (missing) {
    console.log(`${name}.png: ${missing}`);
    return;
  }
  const context = await openDemo(browser, server.origin, 'committee', screens['1440']);
  const page = await context.newPage();
  await page.goto(path);
  await page.locator('.sheet').first().waitFor();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载 DOCX' }).click();
  const rendered = renderDocx(readFileSync(await (await downloading).path()));
  const pictures = [1, rendered.pages].map((number) => rendered.png(number, 84).toString('base64'));
  rendered.dispose();
  const wall = await browser.newPage({ viewport: { width: 1440, height: 1030 } });
  await wall.setContent(
    `<body style="margin:0;padding:24px;display:flex;gap:24px;justify-content:center;background:#f1efe9">${pictures.map((data) => `<img src="data:image/png;base64,${data}">`).join('')}`,
  );
  await wall.screenshot({ path: join(images, `${name}.png`) });
  console.log(`${name}.png`);
  await wall.close();
  await context.close();
};

/** Asks the relay as somebody of the committee does. */
const ask = async <T>(path: string, data: unknown): Promise<T> => {
  const context = await openDemo(browser, server.origin, 'committee');
  const page = await context.newPage();
  await page.goto('/welcome');
  const bearer = await page.evaluate(() => JSON.parse(sessionStorage.getItem('lianxi.bearer') ?? 'null') as string);
  await context.close();
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', origin: server.origin };
  const answer = await fetch(`${server.origin}${path}`, { method: 'POST', headers, body: JSON.stringify(data) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json() as Promise<T>;
};
const addressIn = (path = '') => path.replace(/^\/meetings\//, '').replace(/\/(sign|hall)$/, '');

/** The demo's people hand nothing over: a community of its own, in which the secretary of one compound goes and another's follows. */
const shootHandOver = async () => {
  if (!isAnyWanted('handOver-')) return;
  const stage = await openStage();
  try {
    layOutTwoCompounds(stage);
    const open = (options: BrowserContextOptions = {}) =>
      browser.newContext({ baseURL: stage.origin, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options });
    const elsewhere = await open();
    await stage.enter(elsewhere, '示例己', 'branch', 'yinhe');
    await stage.enter(elsewhere, '示例庚', 'branch', 'wutongli');
    await elsewhere.close();
    const idOf = (name: string) =>
      stage
        .house()
        .identity.store.listAccounts()
        .find((each) => each.name === name)?.id ?? '';
    const path = `/organisation/hand-over?from=${idOf('示例己')}&to=${idOf('示例庚')}`;
    for (const [width, screen] of Object.entries(screens))
      for (const language of ['zh', 'en']) {
        const name = `handOver-${width}-${language}`;
        if (!isWanted(name)) continue;
        const context = await open(screen);
        await stage.enter(context, `示例管理 ${width} ${language}`, 'committee-admin');
        if (language === 'en') await context.addInitScript(() => localStorage.setItem('lianxi.locale', 'en'));
        const page = await context.newPage();
        await page.goto(path);
        await page.locator('.office').waitFor();
        await page.waitForTimeout(2500);
        await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
        console.log(`${name}.png`);
        await context.close();
      }
  } finally {
    await stage.dispose();
  }
};

/** What a phone sees that has scanned the code on the wall. */
const shootPhones = async (hall: string | undefined) => {
  if (!isAnyWanted('phone-signin')) return;
  const { secret } = await ask<{ secret: string }>('/api/hall/door', { address: addressIn(hall) });
  for (const isEnglish of [false, true])
    await shoot(`phone-signin-390-${isEnglish ? 'en' : 'zh'}`, `/hall.html#${secret}`, null, {
      ...screens['390'],
      isEnglish,
    });
};

/** Signed minutes, read by a link without an account. */
const shootReader = async (signed: string | undefined) => {
  if (!isAnyWanted('read-')) return;
  const body = { address: addressIn(signed), recipient: '临溪街道', days: 30 };
  const { secret } = await ask<{ secret: string }>('/api/signing/handouts', body);
  for (const width of ['1440', '390'])
    for (const isEnglish of [false, true])
      await shoot(`read-${width}-${isEnglish ? 'en' : 'zh'}`, `/read#${secret}`, null, {
        ...screens[width],
        isEnglish,
      });
};

/** Two more people are in the meeting: each has written a sentence, and their carets stand where they stopped. */
const joinMeeting = async (path: string): Promise<readonly BrowserContext[]> => {
  const contexts: BrowserContext[] = [];
  for (const [role, words] of [
    ['branch', '三号楼先试一个月，晚上的值守由楼栋党小组排班。'],
    ['unit', '操场周末上午可以开放，志愿者由学校来请。'],
  ] as const) {
    const context = await openDemo(browser, server.origin, role, screens['1440']);
    const page = await context.newPage();
    await page.goto(path);
    await page.getByRole('button', { name: '发言' }).click();
    await page.keyboard.type(words);
    contexts.push(context);
  }
  return contexts;
};

try {
  for (const [width, screen] of Object.entries(screens)) {
    for (const isEnglish of [false, true])
      await shoot(`welcome-${width}-${isEnglish ? 'en' : 'zh'}`, '/welcome', null, { ...screen, isEnglish });
  }
  await makeDemo(server.origin);
  for (const [width, screen] of Object.entries(screens)) {
    for (const isEnglish of [false, true])
      await shoot(`roles-${width}-${isEnglish ? 'en' : 'zh'}`, '/welcome', null, { ...screen, isEnglish });
  }
  await lookAfterHost(server);
  await server.lianxi(['backup', join(server.dataFolder, 'backup.sqlite')]);
  await server.lianxi(['check']);
  const pages = await demoPages(server.origin, 'committee');
  const others = isAnyWanted('meeting-') ? await joinMeeting(pages.meeting ?? '/') : [];
  for (const [name, path] of Object.entries(pages)) {
    for (const [width, screen] of Object.entries(screens)) {
      if (width === '1280' && ofMeetings.has(name)) continue;
      for (const isEnglish of [false, true])
        await shoot(
          `${name}-${width}-${isEnglish ? 'en' : 'zh'}`,
          path,
          'committee',
          { ...screen, isEnglish },
          acts[name],
        );
    }
  }
  const desk = screens['1440'] ?? {};
  const phone = screens['390'] ?? {};
  for (const isEnglish of [false, true]) {
    const language = isEnglish ? 'en' : 'zh';
    const residents = pages.residents ?? '/';
    await shoot(`household-1440-${language}`, residents, 'committee', { ...desk, isEnglish }, acts.household);
    await shoot(`doors-390-${language}`, residents, 'committee', { ...phone, isEnglish }, acts.doors);
    await shoot(`receipt-1440-${language}`, '/', 'committee', { ...desk, isEnglish }, acts.receipt);
    await shoot(`search-1440-${language}`, '/', 'committee', { ...desk, isEnglish }, acts.search);
    const official = `${pages.meeting ?? ''}/official`;
    await shoot(`official-1440-${language}`, official, 'committee', { ...desk, isEnglish });
    await shoot(`official-390-${language}`, official, 'committee', { ...phone, isEnglish });
  }
  await shootHandOver();
  await shootPhones(pages.hall);
  await shootReader(pages.signed);
  await shootDocx(`${pages.meeting ?? ''}/official`);
  for (const name of ['today', 'meeting', 'residents'])
    await shoot(`${name}-3840-zh`, pages[name] ?? '/', 'committee', wall);
  for (const name of ['meeting', 'residents', 'project']) {
    await shoot(`${name}-dark-1440-zh`, pages[name] ?? '/', 'committee', { ...desk, colorScheme: 'dark' });
    await shoot(`${name}-large-390-zh`, pages[name] ?? '/', 'committee', { ...phone, isLarge: true });
  }
  const ofUnit = await demoPages(server.origin, 'unit');
  for (const name of ['today', 'project']) await shoot(`unit-${name}-390-zh`, ofUnit[name] ?? '/', 'unit', phone);
  const ofBranch = await demoPages(server.origin, 'branch');
  for (const name of ['today', 'residents'])
    await shoot(`branch-${name}-390-zh`, ofBranch[name] ?? '/', 'branch', phone);
  for (const other of others) await other.close();
} finally {
  await browser.close();
  await server.dispose();
}
