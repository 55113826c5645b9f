/** Coming in, and being put out: an invitation as a QR code, one use of it, a revoked device, a shared computer. All names are made up. */
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { violationsOf } from './support/axe.ts';
import { go } from './support/go.ts';
import { keepsApp } from './support/keeps-app.ts';
import { readQr } from './support/qr.ts';
import { openStage, type Stage } from './support/stage.ts';
import { expect, test } from './support/test.ts';
import { layOutTwoCompounds } from './support/two-compounds.ts';

let stage: Stage;

test.beforeAll(async () => {
  stage = await openStage();
  layOutTwoCompounds(stage);
});
test.afterAll(() => stage.dispose());

const expectOk = (result: { readonly ok: boolean }) => expect(result.ok).toBe(true);

const open = (browser: Browser, more: BrowserContextOptions = {}) =>
  browser.newContext({ baseURL: stage.origin, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...more });

const openAdmin = async (browser: Browser, name: string) => {
  const context = await open(browser);
  await stage.enter(context, name, 'committee-admin');
  return { context, page: await context.newPage() };
};

/** What the picture says, read as a phone reads it. */
const scan = async (page: Page): Promise<string> => {
  const drawing = page.getByRole('img', { name: '邀请的二维码' });
  const box = (await drawing.getAttribute('viewBox'))?.split(' ').map(Number) ?? [];
  return readQr((await drawing.locator('path').getAttribute('d')) ?? '', box[2] ?? 0);
};

/** Everything on this browser's disk that a member's name or number could stand in: databases, and small things with their texts. */
const keptBy = (page: Page) =>
  page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name ?? ''),
    texts: [
      ...Object.entries({ ...localStorage }),
      ...Object.entries({ ...sessionStorage }),
      ...(await new Promise<[string, string][]>((resolve) => {
        const request = indexedDB.open('lianxi/kept');
        request.onerror = () => resolve([]);
        request.onsuccess = () => {
          const transaction = request.result.transaction('texts');
          const keys = transaction.objectStore('texts').getAllKeys();
          const texts = transaction.objectStore('texts').getAll();
          transaction.oncomplete = () => {
            request.result.close();
            resolve(keys.result.map((key, at) => [String(key), String(texts.result[at])]));
          };
        };
      })),
    ] as [string, string][],
  }));
type Kept = Awaited<ReturnType<typeof keptBy>>;
/** Where something stands: names of databases and of small things. */
const placesOf = ({ databases, texts }: Kept, what: string): readonly string[] => [
  ...databases.filter((name) => name.includes(what)),
  ...texts.flatMap(([key, text]) => (key.includes(what) || text.includes(what) ? [key] : [])),
];
const isKept = (kept: Kept, member: string) => placesOf(kept, member).length > 0;

