/**
 * Every page of every role, as it is rendered, in both languages and sizes of type: no accessibility violation, nothing wider
 * than the screen, no words that run into others or out of their frame, nothing too small for a finger, no complaint of the
 * browser.
 */
import { expect, type Page, test } from '@playwright/test';
import { isCampaign } from '../campaign.ts';
import { violationsOf } from './support/axe.ts';
import { type DemoRole, demoPages, lookAfterHost, makeDemo, openDemo } from './support/demo.ts';
import { go } from './support/go.ts';
import { illegibleOf, sayIllegible, smallTargetsOf, whenStill } from './support/legible.ts';
import { type RunningServer, startServer } from './support/server.ts';

// A server of its own: the demo is there only while there is no real account.
let server: RunningServer;
test.beforeAll(async () => {
  server = await startServer();
});
test.afterAll(() => server.dispose());

// Any test may run first or alone, and two at a time.
test.describe.configure({ mode: 'parallel' });

interface Look {
  readonly name: string;
  readonly role: DemoRole;
  readonly options: Parameters<typeof openDemo>[3];
  /** Only these pages; all where it says nothing. */
  readonly pages?: readonly string[];
  /**
   * Pages that axe looks at: it takes its time. Of the others, and where it says nothing, words alone are looked at; 'colours' is
   * what a theme may change.
   */
  readonly audit?: (place: string) => 'all' | 'colours' | undefined;
  /** Only in a campaign: what it would show is shown by the others together. */
  readonly isRare?: boolean;
}

const office = { viewport: { width: 1440, height: 900 } };
const small = { viewport: { width: 1280, height: 720 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const wholly = () => 'all' as const;
/** On a phone these are laid out in a way of their own; the others are what the office has, in one column. */
const ownOnPhones = ['today', 'meeting', 'residents', 'project', 'organisation'];

/** The committee has every page; the others are looked at where they see something else. */
const looks: readonly Look[] = [
  { name: 'office screen', role: 'committee', options: office, audit: wholly },
  { name: 'office screen, large type', role: 'committee', options: { ...office, isLarge: true }, isRare: true },
  {
    name: 'large monitor',
    role: 'committee',
    options: { viewport: { width: 3840, height: 2160 } },
    pages: ['today', 'meeting', 'residents', 'project', 'organisation'],
    isRare: true,
  },
  {
    name: 'small office screen, English, dark',
    role: 'committee',
    options: { ...small, isEnglish: true, colorScheme: 'dark' },
    isRare: true,
  },
  {
    name: 'small office screen, English, large type',
    role: 'committee',
    options: { ...small, isEnglish: true, isLarge: true },
    isRare: true,
  },
  { name: 'phone', role: 'committee', options: phone, audit: wholly, isRare: true },
  { name: 'phone, English', role: 'committee', options: { ...phone, isEnglish: true }, isRare: true },
  {
    name: 'phone, large type, dark',
    role: 'committee',
    options: { ...phone, isLarge: true, colorScheme: 'dark' },
    audit: wholly,
    isRare: true,
  },
  // The longest words in the largest type on the narrowest screen: what fits here fits on every phone.
  {
    name: 'phone, English, large type, dark',
    role: 'committee',
    options: { ...phone, isEnglish: true, isLarge: true, colorScheme: 'dark' },
    audit: (place) => (isCampaign || ownOnPhones.includes(place) ? 'all' : 'colours'),
  },
  {
    name: 'phone',
    role: 'branch',
    options: phone,
    pages: ['today', 'meeting', 'residents', 'organisation'],
  },
  {
    name: 'phone, large type',
    role: 'unit',
    options: { ...phone, isLarge: true },
    pages: ['today', 'meetings', 'ahead', 'propose', 'project'],
  },
  {
    name: 'office screen, English',
    role: 'unit',
    options: { ...office, isEnglish: true },
    pages: ['today', 'meeting', 'projects'],
    audit: wholly,
  },
];
/** A look at a width of an office is a look at the other one too; what fits the narrower one is hardly ever too wide for the other. */
const officeWidths = isCampaign ? [1440, 1280] : [1280];

/** How far the page, or whatever fills its width and is scrolled down, reaches beyond the screen. Tables may be wider. */
const overflowOf = (page: Page) =>
  page.evaluate(() => {
    const columns = [...document.querySelectorAll('body *')].filter(
      (element) =>
        element.clientWidth > innerWidth * 0.7 &&
        element.clientHeight > innerHeight * 0.5 &&
        /auto|scroll/.test(getComputedStyle(element).overflowY) &&
        !element.closest('[role="grid"], [role="treegrid"]') &&
        !element.querySelector('[role="grid"], [role="treegrid"]'),
    );
    return Math.max(
      ...[document.documentElement, ...columns].map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
    );
  });

/** What is wrong with the words and controls of the page as it stands, at each width that is asked for. */
const faultsOf = async (page: Page, widths: readonly number[], isTouched: boolean): Promise<readonly string[]> => {
  const faults: string[] = [];
  const before = page.viewportSize();
  for (const width of widths) {
    // As high as a page: what lies below the edge is looked at too.
    await page.setViewportSize({ width, height: 2400 });
    await whenStill(page, 60);
    faults.push(...(await illegibleOf(page)).map((each) => `${width}: ${sayIllegible(each)}`));
    if (isTouched) faults.push(...(await smallTargetsOf(page)).map((each) => `${width}: too small: ${each}`));
  }
  if (before) await page.setViewportSize(before);
  return faults;
};

const chosen = isCampaign ? looks : looks.filter(({ isRare }) => !isRare);

for (const { name, role, options, pages, audit } of chosen) {
  test(`${role}, ${name}: every page fits, can be read, is accessible, and raises no complaint`, async ({
    browser,
  }) => {
    test.setTimeout(360_000);
    await makeDemo(server.origin);
    await lookAfterHost(server);
    const problems: string[] = [];
    const context = await openDemo(browser, server.origin, role, options);
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(`error: ${error}`));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(`console: ${message.text()}`);
    });
    const isTouched = options?.hasTouch === true;
    for (const [place, path] of Object.entries(await demoPages(server.origin, role))) {
      if (pages && !pages.includes(place)) continue;
      await go(page, path);
      await whenStill(page, 150);
      const audited = audit?.(place);
      const violations = audited ? await violationsOf(page, 'html', audited) : [];
      problems.push(...violations.map((each) => `${place}: ${each}`));
      const overflow = await overflowOf(page);
      if (overflow > 0) problems.push(`${place}: ${overflow} px wider than the screen`);
      const own = options?.viewport?.width ?? 0;
      for (const fault of await faultsOf(page, isTouched || own > 1440 ? [own] : officeWidths, isTouched))
        problems.push(`${place} ${fault}`);
    }
    await context.close();
    expect(problems).toEqual([]);
  });
}

