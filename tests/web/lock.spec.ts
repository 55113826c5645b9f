/**
 * A lost phone tells nothing: what lies on the disk of a browser that is locked or was killed, read from its files and from its
 * storage; who may open it again, and how. Everybody in it is made up.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { violationsOf } from './support/axe.ts';
import { killBrowser, launchOn } from './support/browser-process.ts';
import { go } from './support/go.ts';
import { keepsApp } from './support/keeps-app.ts';
import { illegibleOf, sayIllegible, smallTargetsOf } from './support/legible.ts';
import { enterResidents, lock, passphrase, unlock } from './support/lock.ts';
import { isReady, receipt } from './support/meeting.ts';
import { everythingStored, filesWith } from './support/profile.ts';
import type { RunningServer } from './support/server.ts';
import { expect, test } from './support/test.ts';

test.use(keepsApp);

const create = async (server: RunningServer, kind: string, scope: string, title: string) =>
  (await server.lianxi(['document', 'create', kind, '--scope', scope, '--title', title])).trim();

const addHousehold = async (page: Page, room: string, name: string, phone: string) => {
  await page
    .getByRole('button', { name: /^(住户|加一户)$/ })
    .first()
    .click();
  const form = page.getByRole('dialog');
  await form.getByLabel('楼', { exact: true }).fill('3');
  await form.getByLabel('单元').fill('2');
  await form.getByLabel('室', { exact: true }).fill(room);
  await form.getByLabel('户主姓名').fill(name);
  await form.getByLabel('电话').fill(phone);
  await form.getByRole('button', { name: '加一户' }).click();
  await expect(form).toBeHidden();
};
const signIn = async (page: Page, name: string, words = passphrase) => {
  await page.getByLabel('姓名').fill(name);
  await page.getByLabel('口令', { exact: true }).fill(words);
  await page.getByRole('button', { name: '登录', exact: true }).click();
};
const lockScreen = (page: Page) => page.getByRole('heading', { name: '居民资料已锁' });

test('[SE1] [SE9] [SE11] a browser that was locked, or killed, tells nobody a resident’s name; the passphrase opens it, offline too', async ({
  server,
}) => {
  test.setTimeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-browser-'));
  const words = ['示例甲乙丙', '13911112222', '示例丁戊己', '13933334444'] as const;
  const [first, firstPhone, second, secondPhone] = words;
  const register = await create(server, 'register', 'suo.g1', '一网格');
  const meeting = await create(server, 'minutes', 'joint', '不用封存的会');
  await server.lianxi(['user', 'add', '锁门人', '--role', 'committee', '--passphrase-stdin'], `${passphrase}\n`);
  let context = await launchOn(folder, server.origin);
  try {
    let page = await context.newPage();
    await page.goto('/residents/suo.g1');
    await signIn(page, '锁门人');
    // Whoever signs in has said the passphrase: nothing asks for it again.
    await addHousehold(page, '101', first, firstPhone);
    await expect(receipt(page)).toContainText('已同步');
    await isReady(page, register, meeting);
    await context.setOffline(true);
    await addHousehold(page, '102', second, secondPhone);
    await expect(receipt(page)).toContainText('离线 · 1 处待传');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(first);
    await expect(page.getByRole('option', { name: new RegExp(first) })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.goto('/');
    await lock(page);
    await page.goto('/residents/suo.g1');
    await expect(lockScreen(page)).toBeVisible();
    for (const each of words) await expect(page.locator('body')).not.toContainText(each);
    await expect(receipt(page)).toContainText('离线 · 1 处待传');
    await expect(page.getByText('有 1 处改动已存好，解锁后送出')).toBeVisible();
    expect(await violationsOf(page, 'main')).toEqual([]);
    await context.close();

    expect(filesWith(folder, words)).toEqual([]);
    // The look is not blind: what is not sealed stands there.
    expect(filesWith(folder, ['不用封存的会']).length).toBeGreaterThan(0);

    context = await launchOn(folder, server.origin);
    await context.setOffline(true);
    page = await context.newPage();
    await page.goto('/residents/suo.g1');
    await expect(lockScreen(page)).toBeVisible();
    const stored = await everythingStored(page);
    for (const each of words) expect(stored).not.toContain(each);
    for (const each of ['不用封存的会', register]) expect(stored).toContain(each);

    await page.getByLabel('口令', { exact: true }).fill('wrong horse battery');
    await page.getByRole('button', { name: '解锁' }).click();
    await expect(page.getByText(/口令不对/)).toBeVisible();
    await expect(page.getByRole('grid')).toHaveCount(0);
    await expect(page.getByRole('button', { name: '解锁' })).toBeEnabled();
    await unlock(page);
    await expect(page.getByRole('grid')).toContainText(first);
    await expect(page.getByRole('grid')).toContainText(second);
    await context.setOffline(false);
    await expect(receipt(page)).toContainText('已同步', { timeout: 30_000 });
    expect(await server.lianxi(['document', 'export', register, '--json'])).toContain(second);

    // Open, and gone in the middle of it.
    killBrowser(folder);
    await context.close().catch(() => {});
    expect(filesWith(folder, words)).toEqual([]);
    context = await launchOn(folder, server.origin);
    page = await context.newPage();
    await page.goto('/residents/suo.g1');
    await expect(lockScreen(page)).toBeVisible();
  } finally {
    await context.close().catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  }
});

test('[SE9] [SE10] [SE13] [SE14] a reload and a second window do not ask; locking, time and a lost relay shut every window', async ({
  person,
  server,
}) => {
  const register = await create(server, 'register', 'chuang.g1', '二网格');
  const { page, context } = await person({ role: 'committee' });
  await page.clock.install();
  await enterResidents(page, '/residents/chuang.g1');
  const heading = (each: Page) => each.getByRole('heading', { level: 1, name: '二网格' });
  await expect(heading(page)).toBeVisible();
  await isReady(page, register);
  await page.reload();
  await expect(heading(page)).toBeVisible();
  const other = await context.newPage();
  await other.goto('/residents/chuang.g1');
  await expect(heading(other)).toBeVisible();

  await lock(other);
  await expect(lockScreen(page)).toBeVisible();
  await expect(lockScreen(other)).toBeVisible();
  // Nobody has the key any more, neither a window nor the worker.
  await other.reload();
  await expect(lockScreen(other)).toBeVisible();
  await unlock(other);
  await expect(heading(other)).toBeVisible();
  await expect(heading(page)).toBeVisible();
  await other.close();

  // A quarter of an hour in which nobody touches it.
  await page.clock.fastForward('16:00');
  await expect(lockScreen(page)).toBeVisible();
  await go(page, '/meetings');
  await expect(page.getByRole('button', { name: '开一场会' }).first()).toBeVisible();

  await context.setOffline(true);
  await page.goto('/residents/chuang.g1');
  await expect(lockScreen(page)).toBeVisible();
  await page.clock.fastForward(8 * 86_400_000);
  await expect(page.getByRole('heading', { name: '太久没连上主机' })).toBeVisible();
  await expect(page.getByLabel('口令')).toHaveCount(0);
  await context.setOffline(false);
  await expect(lockScreen(page)).toBeVisible({ timeout: 30_000 });
  await unlock(page);
  await expect(heading(page)).toBeVisible();

  // On a phone, where words are longest.
  await page.evaluate(() => {
    localStorage.setItem('lianxi.locale', 'en');
    localStorage.setItem('lianxi.size', 'large');
  });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name: 'Lock residents' }).click();
  await expect(page.getByRole('heading', { name: 'Residents are locked' })).toBeVisible();
  expect((await illegibleOf(page)).map(sayIllegible)).toEqual([]);
  expect(await smallTargetsOf(page)).toEqual([]);
});

test('[SE12] after the passphrase was changed elsewhere the old one is asked once for what was not sent, or it is thrown away', async ({
  person,
  server,
}) => {
  const register = await create(server, 'register', 'huan.g1', '三网格');
  const { page, context, name } = await person({ role: 'committee' });
  const change = (words: string) => server.lianxi(['user', 'passphrase', name, '--passphrase-stdin'], `${words}\n`);
  await enterResidents(page, '/residents/huan.g1');
  await isReady(page, register);
  const writeOffline = async (room: string, who: string) => {
    await context.setOffline(true);
    await addHousehold(page, room, who, '');
    await expect(receipt(page)).toContainText('离线 · 1 处待传');
  };
  const comeBack = async (words: string) => {
    await change(words);
    await context.setOffline(false);
    await expect(page.getByRole('alert')).toContainText('登录已失效', { timeout: 30_000 });
    await signIn(page, name, words);
    await expect(page.getByRole('heading', { name: '口令改过，旧口令封着没送出的改动' })).toBeVisible();
    await expect(page.getByText('有 1 处改动还没送到主机')).toBeVisible();
  };

  await writeOffline('101', '示例庚');
  await comeBack('second horse battery');
  await page.getByLabel('旧口令').fill(passphrase);
  await page.getByRole('button', { name: '打开并保留' }).click();
  await expect(page.getByRole('grid')).toContainText('示例庚');
  await expect(receipt(page)).toContainText('已同步');
  await lock(page);
  await unlock(page, 'second horse battery');
  await expect(page.getByRole('grid')).toContainText('示例庚');

  await writeOffline('102', '示例辛');
  await comeBack('third horse battery');
  await page.getByRole('button', { name: '想不起旧口令' }).click();
  await page.getByRole('button', { name: '丢掉并重新取' }).click();
  await expect(page.getByRole('grid')).toContainText('示例庚');
  await expect(page.getByRole('grid')).not.toContainText('示例辛');
  await expect(receipt(page)).toContainText('已同步');
  expect(await server.lianxi(['document', 'export', register, '--json'])).not.toContain('示例辛');
});
