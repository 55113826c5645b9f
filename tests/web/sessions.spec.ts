/** Where one is signed in besides the own devices, and how it is ended from elsewhere. Everybody is made up. */
import { expect, test } from './support/test.ts';

const passphrase = 'correct horse battery';

test('[ID79] who forgot to sign out in the hall ends it from the settings, with the passphrase; the hall is out at once', async ({
  person,
  server,
  browser,
}) => {
  const { page, name, complaints } = await person({ role: 'committee' });
  await server.lianxi(['token', 'create', '--user', name, '--label', '大厅屏幕']);
  const hall = await browser.newContext({ baseURL: server.origin, locale: 'zh-CN' });
  const left = await hall.newPage();
  await left.goto('/');
  await left.getByLabel('姓名').fill(name);
  await left.getByLabel('口令', { exact: true }).fill(passphrase);
  await left.getByLabel('这是公用电脑').check();
  await left.getByRole('button', { name: '登录', exact: true }).click();
  await expect(left.getByRole('button', { name: '退出' })).toBeVisible();

  await page.goto('/settings');
  const line = (words: string) => page.getByRole('listitem').filter({ hasText: words });
  await expect(line('公用电脑')).toBeVisible();
  await expect(line('程序：大厅屏幕')).toBeVisible();
  await line('公用电脑').getByRole('button', { name: '结束' }).click();
  const again = page.getByRole('dialog', { name: '再确认一次' });
  await again.locator('input').fill(passphrase);
  await again.getByRole('button', { name: '确认' }).click();
  await expect(line('公用电脑')).toHaveCount(0);
  await expect(line('程序：大厅屏幕')).toBeVisible();
  await expect(left.getByRole('button', { name: '登录', exact: true })).toBeVisible();
  // What the relay asks the passphrase for is answered 409 at first, which a browser puts down as an error.
  expect(complaints.filter((each) => !/409/.test(each))).toEqual([]);
  await hall.close();
});
