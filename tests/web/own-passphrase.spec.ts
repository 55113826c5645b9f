/** The passphrase is changed and nothing is lost by it; a passkey opens residents too, and no longer than its owner has it. All names are made up. */
import { communityScope } from '@lianxi/access';
import type { Browser, Page } from '@playwright/test';
import { violationsOf } from './support/axe.ts';
import { go } from './support/go.ts';
import { keepsApp } from './support/keeps-app.ts';
import { illegibleOf, sayIllegible } from './support/legible.ts';
import { lock, passphrase, unlock } from './support/lock.ts';
import { isReady, receipt } from './support/meeting.ts';
import { openStage, type Stage } from './support/stage.ts';
import { expect, test } from './support/test.ts';

test.use(keepsApp);

let stage: Stage;
test.beforeAll(async () => {
  stage = await openStage();
  stage.house().identity.store.writeSetting('community_name', '青禾社区');
});
test.afterAll(() => stage.dispose());

/** By its name: there are no passkeys for an address. */
const atHome = () => stage.origin.replace('127.0.0.1', 'localhost');
const next = '茄子火车鲸鱼路灯';

const addMember = async (name: string): Promise<string> => {
  const grants = [{ role: 'committee', on: communityScope, from: null, to: null }] as const;
  const added = await stage.house().identity.addAccount({ name, passphrase, grants });
  if (!added.ok) throw new Error(added.error.type);
  return added.value.id;
};
const signIn = async (page: Page, name: string, words = passphrase) => {
  await page.getByLabel('姓名').fill(name);
  await page.getByLabel('口令', { exact: true }).fill(words);
  await page.getByRole('button', { name: '登录', exact: true }).click();
};
const openAt = async (browser: Browser, path: string, name: string) => {
  const context = await browser.newContext({ baseURL: atHome(), locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  await page.goto(path);
  await signIn(page, name);
  return { context, page };
};
const addHousehold = async (page: Page, name: string) => {
  await page
    .getByRole('button', { name: /^(住户|加一户)$/ })
    .first()
    .click();
  const form = page.getByRole('dialog');
  await form.getByLabel('楼', { exact: true }).fill('3');
  await form.getByLabel('单元').fill('2');
  await form.getByLabel('室', { exact: true }).fill('101');
  await form.getByLabel('户主姓名').fill(name);
  await form.getByRole('button', { name: '加一户' }).click();
  await expect(form).toBeHidden();
};
const lockScreen = (page: Page) => page.getByRole('heading', { name: '居民资料已锁' });
const changeTo = async (page: Page, words: string, current = passphrase) => {
  await go(page, '/settings');
  await page.getByRole('button', { name: '改口令' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('现在的口令').fill(current);
  await form.getByLabel('新口令').fill(words);
  await form.getByRole('button', { name: '改口令' }).click();
  return form;
};

test('[ID61] [SE12] the own passphrase is changed: this device opens by the new one, offline too; another opens by the old one once more, and nothing written there is lost', async ({
  browser,
}) => {
  const register = stage.document('register', 'gai.g1', '改口令网格');
  await addMember('示例改');
  const path = '/residents/gai.g1';
  const { context, page } = await openAt(browser, path, '示例改');
  const other = await openAt(browser, path, '示例改');
  for (const each of [page, other.page]) await isReady(each, register);
  await other.context.setOffline(true);
  await addHousehold(other.page, '示例甲乙');
  await expect(receipt(other.page)).toContainText('离线 · 1 处待传');
  await lock(other.page);

  // Locked as it is: the passphrase that is shown opens the key for a moment, and nothing else.
  await lock(page);
  const form = await changeTo(page, next, 'wrong horse battery');
  await expect(form.getByText('口令不对，没有改动')).toBeVisible();
  await form.getByLabel('现在的口令').fill(passphrase);
  await form.getByLabel('新口令').fill('13800001234');
  await form.getByRole('button', { name: '改口令' }).click();
  await expect(form.getByText('口令太短、太常见')).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect((await illegibleOf(page)).map(sayIllegible)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 720 });
  await form.getByLabel('新口令').fill(next);
  await form.getByRole('button', { name: '改口令' }).click();
  await expect(page.getByText('口令已改。其他设备要用新口令重新登录')).toBeVisible();

  await context.setOffline(true);
  await page.goto(path);
  await expect(lockScreen(page)).toBeVisible();
  await page.getByLabel('口令', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: '解锁' }).click();
  await expect(page.getByText(/口令不对/)).toBeVisible();
  await expect(page.getByRole('button', { name: '解锁' })).toBeEnabled();
  await unlock(page, next);
  await expect(page.getByRole('heading', { level: 1, name: '改口令网格' })).toBeVisible();

  // The other one has heard of nothing yet.
  await expect(lockScreen(other.page)).toBeVisible();
  await unlock(other.page);
  await expect(other.page.getByRole('grid')).toContainText('示例甲乙');
  await other.context.setOffline(false);
  await expect(other.page.getByRole('alert')).toContainText('登录已失效', { timeout: 30_000 });
  await signIn(other.page, '示例改', next);
  await expect(other.page.getByText('有 1 处改动还没送到主机')).toBeVisible();
  await other.page.getByLabel('旧口令').fill(passphrase);
  await other.page.getByRole('button', { name: '打开并保留' }).click();
  await expect(receipt(other.page)).toContainText('已同步');
  await lock(other.page);
  await unlock(other.page, next);
  await expect(other.page.getByRole('grid')).toContainText('示例甲乙');
  // What was saved there has come here.
  await context.setOffline(false);
  await expect(page.getByRole('grid')).toContainText('示例甲乙', { timeout: 30_000 });
  for (const each of [context, other.context]) await each.close();
});

/** By which ways the key of a member lies on this browser's disk. */
const waysIn = (page: Page, member: string) =>
  page.evaluate(
    (name) =>
      new Promise<string[]>((resolve) => {
        indexedDB.open(name).onsuccess = ({ target }) => {
          const database = (target as IDBOpenDBRequest).result;
          const keys = database.transaction('vault').objectStore('vault').getAllKeys();
          keys.onsuccess = () => {
            database.close();
            resolve(keys.result.map(String));
          };
        };
      }),
    `lianxi.vault/${member}`,
  );

test('[SE12] [SE18] [SE19] [ID62] a passkey opens residents as the passphrase does, offline too and after that was changed, until it is removed, here or elsewhere', async ({
  browser,
}) => {
  const register = stage.document('register', 'yao.g1', '钥匙网格');
  const member = await addMember('示例钥');
  const path = '/residents/yao.g1';
  const { context, page } = await openAt(browser, path, '示例钥');
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('passkey')) sent.push(request.postData() ?? '');
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await isReady(page, register);
  const isOpen = () => expect(page.getByRole('heading', { level: 1, name: '钥匙网格' })).toBeVisible();
  const byPasskey = page.getByRole('button', { name: '用通行密钥打开' });
  const opens = page.getByText('也能打开这台设备上的居民资料');
  const addPasskey = async () => {
    await go(page, '/settings');
    await page.getByRole('button', { name: '加一把通行密钥' }).click();
    await expect(page.getByText('通行密钥加好了')).toBeVisible();
    const letOpen = page.getByRole('button', { name: '用来解锁' });
    await expect(letOpen.or(opens).first()).toBeVisible();
    if (await letOpen.isVisible()) await letOpen.click();
    await expect(opens).toBeVisible();
  };

  await addPasskey();
  expect(await waysIn(page, member)).toHaveLength(2);
  await context.setOffline(true);
  await page.goto(path);
  await lock(page);
  await expect(lockScreen(page)).toBeVisible();
  await byPasskey.click();
  await isOpen();
  await context.setOffline(false);

  // Signing in by it opens them too.
  await go(page, '/settings');
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '退出登录' }).click();
  await page.getByRole('button', { name: '用通行密钥登录' }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
  await page.goto(path);
  await isOpen();
  for (const body of sent) expect(body).not.toMatch(/"prf"/);
  expect(sent.length).toBeGreaterThan(2);

  await changeTo(page, next);
  await expect(page.getByText('口令已改')).toBeVisible();
  await lock(page);
  await page.goto(path);
  await byPasskey.click();
  await isOpen();

  // The passphrase is changed elsewhere while something here has not been sent: the passkey stands for the old one.
  const last = '毛笔雨衣蜗牛灯塔';
  await context.setOffline(true);
  await addHousehold(page, '示例丙丁');
  await expect(receipt(page)).toContainText('离线 · 1 处待传');
  const elsewhere = await browser.newContext({ baseURL: atHome() });
  const say = (method: string, to: string, data: object) =>
    elsewhere.request.fetch(to, { method, data, headers: { origin: atHome() } });
  expect((await say('POST', '/api/session', { name: '示例钥', passphrase: next })).status()).toBe(200);
  const change = await say('PUT', '/api/session/passphrase', { current: next, passphrase: last });
  expect(change.status()).toBe(204);
  await elsewhere.close();
  await context.setOffline(false);
  await expect(page.getByRole('alert')).toContainText('登录已失效', { timeout: 30_000 });
  await signIn(page, '示例钥', last);
  await expect(page.getByText('有 1 处改动还没送到主机')).toBeVisible();
  await byPasskey.click();
  await expect(page.getByRole('grid')).toContainText('示例丙丁');
  await expect(receipt(page)).toContainText('已同步');
  await lock(page);
  await unlock(page, last);
  await isOpen();

  // Removed here, with the passphrase.
  await go(page, '/settings');
  await page.getByRole('button', { name: '删去' }).click();
  const again = page.getByRole('dialog');
  await again.getByLabel('再输一次你的口令').fill('wrong horse battery');
  await again.getByRole('button', { name: '确认' }).click();
  await expect(again.getByText('口令不对')).toBeVisible();
  await again.getByLabel('再输一次你的口令').fill(last);
  await again.getByRole('button', { name: '确认' }).click();
  await expect(page.getByText('通行密钥已删去')).toBeVisible();
  expect(await waysIn(page, member)).toEqual(['key']);
  await lock(page);
  await page.goto(path);
  await expect(lockScreen(page)).toBeVisible();
  await expect(byPasskey).toHaveCount(0);
  await unlock(page, last);
  await isOpen();

  // On a browser that has no key the passphrase makes one, once; the passkey that somebody came in by opens it from then on.
  await addPasskey();
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '退出并清空本机' }).click();
  await page.getByRole('button', { name: '用通行密钥登录' }).click();
  await page.getByRole('navigation').getByRole('link', { name: '居民' }).click();
  await expect(page.getByRole('heading', { name: '用口令封存' })).toBeVisible();
  await unlock(page, last);
  await expect.poll(() => waysIn(page, member)).toHaveLength(2);

  // Removed elsewhere.
  const { passkeys } = stage.house().identity;
  for (const { id } of passkeys.list(member as never)) expect(passkeys.remove(member as never, id).ok).toBe(true);
  await page.goto(path);
  await expect.poll(() => waysIn(page, member)).toEqual(['key']);
  await lock(page);
  await expect(lockScreen(page)).toBeVisible();
  await expect(byPasskey).toHaveCount(0);
  await context.close();
});
