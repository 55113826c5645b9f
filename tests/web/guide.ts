/**
 * `pnpm guide`: pictures of every page for docs/guide, from the demo community, at 1440, 1280 and 390 px, in both languages.
 * `pnpm guide meeting` makes only those whose name begins so.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContextOptions, chromium } from '@playwright/test';
import { demoPages, lookAfterHost, makeDemo, openDemo } from './support/demo.ts';
import { startServer } from './support/server.ts';

const images = join(import.meta.dirname, '..', '..', 'docs', 'guide', 'images');
const wanted = process.argv[2] ?? '';
const executablePath = [process.env.LIANXI_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path && existsSync(path),
);

const screens: Readonly<Record<string, BrowserContextOptions>> = {
  1440: { viewport: { width: 1440, height: 900 } },
  1280: { viewport: { width: 1280, height: 720 } },
  390: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};

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

const shoot = async (
  name: string,
  path: string,
  role: 'committee' | 'branch' | 'unit' | null,
  options: Parameters<typeof openDemo>[3],
) => {
  if (!name.startsWith(wanted)) return;
  const context =
    role === null
      ? await browser.newContext({ baseURL: server.origin, locale: options?.isEnglish ? 'en' : 'zh-CN', ...options })
      : await openDemo(browser, server.origin, role, options);
  if (role === null && options?.isEnglish)
    await context.addInitScript(() => localStorage.setItem('lianxi.locale', 'en'));
  const page = await context.newPage();
  await page.goto(path);
  // Until the documents of the page have come and nothing moves any more.
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(2500);
  await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
  console.log(`${name}.png`);
  await context.close();
};

try {
  for (const [width, screen] of Object.entries(screens)) {
    for (const isEnglish of [false, true])
      await shoot(`welcome-${width}-${isEnglish ? 'en' : 'zh'}`, '/welcome', null, { ...screen, isEnglish });
  }
  await makeDemo(server.origin);
  await lookAfterHost(server);
  await server.lianxi(['backup', join(server.dataFolder, 'backup.sqlite')]);
  await server.lianxi(['check']);
  const pages = await demoPages(server.origin, 'committee');
  for (const [name, path] of Object.entries(pages)) {
    for (const [width, screen] of Object.entries(screens)) {
      for (const isEnglish of [false, true])
        await shoot(`${name}-${width}-${isEnglish ? 'en' : 'zh'}`, path, 'committee', { ...screen, isEnglish });
    }
  }
  const desk = screens['1440'] ?? {};
  const phone = screens['390'] ?? {};
  for (const name of ['meeting', 'residents', 'project']) {
    await shoot(`${name}-dark-1440-zh`, pages[name] ?? '/', 'committee', { ...desk, colorScheme: 'dark' });
    await shoot(`${name}-large-390-zh`, pages[name] ?? '/', 'committee', { ...phone, isLarge: true });
  }
  const ofUnit = await demoPages(server.origin, 'unit');
  for (const name of ['today', 'project']) await shoot(`unit-${name}-390-zh`, ofUnit[name] ?? '/', 'unit', phone);
  const ofBranch = await demoPages(server.origin, 'branch');
  for (const name of ['today', 'residents'])
    await shoot(`branch-${name}-390-zh`, ofBranch[name] ?? '/', 'branch', phone);
} finally {
  await browser.close();
  await server.dispose();
}
