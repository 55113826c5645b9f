/**
 * A resident asks to be forgotten: three real browsers, each with a folder of its own, one of them away with work of its own;
 * what is held is shown, asked to go, confirmed by somebody else, and then nowhere. Everybody in it is made up.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { violationsOf } from './support/axe.ts';
import { launchOn } from './support/browser-process.ts';
import { unlockColumns } from './support/columns.ts';
import { passphrase } from './support/lock.ts';
import { isReady, receipt } from './support/meeting.ts';
import { everythingStored, filesWith } from './support/profile.ts';
import type { RunningServer } from './support/server.ts';
import { expect, test } from './support/test.ts';

const words = ['示例甲乙丙', '13911112222'] as const;
const [name, phone] = words;
const neighbour = '示例丁戊己';

const addHousehold = async (page: Page, room: string, head: string, number = '') => {
  await page
    .getByRole('button', { name: /^(住户|加一户)$/ })
    .first()
    .click();
  const form = page.getByRole('dialog');
  await form.getByLabel('楼', { exact: true }).fill('3');
  await form.getByLabel('单元').fill('2');
  await form.getByLabel('室', { exact: true }).fill(room);
  await form.getByLabel('户主姓名').fill(head);
  await form.getByLabel('电话').fill(number);
  await form.getByRole('button', { name: '加一户' }).click();
  await expect(form).toBeHidden();
  await page.keyboard.press('Escape');
};
/** As the committee begins one: it says what it is for. Resolves to its address. */
const beginRegister = async (page: Page, server: RunningServer, scope: string): Promise<string> => {
  await page.getByRole('button', { name: '新建网格台账' }).first().click();
  const form = page.getByRole('dialog');
  await form.getByLabel('网格', { exact: true }).fill('一网格');
  await form.getByLabel('编号').fill(scope);
  await form.getByRole('button', { name: '建立' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '一网格' })).toBeVisible();
  await expect(receipt(page)).toContainText('已同步');
  const addressOf = async () => {
    const listed = JSON.parse(await server.lianxi(['document', 'list', '--json'])) as readonly { address: string }[];
    return listed.find(({ address }) => address.startsWith(`register/${scope}/`))?.address;
  };
  await expect.poll(addressOf).toBeDefined();
  return (await addressOf()) ?? '';
};
const cell = (page: Page, row: number, column: string) => page.locator(`[data-row="${row - 1}"] .cell.${column}`);