const memberOf = (name: string) => {
  const found = stage
    .house()
    .identity.store.listAccounts()
    .find((account) => account.name === name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found.id;
};

const passphrase = '茄子火车鲸鱼路灯';

test('[AP20] [AP21] [AP24] [AP26] [AP28] an invitation read from its QR code brings one person in, once; their device, revoked while it was away, is wiped when it calls', async ({
  browser,
}) => {
  const admin = await openAdmin(browser, '示例管理');
  await admin.page.goto('/organisation');
  await admin.page.getByRole('button', { name: '邀请一个人' }).click();
  const dialog = admin.page.getByRole('dialog');
  await dialog.getByLabel('身份').selectOption({ label: '小区党支部' });
  await dialog.getByLabel('范围').selectOption({ label: '梧桐里' });
  await dialog.getByLabel('给谁').fill('示例乙');
  await dialog.getByLabel('职务').fill('支部书记');
  expect(await violationsOf(admin.page)).toEqual([]);
  await dialog.getByRole('button', { name: '做出邀请' }).click();
  await expect(dialog.getByText(/还有 7\d 小时/)).toBeVisible();
  expect(await violationsOf(admin.page)).toEqual([]);
  const link = await scan(admin.page);
  expect(link.startsWith(`${stage.origin}/join#`)).toBe(true);
  const secret = link.split('#')[1] ?? '';
  await dialog.getByRole('button', { name: '好了' }).click();

  // Whoever is invited, at a browser of their own; nothing that it sends has the secret but the body of a POST.
  const context = await open(browser, keepsApp);
  const page = await context.newPage();
  const urls: string[] = [];
  page.on('request', (request) => urls.push(request.url(), request.headers().referer ?? ''));
  await page.goto(link);
  await expect(page.getByRole('heading', { name: '青禾社区邀请你' })).toBeVisible();
  expect(page.url()).toBe(`${stage.origin}/join`);
  expect(await page.evaluate(() => JSON.stringify([history.state, document.documentElement.outerHTML]))).not.toContain(
    secret,
  );
  for (const words of ['示例管理', '小区党支部', '梧桐里', '支部书记'])
    await expect(page.getByRole('definition').filter({ hasText: words })).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.reload();
  await expect(page.getByLabel('你的姓名')).toHaveValue('示例乙');
  const field = page.getByLabel('口令', { exact: true });
  await field.fill('19850612');
  await expect(page.getByText(/像生日/)).toBeVisible();
  await page.getByRole('button', { name: '加入' }).click();
  await expect(page.getByRole('alert')).toContainText('请换一个');
  await field.fill(passphrase);
  await page.getByRole('button', { name: '加入' }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
  expect(urls.filter((url) => url.includes(secret))).toEqual([]);

  // Their own grids, and no others.
  const member = memberOf('示例乙');
  await go(page, '/residents');
  await expect(page.getByText('一网格').first()).toBeVisible();
  await expect(page.getByText(/银河湾|二网格/)).toHaveCount(0);
  await expect
    .poll(async () => (await keptBy(page)).databases.filter((name) => name.includes('register/')))
    .toEqual([expect.stringContaining(`lianxi/${member}/register/wutongli.g1/`)]);

  const second = await (await open(browser)).newPage();
  await second.goto(link);
  await expect(second.getByRole('alert')).toContainText('这个邀请用不了');

  // Their devices, and the one before them.
  await go(page, '/settings');
  await expect(page.getByText('这一台')).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);

  // Away; revoked meanwhile; back.
  await context.setOffline(true);
  await admin.page.getByRole('button', { name: /^人员/ }).click();
  await admin.page.getByRole('button', { name: '示例乙' }).click();
  const drawer = admin.page.getByRole('complementary', { name: '示例乙' });
  await drawer.getByRole('button', { name: '停用' }).click();
  await admin.page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
  await expect(drawer.getByText('还没连上来清空')).toBeVisible();
  expect(isKept(await keptBy(page), member)).toBe(true);
  await context.setOffline(false);
  await expect(page.getByRole('heading', { name: '这台设备已停用' })).toBeVisible();
  await expect(page.getByText('已清空')).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  expect(isKept(await keptBy(page), member)).toBe(false);
  await page.getByRole('button', { name: '去登录' }).click();
  await expect(page.getByRole('heading', { name: '登录 青禾社区' })).toBeVisible();
  expect(isKept(await keptBy(page), member)).toBe(false);
  expect((await context.request.get('/api/session')).status()).toBe(401);
  await admin.page.reload();
  await admin.page.getByRole('button', { name: /^人员/ }).click();
  await admin.page.getByRole('button', { name: '示例乙' }).click();
  await expect(drawer.getByText(/已停用，.* 清空/)).toBeVisible();

  // Signed out when their next device is revoked: it hears of it as soon as somebody signs in there.
  const signIn = async () => {
    await page.getByLabel('姓名').fill('示例乙');
    await page.getByLabel('口令', { exact: true }).fill(passphrase);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await expect(page.getByRole('navigation').first()).toBeVisible();
  };
  await signIn();
  await go(page, '/settings');
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '退出登录' }).click();
  await expect(page.getByRole('button', { name: '登录', exact: true })).toBeVisible();
  const { devices } = stage.house().identity;
  for (const device of devices.list(member)) if (device.revokedAt === null) expectOk(devices.revoke(device, null));
  await page.evaluate((name) => {
    return new Promise<void>((resolve) => {
      indexedDB.open(name).onsuccess = ({ target }) => {
        (target as IDBOpenDBRequest).result.close();
        resolve();
      };
    });
  }, `lianxi/${member}/left-over`);
  await signIn();
  expect((await keptBy(page)).databases).not.toContain(`lianxi/${member}/left-over`);
  expect(devices.list(member).filter(({ revokedAt }) => revokedAt === null)).toHaveLength(1);
  for (const each of [admin.context, context, second.context()]) await each.close();
});

