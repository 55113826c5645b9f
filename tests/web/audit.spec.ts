/**
 * What is done with residents' data stays known: a grid helper looks at a number without a network, the clerk takes lists
 * out, and the committee finds all of it in the audit log. Everybody in it is made up.
 */
import { readFile } from 'node:fs/promises';
import { readRegisterWorkbook } from '@lianxi/exchange';
import type { Download, Locator, Page } from '@playwright/test';
import { violationsOf } from './support/axe.ts';
import { go } from './support/go.ts';
import { enterResidents } from './support/lock.ts';
import { expect, test } from './support/test.ts';

const scope = 'auditgrid.g1';
const phone = '13800009501';

const addHousehold = async (page: Page, room: string, name: string, number: string) => {
  await page.getByRole('button', { name: '住户', exact: true }).click();
  const form = page.getByRole('dialog', { name: '加一户' });
  await form.getByLabel('楼', { exact: true }).fill('3');
  await form.getByLabel('室', { exact: true }).fill(room);
  await form.getByLabel('户主姓名').fill(name);
  await form.getByLabel('电话').fill(number);
  await form.getByRole('button', { name: '加一户' }).click();
  await expect(form).toBeHidden();
};
const queued = (page: Page): Promise<string> =>
  page.evaluate(() =>
    Object.keys(localStorage)
      .filter((key) => key.endsWith('.reports'))
      .map((key) => localStorage.getItem(key))
      .join(),
  );
const read = async (file: Download): Promise<Buffer> => readFile(await file.path());
const rowsOf = (page: Page, words: string): Locator => page.locator('main li').filter({ hasText: words });

