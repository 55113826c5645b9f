/** Every page of every role, as it is rendered: no accessibility violation, nothing wider than the screen, no complaint of the browser. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { type DemoRole, demoPages, lookAfterHost, makeDemo, openDemo } from './support/demo.ts';
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
}

const office = { viewport: { width: 1440, height: 900 } };
const small = { viewport: { width: 1280, height: 720 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

/** The committee has every page; the others are looked at where they see something else. */
const looks: readonly Look[] = [
  { name: 'office screen', role: 'committee', options: office },
  { name: 'small office screen, dark', role: 'committee', options: { ...small, colorScheme: 'dark' } },
  { name: 'phone, English', role: 'committee', options: { ...phone, isEnglish: true } },
  { name: 'phone, large type, dark', role: 'committee', options: { ...phone, isLarge: true, colorScheme: 'dark' } },
  { name: 'phone', role: 'branch', options: phone, pages: ['today', 'meeting', 'residents', 'organisation'] },
  {
    name: 'phone, large type',
    role: 'unit',
    options: { ...phone, isLarge: true },
    pages: ['today', 'meetings', 'project'],
  },
  {
    name: 'office screen, English',
    role: 'unit',
    options: { ...office, isEnglish: true },
    pages: ['today', 'meeting', 'projects'],
  },
];

const violationsOf = async (page: Page): Promise<readonly string[]> => {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 4)
        .map(({ target, any }) => `${target.join(' ')} ${any[0]?.message ?? ''}`)
        .join(' | ')}`,
  );
};

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

for (const { name, role, options, pages } of looks) {
  test(`${role}, ${name}: every page is accessible, fits, and raises no complaint`, async ({ browser }) => {
    test.setTimeout(240_000);
    await makeDemo(server.origin);
    lookAfterHost(server);
    const problems: string[] = [];
    const context = await openDemo(browser, server.origin, role, options);
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(`error: ${error}`));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(`console: ${message.text()}`);
    });
    for (const [place, path] of Object.entries(await demoPages(server.origin, role))) {
      if (pages && !pages.includes(place)) continue;
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      await page.waitForTimeout(400);
      for (const violation of await violationsOf(page)) problems.push(`${place}: ${violation}`);
      const overflow = await overflowOf(page);
      if (overflow > 0) problems.push(`${place}: ${overflow} px wider than the screen`);
    }
    await context.close();
    expect(problems).toEqual([]);
  });
}

test('the welcome page is accessible in both themes and on a phone', async ({ browser }) => {
  const problems: string[] = [];
  for (const options of [
    { viewport: { width: 1440, height: 900 } },
    { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const },
  ]) {
    const context = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN', ...options });
    const page = await context.newPage();
    await page.goto('/welcome');
    await page.waitForTimeout(1000);
    problems.push(...(await violationsOf(page)));
    const overflow = await overflowOf(page);
    if (overflow > 0) problems.push(`${overflow} px wider than the screen`);
    await context.close();
  }
  expect(problems).toEqual([]);
});