/** The longest words in the largest type, and what most people have. */
const extremeLooks = [
  { locale: 'en', size: 'large' },
  { locale: 'zh-CN', size: 'normal' },
];
const allLooks = [...extremeLooks, { locale: 'en', size: 'normal' }, { locale: 'zh-CN', size: 'large' }];
const looksBefore = isCampaign ? allLooks : extremeLooks;

test('the pages before signing in are accessible in both themes and can be read in both languages and sizes', async ({
  browser,
}) => {
  const problems: string[] = [];
  for (const options of [{ viewport: { width: 1440, height: 900 } }, { ...phone, colorScheme: 'dark' as const }]) {
    const context = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN', ...options });
    const page = await context.newPage();
    const { width } = options.viewport;
    for (const path of ['/welcome', '/join', '/recover']) {
      await page.goto(path);
      await whenStill(page);
      for (const violation of await violationsOf(page)) problems.push(`${path} ${violation}`);
      for (const look of path === '/welcome' ? looksBefore : extremeLooks) {
        await page.evaluate(({ locale, size }) => {
          localStorage.setItem('lianxi.locale', locale);
          localStorage.setItem('lianxi.size', size);
        }, look);
        await page.reload();
        await whenStill(page);
        for (const fault of await faultsOf(page, [width], width === 390))
          problems.push(`${path} ${look.locale} ${look.size} ${fault}`);
        const overflow = await overflowOf(page);
        if (overflow > 0) problems.push(`${path} ${look.locale} ${look.size}: ${overflow} px wider than the screen`);
      }
    }
    await context.close();
  }
  expect(problems).toEqual([]);
});