test('[AP22] [AP23] a shared computer keeps nothing, neither afterwards nor while somebody works there, and nobody walks into a sitting that was left', async ({
  browser,
}) => {
  const elsewhere = await open(browser);
  await stage.enter(elsewhere, '示例丙', 'branch', 'wutongli');
  await elsewhere.close();
  const member = memberOf('示例丙');
  const context = await open(browser);
  const page = await context.newPage();
  const signIn = async (on: Page) => {
    await on.getByLabel('姓名').fill('示例丙');
    await on.getByLabel('口令', { exact: true }).fill('correct horse battery');
    await on.getByLabel('这是公用电脑').check();
    await on.getByRole('button', { name: '登录', exact: true }).click();
  };
  // Somebody else had signed in here for good, and left it so: their window does not go on in either name.
  await stage.enter(context, '示例壬', 'branch', 'yinhe');
  const forgotten = await context.newPage();
  await forgotten.goto('/');
  await expect(forgotten.getByRole('navigation').first()).toBeVisible();
  // What they have of their own there is their list of who works in the community.
  const colleagues = `lianxi.${memberOf('示例壬')}.members`;
  const read = () => forgotten.evaluate((key) => localStorage.getItem(key), colleagues);
  await expect.poll(read).toContain(member);
  const readBefore = await read();
  await page.goto('/welcome');
  await signIn(page);
  await expect(forgotten.getByRole('button', { name: '登录', exact: true })).toBeVisible();
  const leave = page.getByRole('button', { name: '退出' });
  await expect(leave).toBeVisible();
  await page.goto('/meetings');
  // Loaded anew: the sitting goes on in the same tab.
  await page
    .getByRole('link', { name: /四季度联席会议/ })
    .first()
    .click();
  await expect(page.getByLabel('会议名称')).toHaveValue('四季度联席会议');
  await page.getByLabel('地点').fill('二楼议事厅');
  await page.getByLabel('地点').press('Enter');
  await expect(page.locator('.receipt')).toContainText('已同步');
  const during = await keptBy(page);
  expect(new Set(placesOf(during, member))).toEqual(new Set([colleagues]));
  expect(placesOf(during, '二楼议事厅')).toEqual([]);
  expect(await read()).toBe(readBefore);
  await leave.click();
  await expect(page.getByRole('button', { name: '登录', exact: true })).toBeVisible();
  expect(new Set(placesOf(await keptBy(page), member))).toEqual(new Set([colleagues]));
  expect((await context.request.get('/api/session')).status()).toBe(401);

  // Somebody closes the tab instead; the browser still has the cookie when the next one opens the app.
  await signIn(page);
  await expect(leave).toBeVisible();
  await page.close();
  expect((await context.request.get('/api/session')).status()).toBe(200);
  const next = await context.newPage();
  await forgotten.close();
  await next.goto('/meetings');
  await expect(next.getByRole('button', { name: '登录', exact: true })).toBeVisible();
  await expect(next.getByText('四季度联席会议')).toHaveCount(0);
  expect((await context.request.get('/api/session')).status()).toBe(401);
  expect(new Set(placesOf(await keptBy(next), member))).toEqual(new Set([colleagues]));
  await context.close();
});

