/**
 * Nine thousand people brought in by the browser: how long it takes, the longest frame on the way, the memory that stays.
 * `node tests/bench/import.ts` prints one JSON line; the app must be built. Run it on a quiet machine.
 */
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { enterResidents } from '../web/support/lock.ts';
import { startServer } from '../web/support/server.ts';

const file = join(import.meta.dirname, '../../packages/exchange/fixtures/全社区居民台账.xlsx');
const passphrase = 'correct horse battery';

const server = await startServer();
await server.lianxi(['user', 'add', 'bench', '--role', 'committee', '--passphrase-stdin'], `${passphrase}\n`);
const browser = await chromium.launch({
  executablePath: process.env.LIANXI_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--enable-precise-memory-info'],
});
const context = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN' });
await context.request.post('/api/session', {
  data: { name: 'bench', passphrase },
  headers: { origin: server.origin },
});
const page = await context.newPage();

/** Watches frames from inside the page: the gaps between two paintings, and tasks over 50 ms. */
const watchFrames = (watched: Page) =>
  watched.evaluate(() => {
    const seen = { longest: 0, longTasks: [] as number[], last: performance.now() };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.longTasks.push(Math.round(entry.duration));
    }).observe({ entryTypes: ['longtask'] });
    const tick = (now: number) => {
      seen.longest = Math.max(seen.longest, now - seen.last);
      seen.last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });

interface Seen {
  longest: number;
  longTasks: number[];
}
const takeFrames = (watched: Page): Promise<Seen> =>
  watched.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: Seen };
    const { longest, longTasks } = seen;
    Object.assign(seen, { longest: 0, longTasks: [] });
    return { longest: Math.round(longest), longTasks: [...longTasks].sort((left, right) => right - left).slice(0, 5) };
  });

const heap = async (watched: Page): Promise<number> => {
  const session = await watched.context().newCDPSession(watched);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return Math.round(usedSize / 1024 / 1024);
};

const figures: Record<string, unknown> = {};
const measure = async (name: string, run: () => Promise<unknown>) => {
  const start = performance.now();
  await run();
  figures[name] = { seconds: Math.round((performance.now() - start) / 10) / 100, ...(await takeFrames(page)) };
};

try {
  await enterResidents(page, '/residents/import');
  await page.getByRole('button', { name: '选文件' }).waitFor();
  await watchFrames(page);
  figures.heapBefore = await heap(page);
  await takeFrames(page);
  await measure('read', async () => {
    await page.setInputFiles('input[type=file]', file);
    await page.getByRole('button', { name: /新建 \d+ 本台账/ }).waitFor({ timeout: 60_000 });
  });
  await measure('begin registers', async () => {
    await page.getByRole('button', { name: /新建 \d+ 本台账/ }).click();
    await page.getByRole('button', { name: /新建 \d+ 本台账/ }).waitFor({ state: 'detached', timeout: 120_000 });
  });
  await page.getByLabel('用途', { exact: true }).fill('助餐资格核对');
  await page.getByRole('button', { name: /^解锁 \d+ 列$/ }).click();
  await page.getByRole('heading', { name: /已解锁$/ }).waitFor();
  await measure('compare', async () => {
    await page.getByRole('button', { name: '比对', exact: true }).click();
    await page.getByRole('button', { name: '写入 9,000 人' }).waitFor({ timeout: 120_000 });
  });
  await measure('write', async () => {
    await page.getByRole('button', { name: '写入 9,000 人' }).click();
    await page.getByText('写好了').waitFor({ timeout: 300_000 });
  });
  figures.heapAfter = await heap(page);
  await takeFrames(page);
  await measure('undo', async () => {
    await page.getByRole('button', { name: '撤销这次导入' }).click();
    await page.getByText('这次导入已撤销').waitFor({ timeout: 300_000 });
  });
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  await browser.close();
  await server.dispose();
}
