/** What somebody has begun is taken away again by undo, for everybody, while it is as it was begun. */
import type { Page } from '@playwright/test';
import { keepsApp } from './support/keeps-app.ts';
import { addTopic, receipt, topic } from './support/meeting.ts';
import type { RunningServer } from './support/server.ts';
import { expect, test } from './support/test.ts';

test.use(keepsApp);

const titlesOf = async (server: RunningServer) =>
  (JSON.parse(await server.lianxi(['document', 'list', '--json'])) as { title: string }[]).map(({ title }) => title);

const open = async (page: Page, title: string, isFromAfar = true) => {
  if (isFromAfar) await page.goto('/meetings');
  await page.getByRole('button', { name: '开一场会' }).first().click();
  await page.getByLabel('会议名称').fill(title);
  await page.getByRole('dialog').getByRole('button', { name: '开会', exact: true }).click();
  await expect(page).toHaveURL(/\/meetings\/minutes\//);
  await expect(page.getByText(`已新建“${title}”`)).toBeVisible();
};
const undo = (page: Page) => page.getByRole('button', { name: '撤销', exact: true });

test('[AP32] a meeting that was begun is taken away by undo, by the toast and by the keyboard, online and before it was told', async ({
  person,
  server,
}) => {
  const { page, context, complaints } = await person({ role: 'committee' });
  await open(page, '开错了的会');
  await undo(page).hover();
  await expect.poll(() => titlesOf(server)).toContain('开错了的会');
  await undo(page).click();
  await expect(page.getByText('“开错了的会”已撤掉')).toBeVisible();
  await expect(page).toHaveURL(/\/meetings$/);
  expect(await titlesOf(server)).not.toContain('开错了的会');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText('开错了的会')).toHaveCount(0);

  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.goto('/meetings');
  await context.setOffline(true);
  await expect(receipt(page)).toContainText('离线');
  await page.getByRole('button', { name: '开一场会' }).first().click();
  await page.getByLabel('会议名称').fill('离线开的会');
  await page.getByRole('dialog').getByRole('button', { name: '开会', exact: true }).click();
  await expect(page.getByText('已新建“离线开的会”')).toBeVisible();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('Control+z');
  await expect(page.getByText('“离线开的会”已撤掉')).toBeVisible();
  await expect(receipt(page)).toHaveText('离线');
  await context.setOffline(false);
  await expect(receipt(page)).toContainText('已同步');
  expect(await titlesOf(server)).not.toContain('离线开的会');
  expect(complaints).toEqual([]);
});

test('[AP32] a meeting that somebody has gone on with stays, and it is said', async ({ person, server }) => {
  const { page } = await person({ role: 'committee' });
  await open(page, '接着写的会');
  await undo(page).hover();
  await addTopic(page, '停车');
  await undo(page).click();
  await expect(page.getByText('没有撤掉：“接着写的会”里已经写了别的内容')).toBeVisible();
  await expect(page.getByRole('button', { name: /^\d+ 停车/ })).toBeVisible();
  expect(await titlesOf(server)).toContain('接着写的会');
});

test('[MD6] a picture in a meeting that was begun without a network waits until the relay knows the meeting, and no longer', async ({
  person,
  server,
}) => {
  const { page, context, complaints } = await person({ role: 'committee' });
  await page.goto('/meetings');
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await expect(receipt(page)).toContainText('离线');
  await open(page, '带图的会', false);
  await addTopic(page, '坡道');
  await topic(page).click();
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: '坡道.png', mimeType: 'image/png', buffer: png });
  await expect(page.locator('.ProseMirror figure img')).toBeVisible();

  // The word of the meeting takes longer than the second after which pictures are sent.
  const answers: number[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/api/media/')) answers.push(response.status());
  });
  await page.route('**/api/documents', async (route) => {
    if (route.request().method() === 'POST') await new Promise((resolve) => setTimeout(resolve, 2_500));
    await route.continue();
  });
  await context.setOffline(false);
  await expect.poll(() => answers, { timeout: 10_000 }).toEqual([201]);
  expect(await titlesOf(server)).toContain('带图的会');
  expect(complaints).toEqual([]);
});
