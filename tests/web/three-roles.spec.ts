/**
 * The product's promise, in three real browsers: committee, branch and unit write one meeting and one ledger, committee and
 * branch one register; the branch goes offline, reloads offline, edits all three, returns; nothing is lost, the receipt
 * is true at each step, and the unit's browser was never sent anything of the register. All names are made up.
 */
import type { Page } from '@playwright/test';
import { go } from './support/go.ts';
import { keepsApp } from './support/keeps-app.ts';
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

/** The three figures of the receipt: made, received, and what waits on this device. */
const readSlip = async (page: Page): Promise<readonly number[]> => {
  await receipt(page).click();
  const slip = page.getByRole('region', { name: '同步回执' });
  await expect(slip.locator('.sum b')).toHaveCount(3);
  const figures = await slip.locator('.sum b').allInnerTexts();
  await slip.getByRole('button', { name: '收起' }).click();
  return figures.map(Number);
};

/** Every row of the open table, as it reads. */
const readRows = (page: Page) => page.getByRole('row').allInnerTexts();

/** All see the same rows, and these words are among them. */
const expectSameRows = async (pages: readonly Page[], words: readonly string[]) => {
  for (const page of pages)
    for (const text of words) await expect(page.getByRole('row').filter({ hasText: text })).not.toHaveCount(0);
  const [first, ...others] = pages;
  for (const page of others) await expect.poll(() => readRows(page)).toEqual(first ? await readRows(first) : []);
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
  test.setTimeout(360_000);
  const create = async (kind: string, scope: string, title: string) =>
    (await server.lianxi(['document', 'create', kind, '--scope', scope, '--title', title])).trim();
  const meeting = `/meetings/${await create('minutes', 'joint', '三方联席会')}`;
  const project = `/projects/${await create('ledger', 'joint', '楼道照明')}`;
  await create('register', 'chenguang.g1', '一网格');
  // Meetings that are not the unit's to know of.
  const closed = [
    await create('minutes', 'community', '社区党委会'),
    await create('minutes', 'chenguang', '晨光支委会'),
  ];
  const residents = '/residents/chenguang.g1';

  const committee = await person({ role: 'committee' });
  // Who will be without a network keeps the app.
  const branch = await person({ role: 'branch', scope: 'chenguang', context: keepsApp });
  const unit = await person({ role: 'unit', scope: 'unit-linxi' });
  const everyone = [committee, branch, unit];

  const frames: string[] = [];
  const answers: string[] = [];
  unit.page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString('utf8')));
  });
  unit.page.on('response', async (response) => {
    const body = await response.text().catch(() => '');
    if (response.url().includes('/api/')) answers.push(body);
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
  await go(unit.page, project);
  await enterInLedger(unit.page, '灯具', '800');
  await enterResidents(branch.page, residents);
  await enterResidents(committee.page, residents, go);
  await Promise.all([
    addHousehold(branch.page, '501', '支部记的甲'),
    addHousehold(committee.page, '401', '社区记的丁'),
  ]);
  await expectSameRows([branch.page, committee.page], ['501', '401']);
  await go(committee.page, `/meetings/${closed[0]}`);
  await committee.page.getByRole('button', { name: '加议题' }).click();
  await committee.page.getByLabel('议题', { exact: true }).fill('只在党委会上说的');
  await committee.page.keyboard.press('Enter');
  await committee.page.keyboard.press('Escape');
  for (const { page } of [committee, branch]) await go(page, project);
  for (const { page } of everyone) await expect(page.getByRole('row').filter({ hasText: '灯具' })).toBeVisible();
  await enterInLedger(committee.page, '社区配套', '200');
  await expectSameRows(
    everyone.map(({ page }) => page),
    ['灯具', '社区配套'],
  );
  await expect(receipt(branch.page)).toContainText('已同步');
  const [made = 0, received = 0, waiting] = await readSlip(branch.page);
  expect([received, waiting]).toEqual([made, 0]);
  await isDeviceReady(branch.page);

  // The staircase: no network, and the page is loaded anew without it.
  await branch.context.setOffline(true);
  await expect(receipt(branch.page)).toContainText('离线');
  await branch.page.goto(meeting);
  await branch.page.getByRole('navigation', { name: '议程' }).getByText('楼道照明').click();
  await expect.poll(() => readTopic(branch.page)).toBe(before);
  await speak(branch.page, '离线写的一句。');
  await expect(receipt(branch.page)).toContainText('离线 · 1 处待传');
  await enterResidents(branch.page, residents);
  await addHousehold(branch.page, '502', '离线记的乙');
  await expect(branch.page.getByRole('grid')).toContainText('离线记的乙');
  await expect(receipt(branch.page)).toContainText('离线 · 2 处待传');
  await branch.page.goto(project);
  await enterInLedger(branch.page, '志愿服务', '5');
  await branch.page.reload();
  await expect(branch.page.getByRole('row').filter({ hasText: '志愿服务' })).toBeVisible();
  await expect(receipt(branch.page)).toContainText('离线 · 3 处待传');
  expect(await readSlip(branch.page)).toEqual([made + 3, received, 3]);

  // Meanwhile the others go on, in all three.
  await enterInLedger(committee.page, '社区又配的', '30');
  await enterResidents(committee.page, residents, go);
  await addHousehold(committee.page, '402', '社区又记的丙');
  await go(committee.page, meeting);
  await committee.page.getByRole('navigation', { name: '议程' }).getByText('楼道照明').click();
  await speak(committee.page, '社区又写了一句。');
  await expect(committee.page.getByText('离线写的一句')).toHaveCount(0);

  // Back in signal.
  await branch.context.setOffline(false);
  await expect(receipt(branch.page)).toContainText('已同步');
  expect(await readSlip(branch.page)).toEqual([made + 3, received + 3, 0]);
  await go(committee.page, project);
  await expectSameRows(
    everyone.map(({ page }) => page),
    ['灯具', '社区配套', '社区又配的', '志愿服务'],
  );
  for (const { page } of [branch, committee]) await enterResidents(page, residents, go);
  await expectSameRows([branch.page, committee.page], ['501', '401', '502', '402']);
  await go(committee.page, meeting);
  await go(unit.page, meeting);
  await go(branch.page, meeting);
  for (const { page } of everyone) {
    await page.getByRole('navigation', { name: '议程' }).getByText('楼道照明').click();
    await expect(topicText(page)).toContainText('离线写的一句。');
    await expect(topicText(page)).toContainText('社区又写了一句。');
  }
  const end = await readTopic(committee.page);
  for (const { page } of everyone) await expect.poll(() => readTopic(page)).toBe(end);

  // What the unit's browser was sent: what is the unit's, and not one word of what is not.
  await unit.page.goto('/residents');
  await expect(unit.page.getByRole('grid')).toHaveCount(0);
  await go(unit.page, '/meetings');
  await expect(unit.page.getByText('三方联席会').first()).toBeVisible();
  const [bySocket, byAnswer] = [frames.join('\n'), answers.join('\n')];
  for (const words of ['志愿服务', '社区又配的']) expect(bySocket).toContain(words);
  expect(byAnswer).toContain('三方联席会');
  const forbidden = [
    'register/',
    '记的甲',
    '记的乙',
    '记的丙',
    '记的丁',
    '社区党委会',
    '晨光支委会',
    '只在党委会上说的',
  ];
  for (const words of [...forbidden, ...closed]) {
    expect(bySocket).not.toContain(words);
    expect(byAnswer).not.toContain(words);
  }
  for (const { complaints } of everyone) expect(complaints).toEqual([]);
});