test('[AU20] [AU21] [AU22] [EX18] a look without a network, lists that leave, and the page on which both are found', async ({
  person,
  server,
}) => {
  await server.lianxi(['document', 'create', 'register', '--scope', scope, '--title', '审计一网格']);
  const clerk = await person({ role: 'committee', name: '审计甲' });
  const { page } = clerk;
  await enterResidents(page, `/residents/${scope}`);
  await addHousehold(page, '501', '何秀兰', phone);
  await addHousehold(page, '502', '彭平', '13800009502');

  // The helper's phone has no network: the number is shown, the screen says whose it is, ids alone wait on the device.
  const helper = await person({ role: 'grid', scope, name: '审计乙' });
  await enterResidents(helper.page, `/residents/${scope}`);
  await helper.page.getByRole('button', { name: /501 室/ }).click();
  const drawer = helper.page.getByRole('complementary', { name: '住户' });
  await expect(drawer).toContainText('138****9501');
  await expect(helper.page.locator('[data-watermark]')).toHaveCount(0);
  await helper.context.setOffline(true);
  await drawer.getByRole('button', { name: '看何秀兰的电话' }).click();
  await expect(drawer).toContainText(phone);
  const mark = helper.page.locator('[data-watermark]');
  await expect(mark).toHaveAttribute('data-watermark', /^审计乙 \d{4}-\d\d-\d\d \d\d:\d\d$/);
  expect(await mark.evaluate((node) => getComputedStyle(node).backgroundImage)).toContain('data:image/svg+xml');
  expect(await violationsOf(helper.page)).toEqual([]);
  await helper.page.emulateMedia({ media: 'print' });
  expect(
    await mark.evaluate((node) => [getComputedStyle(node).display, getComputedStyle(node).printColorAdjust]),
  ).toEqual(['block', 'exact']);
  await helper.page.emulateMedia({ media: 'screen' });
  const waiting = await queued(helper.page);
  expect(JSON.parse(waiting)).toMatchObject([
    { type: 'revealed', field: 'phones', address: expect.stringContaining(scope) },
  ]);
  for (const word of ['何秀兰', phone, '9501', '501']) expect(waiting).not.toContain(`"${word}"`);
  await helper.page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect(drawer).toContainText('138****9501');
  await expect(mark).toHaveCount(0);
  await helper.page.close();

  // Masked, as it is offered at first; then in full, which asks what for.
  const open = page.getByRole('button', { name: '导出', exact: true });
  await open.click();
  const dialog = page.getByRole('dialog', { name: /^导出/ });
  expect(await violationsOf(page)).toEqual([]);
  const [masked] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: '导出 2 行' }).click(),
  ]);
  expect(masked.suggestedFilename()).toMatch(/（遮盖） \d{8}\.xlsx$/);
  expect(await readRegisterWorkbook(await read(masked), masked.suggestedFilename())).toMatchObject({
    error: { type: 'Masked' },
  });
  await open.click();
  await dialog.getByRole('button', { name: '不遮盖' }).click();
  await dialog.getByRole('button', { name: 'CSV' }).click();
  await expect(dialog.getByRole('button', { name: '导出 2 行' })).toBeDisabled();
  await dialog.getByLabel('用途').selectOption('superior');
  await dialog.getByLabel('依据文号').fill('街道要');
  await expect(dialog.getByRole('button', { name: '导出 2 行' })).toBeDisabled();
  await dialog.getByLabel('依据文号').fill('梧委[2026]12号');
  const [whole] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: '导出 2 行' }).click(),
  ]);
  const text = (await read(whole)).toString('utf8');
  expect(text).toContain(phone);
  expect(text.split('\r\n')[0]).toMatch(/未遮盖；导出人：审计甲；时间：.*；用途：上级报送 梧委〔2026〕12号/);
  const reading = await readRegisterWorkbook(await read(whole), whole.suggestedFilename());
  expect(reading.ok && reading.value.rows.map(({ name, phones }) => [name, phones])).toEqual([
    ['何秀兰', [phone]],
    ['彭平', ['13800009502']],
  ]);

  // On paper: every page says who, when and what for.
  await open.click();
  await dialog.getByRole('button', { name: '打印' }).click();
  await dialog.getByRole('button', { name: '预览 2 行' }).click();
  await expect(page.locator('.paper tbody tr')).toHaveCount(2);
  await expect(page.locator('.paper')).toContainText('138****9501');
  await expect(page.locator('.paper tfoot')).toContainText('审计甲');
  expect(await violationsOf(page)).toEqual([]);
  await page.evaluate(() => {
    window.print = () => window.dispatchEvent(new Event('beforeprint'));
  });
  await page.getByRole('button', { name: '打印', exact: true }).click();
  await page.getByRole('button', { name: '回到台账' }).click();
  await expect.poll(() => queued(page)).toBe('[]');

  // The helper is back: what was done without a network arrives, from a page that was opened anew.
  await helper.context.setOffline(false);
  const again = await helper.context.newPage();
  await go(again, '/');
  await expect.poll(() => queued(again)).toBe('[]');
  await go(again, '/settings/audit');
  await expect(again.getByText('审计记录由社区党委查看')).toBeVisible();

  // Loaded anew: who came since is known by name then.
  await page.goto('/settings');
  await page.getByRole('link', { name: '查看', exact: true }).click();
  await expect(rowsOf(page, '审计甲 打印了 审计一网格 的 2 行，已遮盖')).toHaveCount(1);
  await expect(rowsOf(page, '审计甲 导出了 审计一网格 的 2 行，未遮盖')).toContainText('用途：上级报送 〔2026〕12号');
  await expect(rowsOf(page, '审计甲 导出了 审计一网格 的 2 行，已遮盖')).toContainText('用途：日常工作');
  await expect(rowsOf(page, '审计乙 查看了 审计一网格 中一人的电话')).toHaveCount(1);
  for (const word of ['何秀兰', '彭平', phone]) await expect(page.locator('main')).not.toContainText(word);
  expect(await violationsOf(page)).toEqual([]);

  await page.getByLabel('人员').selectOption({ label: '审计乙' });
  await expect(rowsOf(page, '审计甲 ')).toHaveCount(0);
  await page.getByLabel('事项').selectOption('revealed');
  await expect(page.locator('main li')).toHaveCount(1);
  await page.getByLabel('文档').selectOption({ label: '审计一网格' });
  await expect(page.locator('main li')).toHaveCount(1);
  await page.getByLabel('到', { exact: true }).fill('2020-01-01');
  await expect(page.getByText('没有符合条件的记录')).toBeVisible();
  await page.getByRole('button', { name: '清除条件' }).last().click();
  await page.getByRole('button', { name: '核对整条链' }).click();
  await expect(page.getByText('条都在，前后相接')).toBeVisible();
  const [list] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出 CSV' }).click(),
  ]);
  const log = (await read(list)).toString('utf8');
  expect(log).toMatch(/^\ufeff"审计记录，共 \d+ 条，链首 [0-9a-f]{64}"\r\n/);
  expect(log).toContain('查看了 审计一网格 中一人的电话');

  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await violationsOf(page)).toEqual([]);
  await page.route('**/api/audit*', (route) => route.abort());
  await page.getByRole('button', { name: '刷新' }).click();
  await expect(page.getByText('连不上服务器')).toBeVisible();
  expect(clerk.complaints.filter((each) => !each.includes('ERR_FAILED'))).toEqual([]);
  expect(helper.complaints).toEqual([]);
});