test('[AP25] [AP28] a passkey is offered where the host has a name, and lets its owner in without a passphrase', async ({
  browser,
}) => {
  const admin = await openAdmin(browser, '示例管理二');
  const { house } = stage;
  const answer = await admin.context.request.post('/api/invitations', {
    data: { role: 'grid', on: 'wutongli.g1', name: '示例戊' },
    headers: { origin: stage.origin },
  });
  const { code } = (await answer.json()) as { code: string };
  const context = await open(browser, { baseURL: stage.origin.replace('127.0.0.1', 'localhost') });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.goto('/welcome');
  await page.getByRole('link', { name: '用邀请码' }).click();
  await page.getByLabel('邀请码').pressSequentially(code.toLowerCase().replace('-', ' '));
  await page.getByRole('button', { name: '看邀请' }).click();
  await page.getByLabel('口令', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: '加入' }).click();
  await page.getByRole('button', { name: '加一把通行密钥' }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
  expect(house().identity.passkeys.list(memberOf('示例戊'))).toHaveLength(1);
  await go(page, '/settings');
  await expect(page.getByText('还没用过')).toBeVisible();
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '退出并清空本机' }).click();
  await page.getByRole('button', { name: '用通行密钥登录' }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
  for (const each of [admin.context, context]) await each.close();
});

test('[AP30] an office is handed over from its list, and two parts of the recovery sheet let an administrator in again', async ({
  browser,
}) => {
  const admin = await openAdmin(browser, '示例管理三');
  const elsewhere = await open(browser);
  for (const [name, scope] of [
    ['示例己', 'yinhe'],
    ['示例庚', 'wutongli'],
  ] as const)
    await stage.enter(elsewhere, name, 'branch', scope);
  await elsewhere.close();
  const [from, to] = [memberOf('示例己'), memberOf('示例庚')];
  const { page } = admin;
  await page.goto(`/organisation/hand-over?from=${from}`);
  await expect(page.getByRole('heading', { name: '示例己 的交接清单' })).toBeVisible();
  await expect(page.getByRole('row', { name: /居民台账 银河湾|居民台账 二网格/ })).toContainText('1');
  await expect(page.getByRole('button', { name: '交给继任者' })).toBeDisabled();
  await page.getByLabel('继任者').selectOption(to);
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: '交给继任者' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '交给继任者' }).click();
  await expect(page.getByRole('status').filter({ hasText: '示例己 的事已交给 示例庚' })).toBeVisible();
  const { store } = stage.house().identity;
  expect(
    store
      .grantsOf(to)
      .map(({ on }) => on)
      .sort(),
  ).toEqual(['wutongli', 'yinhe']);
  expect(store.grantsOf(from).every((grant) => grant.to !== null && grant.to <= Date.now())).toBe(true);

  await go(page, '/settings/recovery');
  await page.getByLabel('再输一次你的口令').fill('correct horse battery');
  await page.getByRole('button', { name: '做一张恢复单' }).click();
  const slips = page.getByRole('article');
  await expect(slips).toHaveCount(3);
  expect(await violationsOf(page)).toEqual([]);
  const codes = await slips.locator('.code').allTextContents();
  const context = await open(browser);
  const recovered = await context.newPage();
  await recovered.goto('/recover');
  await recovered.getByLabel('第一段').fill(codes[2] ?? '');
  await recovered.getByLabel('第二段').fill(codes[2] ?? '');
  await recovered.getByLabel('管理员的姓名').fill('示例辛');
  await recovered.getByLabel('口令', { exact: true }).fill(passphrase);
  await recovered.getByRole('button', { name: '恢复' }).click();
  await expect(recovered.getByRole('alert')).toContainText('两段对不上');
  await recovered.getByLabel('第二段').fill(codes[0] ?? '');
  await recovered.getByRole('button', { name: '恢复' }).click();
  await expect(recovered.getByRole('navigation').first()).toBeVisible();
  expect(store.grantsOf(memberOf('示例辛')).map(({ role }) => role)).toEqual(['committee-admin']);
  for (const each of [admin.context, context]) await each.close();
});
