/** The first minutes with Lianxi, by clicks alone: the demo in its three roles, and the community's own beginning. */
import { expect, test } from '@playwright/test';
import { type RunningServer, startServer } from './support/server.ts';

let server: RunningServer;
test.beforeEach(async () => {
  server = await startServer();
});
test.afterEach(() => server.dispose());

test('one click makes the demo; each role enters, two in two windows; removed, nothing of it is left', async ({
  browser,
}) => {
  const context = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByRole('button', { name: '做一个示例社区' }).click();
  const cards = page.locator('article.card');
  await expect(cards).toHaveCount(3, { timeout: 60_000 });

  const opening = context.waitForEvent('page');
  await cards.filter({ hasText: '联络员' }).getByRole('button', { name: '在新窗口' }).click();
  const unit = await opening;
  await expect(unit.getByRole('link', { name: '项目' }).first()).toBeVisible();
  await expect(unit.getByRole('link', { name: '居民' })).toHaveCount(0);

  await cards.filter({ hasText: '书记' }).getByRole('button', { name: '以此身份进入' }).click();
  await expect(page.getByRole('link', { name: '居民' }).first()).toBeVisible();
  // The other window stays who it is.
  await unit.reload();
  await expect(unit.getByRole('link', { name: '居民' })).toHaveCount(0);

  await page.goto('/settings');
  await page.getByRole('link', { name: '换个身份' }).click();
  await cards.filter({ hasText: '干事' }).getByRole('button', { name: '以此身份进入' }).click();
  await expect(page.getByRole('link', { name: '居民' }).first()).toBeVisible();

  await page.goto('/settings');
  await page.getByRole('button', { name: '删掉示例社区' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '删掉示例社区' }).click();
  await expect(page.getByRole('button', { name: '做一个示例社区' })).toBeVisible({ timeout: 30_000 });
  expect(JSON.parse(await server.lianxi(['document', 'list', '--json']))).toEqual([]);
  await context.close();
});

test('with the code that the start has printed the first account is made, and the next start prints none', async ({
  browser,
}) => {
  const printed = () => /First-run code\s+(\S+)/.exec(server.output())?.[1] ?? '';
  await expect.poll(() => printed().replaceAll('-', '')).toHaveLength(8);
  const code = printed();
  const context = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto('/');
  const enter = async (typed: string) => {
    await page.getByLabel('首次启动码').fill(typed);
    await page.getByLabel('社区名称').fill('试用社区');
    await page.getByLabel('你的姓名').fill('示例甲');
    await page.getByLabel('口令', { exact: true }).fill('槐树下面三张长凳');
    await page.getByRole('button', { name: '新建', exact: true }).click();
  };
  // Of the right length, and never printed.
  await enter('XXXXXXXX');
  await expect(page.getByRole('alert')).toBeVisible();
  await enter(code);
  await expect(page.getByRole('link', { name: '居民' }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: '做一个示例社区' })).toHaveCount(0);
  await context.close();
});
