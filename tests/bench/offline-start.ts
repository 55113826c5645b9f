/**
 * What keeping the app on a device costs at the first visit, and how long a cold start without a network takes afterwards: a
 * browser with a folder of its own visits the demo, is closed, the server stops, and it is begun anew several times.
 * `node tests/bench/offline-start.ts [STARTS]` prints JSON; the app must be built.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { launchOn } from '../web/support/browser-process.ts';
import { startServer } from '../web/support/server.ts';

const starts = Number(process.argv[2] ?? 7);
const visits = 5;
const account = { name: '一个人', passphrase: 'correct horse battery' };
const spread = (values: readonly number[]) => {
  const sorted = values.map((value) => Math.round(value)).sort((left, right) => left - right);
  return { median: sorted[Math.floor(sorted.length / 2)], least: sorted[0], most: sorted.at(-1) };
};

const server = await startServer();
const folders: string[] = [];
const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-start-'));
  folders.push(folder);
  return folder;
};
const isKept = (page: Page) => page.waitForFunction(() => navigator.serviceWorker.controller !== null);
/** From the navigation until the page's heading is there, by the page's own clock (ms): who looks from outside looks now and then. */
const timeTo = async (page: Page, path: string): Promise<number> => {
  await page.addInitScript(() => {
    const seen = new MutationObserver(() => {
      if (!document.querySelector('h1')) return;
      seen.disconnect();
      performance.mark('heading');
    });
    seen.observe(document, { childList: true, subtree: true });
  });
  await page.goto(path, { waitUntil: 'commit' });
  await page.locator('h1').first().waitFor();
  return page.evaluate(() => performance.getEntriesByName('heading')[0]?.startTime ?? Number.NaN);
};

try {
  await server.lianxi(
    ['user', 'add', account.name, '--role', 'committee', '--passphrase-stdin'],
    `${account.passphrase}\n`,
  );
  const first: number[] = [];
  const requests: number[] = [];
  for (let visit = 0; visit < visits; visit++) {
    const context = await launchOn(makeFolder(), server.origin);
    let asked = 0;
    context.on('request', () => asked++);
    const page = await context.newPage();
    const begun = performance.now();
    await page.goto('/welcome');
    await isKept(page);
    first.push(performance.now() - begun);
    requests.push(asked);
    await context.close();
  }

  const folder = makeFolder();
  let context = await launchOn(folder, server.origin);
  await context.request.post('/api/session', { data: account, headers: { origin: server.origin } });
  let page = await context.newPage();
  await page.goto('/');
  await isKept(page);
  // A second visit reads everything from the device, as every later one does.
  await page.goto('/');
  await page.locator('h1').first().waitFor();
  await page.waitForTimeout(1_000);
  await context.close();
  await server.stop();
  const cold: number[] = [];
  for (let start = 0; start < starts; start++) {
    context = await launchOn(folder, server.origin);
    page = context.pages()[0] ?? (await context.newPage());
    cold.push(await timeTo(page, '/'));
    await page.waitForTimeout(500);
    await context.close();
  }
  console.log(
    JSON.stringify(
      { firstVisitUntilKeptMs: spread(first), requests: spread(requests), coldStartWithoutNetworkMs: spread(cold) },
      null,
      2,
    ),
  );
} finally {
  await server.dispose();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
