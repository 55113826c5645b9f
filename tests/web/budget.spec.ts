/**
 * What the first page costs on a cold start, as a browser loads it: every script of it, compressed one by one with gzip. A server of
 * its own each: what others have written would be lists on the day's page, which load after it.
 */
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { isCampaign } from '../campaign.ts';
import { makeDemo, openDemo } from './support/demo.ts';
import { startServer } from './support/server.ts';
import { expect, test } from './support/test.ts';

const budget = 150_000;
/** With the lists of a full day: what there is to do, invitations, reminders. */
const fullBudget = 180_000;

/** Opens the page with nothing cached; every script that it asks for until it stands still, by its weight (bytes). */
const weighScripts = async (page: Page, path: string): Promise<ReadonlyMap<string, number>> => {
  const weights = new Map<string, Promise<number>>();
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    // The service worker is no part of the page: it fetches the rest of the app afterwards, for a start without a network.
    if (!pathname.endsWith('.js') || pathname === '/service-worker.js') return;
    weights.set(
      pathname,
      response.body().then((body) => gzipSync(body).length),
    );
  });
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForLoadState('networkidle');
  return new Map(await Promise.all([...weights].map(async ([name, weight]) => [name, await weight] as const)));
};

const expectWithin = (limit: number, weights: ReadonlyMap<string, number>) => {
  expect(weights.size).toBeGreaterThan(5);
  const heaviest = [...weights].sort(([, one], [, other]) => other - one).slice(0, 5);
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
  expect(sum, `the heaviest: ${heaviest.map(([name, weight]) => `${name} ${weight}`).join(', ')}`).toBeLessThanOrEqual(
    limit,
  );
};

test('whoever has not signed in loads at most 150 KB of script', async ({ browser, server }) => {
  for (const path of ['/welcome', '/']) {
    const context = await browser.newContext({ baseURL: server.origin });
    expectWithin(budget, await weighScripts(await context.newPage(), path));
    await context.close();
  }
});

test('whoever is signed in loads at most 150 KB of script before the day’s page, and 30 more with all that a day holds', async ({
  browser,
}) => {
  const own = await startServer();
  try {
    await own.lianxi(['user', 'add', '一个人', '--role', 'committee', '--passphrase-stdin'], 'correct horse battery\n');
    const context = await browser.newContext({ baseURL: own.origin });
    const data = { name: '一个人', passphrase: 'correct horse battery' };
    await context.request.post('/api/session', { data, headers: { origin: own.origin } });
    const page = await context.newPage();
    const weights = await weighScripts(page, '/');
    await expect(page.getByRole('navigation').first()).toBeVisible();
    expectWithin(budget, weights);
    await context.close();
  } finally {
    await own.dispose();
  }
  const demo = await startServer();
  try {
    await makeDemo(demo.origin);
    // By day the role whose page holds the most.
    for (const role of isCampaign ? (['committee', 'unit'] as const) : (['committee'] as const)) {
      const context = await openDemo(browser, demo.origin, role);
      const weights = await weighScripts(await context.newPage(), '/');
      expect([...weights.values()].reduce((sum, weight) => sum + weight, 0)).toBeGreaterThan(budget);
      expectWithin(fullBudget, weights);
      await context.close();
    }
  } finally {
    await demo.dispose();
  }
});
