/** What the app opens on the network: one socket for everything, also after the network was away. */
import { expect, test } from './support/test.ts';

test('[SY32] the app has one socket for all documents, and one again when the network comes back', async ({
  person,
  server,
}) => {
  for (let count = 0; count < 12; count++) {
    await server.lianxi(['document', 'create', 'minutes', '--scope', 'joint', '--title', `第${count}次会`]);
  }
  const { page, context } = await person({ role: 'committee' });
  const opened: string[] = [];
  page.on('websocket', (socket) => opened.push(new URL(socket.url()).pathname));
  await page.goto('/meetings');
  const copies = () =>
    page.evaluate(async () => (await indexedDB.databases()).filter(({ name }) => name?.includes('/minutes/')).length);
  await expect.poll(copies, { timeout: 30_000 }).toBeGreaterThanOrEqual(12);
  await expect.poll(() => opened).toEqual(['/sync']);
  await context.setOffline(true);
  await expect(page.locator('.receipt').first()).toContainText('离线');
  await context.setOffline(false);
  await expect(page.locator('.receipt').first()).toContainText('已同步', { timeout: 30_000 });
  await expect.poll(() => opened.length).toBe(2);
  await page.getByRole('link', { name: /第7次会/ }).click();
  await expect(page.getByLabel('会议名称')).toHaveValue('第7次会');
  expect(opened).toEqual(['/sync', '/sync']);
});