test('[ER22] [ER30] [ER31] [ER32] what is held is shown, asked to go, confirmed by another, and then nowhere; work of others arrives', async ({
  server,
}) => {
  test.setTimeout(180_000);
  const folders: string[] = [];
  const contexts: BrowserContext[] = [];
  const backups = mkdtempSync(join(tmpdir(), 'lianxi-backup-'));
  const enter = async (who: string, role: string, scope: string, path: string): Promise<Page> => {
    await server.lianxi(
      ['user', 'add', who, '--role', role, '--scope', scope, '--passphrase-stdin'],
      `${passphrase}\n`,
    );
    const folder = mkdtempSync(join(tmpdir(), 'lianxi-browser-'));
    folders.push(folder);
    const context = await launchOn(folder, server.origin);
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(path);
    await page.getByLabel('姓名').fill(who);
    await page.getByLabel('口令', { exact: true }).fill(passphrase);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    return page;
  };
  try {
    const clerk = await enter('经办人', 'committee', 'community', '/residents');
    const register = await beginRegister(clerk, server, 'shan.g1');
    await unlockColumns(clerk, ['居住'], '出租房屋登记');
    await addHousehold(clerk, '101', name, phone);
    await addHousehold(clerk, '102', neighbour);
    await expect(receipt(clerk)).toContainText('已同步');
    const branch = await enter('楼栋长', 'branch', 'shan', '/residents/shan.g1');
    await expect(cell(branch, 1, 'name')).toHaveText(name);
    await isReady(branch, register);
    const [away] = contexts.slice(1);
    await away?.setOffline(true);
    // On the staircase: somebody else's entry, a new door, and a word about her.
    for (const [row, text] of [
      [2, '租住'],
      [1, '人户分离'],
    ] as const) {
      await cell(branch, row, 'residence').click();
      await branch.keyboard.type(text);
      await branch.keyboard.press('Enter');
      await expect(cell(branch, row, 'residence')).toHaveText(text);
    }
    await addHousehold(branch, '103', '示例庚辛壬');
    await expect(receipt(branch)).toContainText('离线 · 3 处待传');
    expect(filesWith(server.dataFolder, words).length).toBeGreaterThan(0);

    // What is held: masked until it is handed out, and that is written down.
    await cell(clerk, 1, 'name').click();
    await clerk.getByRole('button', { name, exact: true }).click();
    await clerk.getByRole('link', { name: '本人信息表' }).click();
    const sheet = clerk.getByRole('article');
    await expect(sheet.getByRole('heading', { level: 1 })).toHaveText('示***丙的本人信息表');
    await expect(sheet).not.toContainText(phone);
    await expect(sheet).toContainText('经办人');
    await expect(sheet).toContainText(/楼栋|网格|社区党委/);
    expect(await violationsOf(clerk, 'main')).toEqual([]);
    await clerk.getByRole('button', { name: '显示全部' }).click();
    for (const each of words) await expect(sheet).toContainText(each);
    await expect(sheet).toContainText('用途：');
    await clerk.setViewportSize({ width: 390, height: 844 });
    expect(await clerk.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await clerk.setViewportSize({ width: 1440, height: 900 });
    await clerk.getByRole('button', { name: '申请删除' }).click();
    const form = clerk.getByRole('dialog');
    await expect(form.getByLabel('为什么删除')).toHaveValue('request');
    await form.getByRole('button', { name: '申请删除' }).click();
    await expect(form).toBeHidden();

    // Nobody confirms what they asked for themselves, where there is somebody else.
    const secretary = await enter('书记', 'committee-admin', 'community', '/residents/erasure');
    await clerk.goto('/residents/erasure');
    await expect(clerk.getByText('等另一位确认')).toBeVisible();
    await expect(clerk.getByRole('button', { name: '确认删除' })).toHaveCount(0);
    await expect(secretary.getByRole('link', { name: '示***丙' })).toBeVisible();
    expect(await violationsOf(secretary, 'main')).toEqual([]);
    await secretary.setViewportSize({ width: 390, height: 844 });
    expect(await secretary.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await secretary.setViewportSize({ width: 1440, height: 900 });
    await secretary.getByRole('button', { name: '确认删除' }).click();
    await secretary.getByRole('dialog').getByRole('button', { name: '确认删除' }).click();
    await expect(secretary.getByText('没有等待确认的申请')).toBeVisible();
    await expect(secretary.getByRole('heading', { name: '已删除' })).toBeVisible();

    // On the server: the file, its log, a backup, an export.
    expect(filesWith(server.dataFolder, words)).toEqual([]);
    await server.lianxi(['backup', join(backups, 'backup.sqlite')]);
    expect(filesWith(backups, words)).toEqual([]);
    expect(filesWith(backups, [neighbour])).toEqual(['backup.sqlite']);
    const exported = await server.lianxi(['document', 'export', register, '--json']);
    for (const each of words) expect(exported).not.toContain(each);

    // On devices: the one that was online, and the one that was away with work of its own.
    await clerk.goto('/residents/shan.g1');
    await expect(clerk.getByRole('grid')).toContainText(neighbour);
    await expect(clerk.getByRole('grid')).not.toContainText(name);
    await away?.setOffline(false);
    await expect(receipt(branch)).toContainText(/1 处被退回/, { timeout: 60_000 });
    await expect(branch.getByRole('grid')).toContainText('示例庚辛壬');
    await expect(branch.getByRole('grid')).not.toContainText(name);
    await receipt(branch).click();
    await expect(branch.getByText('改的是一条已经删除的记录')).toBeVisible();
    await expect
      .poll(async () => {
        const all = JSON.parse(await server.lianxi(['document', 'export', register, '--json'])) as {
          residents: readonly { name: string; residence: string | null }[];
        };
        return all.residents.map((each) => [each.name, each.residence]).sort();
      })
      .toEqual([
        [neighbour, 'tenant'],
        ['示例庚辛壬', null],
      ]);
    for (const page of [clerk, branch]) {
      await isReady(page, register);
      const stored = await everythingStored(page);
      for (const each of words) expect(stored).not.toContain(each);
    }
    for (const context of contexts.splice(0)) await context.close();
    for (const folder of folders) expect(filesWith(folder, words)).toEqual([]);
    expect(filesWith(server.dataFolder, words)).toEqual([]);

    const audit = await server.lianxi(['audit', 'verify']);
    expect(audit).toContain('链完整');
  } finally {
    for (const context of contexts) await context.close().catch(() => {});
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    rmSync(backups, { recursive: true, force: true });
  }
});
