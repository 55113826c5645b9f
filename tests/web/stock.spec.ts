/** Other people's programs: a page of another origin with an unmodified y-websocket provider and a token from the command line. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { bundle } from './support/bundle.ts';
import { expect, test } from './support/test.ts';

const textOf = (page: Page) => page.evaluate(() => window.stock.doc.getText('words').toString());

test('[RL1] a stock provider in a browser page of another origin syncs, with presence, and is shut out with its token', async ({
  browser,
  server,
}) => {
  const script = await bundle(join(import.meta.dirname, 'support/stock-page.ts'));
  const pages = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><title>大屏</title><script src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  try {
    const address = (await server.lianxi(['document', 'create', 'open', '--title', '大屏'])).trim();
    await server.lianxi(['user', 'add', '大屏程序', '--role', 'committee', '--passphrase-stdin'], 'correct horse\n');
    const token = (await server.lianxi(['token', 'create', '--user', '大屏程序'])).trim();
    const relay = `${server.origin.replace('http', 'ws')}/sync`;
    const open = async (bearer: string): Promise<Page> => {
      const page = await (await browser.newContext()).newPage();
      await page.goto(origin);
      await page.evaluate(
        ([to, what, by]) => {
          window.stock = window.openStock(to, what, by);
        },
        [relay, address, bearer] as const,
      );
      return page;
    };
    const [one, two] = [await open(token), await open(token)];
    for (const page of [one, two])
      await expect.poll(() => page.evaluate(() => window.stock.provider.synced)).toBe(true);
    await one.evaluate(() => window.stock.doc.getText('words').insert(0, '第一屏'));
    await expect.poll(() => textOf(two)).toBe('第一屏');
    await two.evaluate(() => window.stock.doc.getText('words').insert(3, '，第二屏'));
    await expect.poll(() => textOf(one)).toBe('第一屏，第二屏');
    await one.evaluate(() => window.stock.provider.awareness.setLocalStateField('user', { name: '一号' }));
    const seen = () =>
      two.evaluate(() => [...window.stock.provider.awareness.getStates().values()].map((state) => state.user?.name));
    await expect.poll(seen).toContain('一号');

    await server.lianxi(['token', 'revoke', token]);
    await expect.poll(() => one.evaluate(() => window.stock.provider.wsconnected)).toBe(false);
    const stranger = await open('A'.repeat(43));
    const failures = () => stranger.evaluate(() => window.stock.provider.wsUnsuccessfulReconnects);
    await expect.poll(failures).toBeGreaterThan(0);
    expect(await stranger.evaluate(() => window.stock.provider.synced)).toBe(false);
    for (const page of [one, two, stranger]) await page.context().close();
  } finally {
    pages.close();
  }
});
