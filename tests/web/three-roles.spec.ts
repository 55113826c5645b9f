/**
 * The product's promise, in three real browsers: committee, branch and unit write one meeting and one ledger, committee and
 * branch one register; the branch goes offline, reloads offline, edits all three, returns; nothing is lost, the receipt
 * is true at each step, and the unit's browser was never sent anything of the register. All names are made up.
 */
import type { Page } from '@playwright/test';
import { enterResidents } from './support/lock.ts';
import { expect, test } from './support/test.ts';

const receipt = (page: Page) => page.locator('.receipt').first();
const topicText = (page: Page) => page.locator('.ProseMirror').first();

/** What stands in the topic, without other people's carets and the invisible joiners around them. */
const readTopic = (page: Page) =>
  topicText(page).evaluate((element) => {
    const copy = element.cloneNode(true) as HTMLElement;
    for (const caret of copy.querySelectorAll('.ProseMirror-widget, [contenteditable="false"]')) caret.remove();
    return (copy.textContent ?? '').replaceAll('\u2060', '');
  });

/** A paragraph of one's own, begun with one's name. */
const speak = async (page: Page, words: string) => {
  await page.getByRole('button', { name: '发言' }).click();
  await page.keyboard.type(words, { delay: 15 });
};

const enterInLedger = async (page: Page, item: string, amount: string) => {
  await page.getByRole('button', { name: '记一笔' }).first().click();
  const form = page.getByRole('dialog', { name: '记一笔' });
  await form.getByLabel('数量').fill(amount);
  await form.getByLabel('事项').fill(item);
  await form.getByRole('button', { name: '记下' }).click();
  await expect(form).toBeHidden();
};

const addHousehold = async (page: Page, room: string, head: string) => {
  await page.getByRole('button', { name: '住户', exact: true }).click();
  const form = page.getByRole('dialog', { name: '加一户' });
  await form.getByLabel('楼', { exact: true }).fill('3');
  await form.getByLabel('单元', { exact: true }).fill('2');
  await form.getByLabel('室', { exact: true }).fill(room);
  await form.getByLabel('户主姓名').fill(head);
  await form.getByRole('button', { name: '加一户' }).click();
  await expect(form).toBeHidden();
};

const isDeviceReady = async (page: Page) => {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
};

test('three roles write together, one goes offline and returns, and nothing is lost or shown to whom it is not for', async ({
  person,
  server,
}) => {
  test.setTimeout(180_000);
  const create = (kind: string, scope: string, title: string) =>
    server.cli(['document', 'create', kind, '--scope', scope, '--title', title]).trim();
  const meeting = `/meetings/${create('minutes', 'joint', '三方联席会')}`;
  const project = `/projects/${create('ledger', 'joint', '楼道照明')}`;
  create('register', 'chenguang.g1', '一网格');
  const residents = '/residents/chenguang.g1';

  const committee = await person({ role: 'committee' });
  const branch = await person({ role: 'branch', scope: 'chenguang' });
  const unit = await person({ role: 'unit', scope: 'unit-linxi' });
  const everyone = [committee, branch, unit];

  const seenByUnit: string[] = [];
  unit.page.on('websocket', (socket) => {
    seenByUnit.push(socket.url());
    socket.on('framereceived', ({ payload }) => seenByUnit.push(payload.toString('utf8')));
  });
  unit.page.on('response', async (response) => {
    const body = await response.text().catch(() => '');
    if (response.url().includes('/api/')) seenByUnit.push(response.url(), body);
  });

  // One meeting.
  for (const { page } of everyone) await page.goto(meeting);
  await committee.page.getByRole('button', { name: '加议题' }).click();
  await committee.page.getByLabel('议题', { exact: true }).fill('楼道照明');
  await committee.page.keyboard.press('Enter');
  await committee.page.keyboard.press('Escape');
  for (const { page } of everyone) {
    await page.getByRole('navigation', { name: '议程' }).getByText('楼道照明').click();
    await expect(topicText(page)).toBeVisible();
  }
  const said = ['先换三号楼。', '志愿者晚上在。', '灯具由我们出。'];
  await Promise.all(everyone.map(({ page }, index) => speak(page, said[index] ?? '')));
  for (const { page } of everyone) for (const words of said) await expect(topicText(page)).toContainText(words);
  const before = await readTopic(committee.page);
  for (const { page } of everyone) await expect.poll(() => readTopic(page)).toBe(before);

  // One ledger, one register.
  await unit.page.goto(project);
  await enterInLedger(unit.page, '灯具', '800');
  await enterResidents(branch.page, residents);
  await enterResidents(committee.page, residents);
  await addHousehold(branch.page, '501', '支部记的甲');
  await expect(committee.page.getByRole('grid')).toContainText('支部记的甲');
  await branch.page.goto(project);
  await expect(branch.page.getByRole('row').filter({ hasText: '灯具' })).toBeVisible();
  await expect(receipt(branch.page)).toContainText('已同步');
  await isDeviceReady(branch.page);

  // The staircase: no network, and the page is loaded anew without it.
  await branch.context.setOffline(true);
  await expect(receipt(branch.page)).toContainText('离线');
  await branch.page.goto(meeting);
  await branch.page.getByRole('navigation', { name: '议程' }).getByText('楼道照明').click();
  await expect.poll(() => readTopic(branch.page)).toBe(before);
  await speak(branch.page, '离线写的一句。');
  await expect(receipt(branch.page)).toContainText(/离线 · \d+ 处待传/);
  await enterResidents(branch.page, residents);
  await addHousehold(branch.page, '502', '离线记的乙');
  await expect(branch.page.getByRole('grid')).toContainText('离线记的乙');
  await branch.page.goto(project);
  await enterInLedger(branch.page, '志愿服务', '5');
  await branch.page.reload();
  await expect(branch.page.getByRole('row').filter({ hasText: '志愿服务' })).toBeVisible();
  await expect(receipt(branch.page)).toContainText(/离线 · \d+ 处待传/);

  // Meanwhile the others go on.
  await committee.page.goto(meeting);
  await committee.page.getByRole('navigation', { name: '议程' }).getByText('楼道照明').click();
  await speak(committee.page, '社区又写了一句。');
  await expect(committee.page.getByText('离线写的一句')).toHaveCount(0);

  // Back in signal.
  await branch.context.setOffline(false);
  await expect(receipt(branch.page)).toContainText('已同步');
  await expect(unit.page.getByRole('row').filter({ hasText: '志愿服务' })).toBeVisible();
  await unit.page.goto(meeting);
  await branch.page.goto(meeting);
  for (const { page } of everyone) {
    await page.getByRole('navigation', { name: '议程' }).getByText('楼道照明').click();
    await expect(topicText(page)).toContainText('离线写的一句。');
    await expect(topicText(page)).toContainText('社区又写了一句。');
  }
  const end = await readTopic(committee.page);
  for (const { page } of everyone) await expect.poll(() => readTopic(page)).toBe(end);
  await enterResidents(committee.page, residents);
  await expect(committee.page.getByRole('grid')).toContainText('离线记的乙');
  await expect(committee.page.getByRole('grid')).toContainText('支部记的甲');

  // What the unit's browser was sent.
  await unit.page.goto('/residents');
  await expect(unit.page.getByRole('grid')).toHaveCount(0);
  const sent = seenByUnit.join('\n');
  expect(sent).toContain('楼道照明');
  expect(sent).not.toContain('register/');
  expect(sent).not.toContain('支部记的甲');
  expect(sent).not.toContain('离线记的乙');
  for (const { complaints } of everyone) expect(complaints).toEqual([]);
});
