/** The frame around every page: what it says and takes before everything has loaded, and whose way back a toast is. */
import { go } from './support/go.ts';
import { addTopic, goOffline, receipt, topic } from './support/meeting.ts';
import { expect, test } from './support/test.ts';

test('[AP33] a toast takes back its own step, whatever was done since, and once', async ({ person, server }) => {
  const { page, complaints } = await person({ role: 'committee' });
  const about = ['--scope', 'joint', '--title', '两步'];
  const address = (await server.lianxi(['document', 'create', 'minutes', ...about])).trim();
  await page.goto(`/meetings/${address}`);
  const agenda = page.getByRole('navigation', { name: '议程' });
  const titled = (name: string) => agenda.getByRole('button', { name: new RegExp(`^\\d+ ${name}`) });
  await addTopic(page, '停车');
  await page.getByRole('button', { name: '“停车”的更多操作' }).click();
  await page.getByRole('menuitem', { name: '移除' }).click();
  await expect(titled('停车')).toHaveCount(0);
  // Pointed at it stays, however slow this machine is.
  const back = page.getByRole('button', { name: '撤销', exact: true });
  await back.hover();
  await addTopic(page, '路灯');
  await expect(titled('路灯')).toBeVisible();
  await back.click();
  await expect(titled('停车')).toBeVisible();
  await expect(titled('路灯')).toBeVisible();

  // By the keyboard it has been taken back already: the toast then takes back nothing else.
  await page.getByRole('button', { name: '“停车”的更多操作' }).click();
  await page.getByRole('menuitem', { name: '移除' }).click();
  await expect(titled('停车')).toHaveCount(0);
  await back.hover();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('Control+z');
  await expect(titled('停车')).toBeVisible();
  await back.click();
  await expect(page.getByText('这一步已经撤销过了')).toBeVisible();
  await expect(titled('停车')).toBeVisible();
  await expect(titled('路灯')).toBeVisible();

  // Another window changes the language: this one keeps its own until it is loaded anew, all of it.
  await page.evaluate(() => localStorage.setItem('lianxi.locale', 'en'));
  await go(page, '/projects');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('项目');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Projects');
  expect(complaints).toEqual([]);
});

test('what is typed after Ctrl K is in the search, however late the search comes', async ({ person }) => {
  const { page } = await person({ role: 'committee', context: { serviceWorkers: 'block' } });
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForLoadState('networkidle');
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route('**/*.js', async (route) => {
    await gate;
    await route.continue();
  });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('组织');
  const field = page.getByLabel('搜人、地、会、项目');
  await expect(field.and(page.locator('input'))).toHaveValue('组织');
  letGo();
  await expect(page.getByRole('combobox')).toHaveValue('组织');
  await expect(page.getByRole('option', { name: '组织' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('combobox')).toHaveCount(0);

  await page.unroute('**/*.js');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForLoadState('networkidle');
  await page.route('**/*.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('组织');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/organisation$/);
  await expect(page.getByRole('combobox')).toHaveCount(0);
});

test('[SY41] the receipt says nothing of being in step before this device’s journal has been read', async ({
  person,
}) => {
  const { page } = await person({ role: 'committee' });
  await page.goto('/');
  await expect(receipt(page)).toHaveText(/^已同步/);
  await page.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    const late = new Promise<void>((resolve) => Object.assign(window, { letGo: resolve }));
    IDBFactory.prototype.open = function (this: IDBFactory, name: string, ...rest: number[]) {
      if (!/^lianxi\/m[a-z0-9]{7}$/.test(name)) return open.call(this, name, ...rest);
      // A request that is answered when the disk has woken.
      const request = new EventTarget() as IDBOpenDBRequest;
      void late.then(() => {
        const real = open.call(this, name, ...rest);
        real.onupgradeneeded = (event) => {
          Object.defineProperty(request, 'result', { value: real.result, configurable: true });
          request.onupgradeneeded?.(event);
        };
        real.onsuccess = (event) => {
          Object.defineProperty(request, 'result', { value: real.result, configurable: true });
          request.onsuccess?.(event);
        };
      });
      return request;
    };
  });
  await page.reload();
  await expect(receipt(page)).toHaveText('正在读本机的记录');
  await page.evaluate(() => (window as unknown as { letGo(): void }).letGo());
  await expect(receipt(page)).toHaveText(/^已同步/);
});

test('whoever looks at the host’s page is counted among those connected', async ({ person }) => {
  const { page } = await person({ role: 'committee-admin' });
  await page.goto('/');
  await expect(receipt(page)).toHaveText(/^已同步/);
  // A connection that takes its time, as over a slow network.
  await page.routeWebSocket('**/sync', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    route.connectToServer();
  });
  await page.goto('/settings/server');
  const connections = page.locator('dt', { hasText: /^连接$/ }).locator('+ dd');
  await expect(connections).toHaveText(/^[1-9]\d*$/, { timeout: 5_000 });
});

test.describe('without a network', () => {
  test.use({ serviceWorkers: 'allow' });

  test('[SY43] two windows of one person see what the other writes while there is no network', async ({
    person,
    server,
  }) => {
    const { page, context, complaints } = await person({ role: 'committee' });
    const about = ['--scope', 'joint', '--title', '两个窗口'];
    const address = (await server.lianxi(['document', 'create', 'minutes', ...about])).trim();
    await page.goto(`/meetings/${address}`);
    await addTopic(page, '停车');
    await expect(receipt(page)).toHaveText(/^已同步/);
    const beside = await context.newPage();
    await beside.goto(`/meetings/${address}`);
    await topic(beside).click();
    await expect(receipt(beside)).toHaveText(/^已同步/);
    await goOffline(page, beside);
    await topic(page).click();
    await page.keyboard.type('先到先停。');
    await expect(topic(beside)).toContainText('先到先停。');
    await topic(beside).click();
    await beside.keyboard.press('Control+End');
    await beside.keyboard.type('访客半天。');
    await expect(topic(page)).toContainText('先到先停。访客半天。');
    await context.setOffline(false);
    for (const each of [page, beside]) await expect(receipt(each)).toHaveText(/^已同步/);
    // In step means delivered, also of what was written a moment before the network came back.
    const exported = await server.lianxi(['document', 'export', address, '--json']);
    expect(exported.replaceAll('\u2060', '')).toContain('先到先停。访客半天。');
    expect(complaints).toEqual([]);
  });
});
