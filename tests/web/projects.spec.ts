import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { isCampaign } from '../campaign.ts';
import { violationsInBothThemes } from './support/axe.ts';
import { go } from './support/go.ts';
import { keepsApp } from './support/keeps-app.ts';
import { whenStill } from './support/legible.ts';
import { isReady } from './support/meeting.ts';
import type { RunningServer } from './support/server.ts';
import { expect, test } from './support/test.ts';

/** People and places in these tests are made up. */
const project = async (server: RunningServer, title: string) =>
  `/projects/${(await server.lianxi(['document', 'create', 'ledger', '--scope', 'joint', '--title', title])).trim()}`;

const record = async (page: Page, entry: { step: string; measure: string; amount: string; item: string }) => {
  await page.getByRole('button', { name: '记一笔' }).first().click();
  const form = page.getByRole('dialog', { name: '记一笔' });
  await form.getByRole('button', { name: entry.step, exact: true }).click();
  await form.getByRole('button', { name: entry.measure, exact: true }).click();
  await form.getByLabel('数量').fill(entry.amount);
  await form.getByLabel('事项').fill(entry.item);
  await form.getByRole('button', { name: '记下' }).click();
  await expect(form).toBeHidden();
};
const row = (page: Page, item: string) => page.getByRole('row').filter({ hasText: item });
const bars = (page: Page) => page.getByLabel('承诺、到位、使用', { exact: true });

test('a liaison enters a promise for the own unit, the committee sees it posted and in the totals', async ({
  regular,
  server,
}) => {
  const path = await project(server, '延时托管');
  const committee = await regular({ role: 'committee' });
  const liaison = await regular({ role: 'unit', scope: 'unit-linxi' });
  await Promise.all([go(committee.page, path), go(liaison.page, path)]);

  await liaison.page.getByRole('button', { name: '记一笔' }).first().click();
  const form = liaison.page.getByRole('dialog', { name: '记一笔' });
  await expect(form.getByRole('combobox', { name: '单位' })).toHaveCount(0);
  await form.getByLabel('数量').fill('1.2万');
  await expect(form.getByText('人民币壹万贰仟元整')).toBeVisible();
  await form.getByLabel('数量').fill('1万2');
  await expect(form.getByRole('alert')).toContainText('看不懂这个金额');
  await form.getByLabel('数量').fill('1.2万');
  await form.getByRole('button', { name: '记下' }).click();
  await expect(form.getByText('写上是什么')).toBeVisible();
  await form.getByLabel('事项').fill('课堂材料费');
  await form.getByRole('button', { name: '记下' }).click();

  const entry = row(committee.page, '课堂材料费');
  await expect(entry).toContainText('12,000.00 元');
  await expect(entry).toContainText('已入账');
  await expect(entry).toContainText(liaison.name);
  await expect(bars(committee.page)).toContainText('12,000.00');
  await expect(liaison.page.getByRole('link', { name: '居民' })).toHaveCount(0);
});

test('an entry is taken back whole by a reversal, by its own unit and once', async ({ regular, server }) => {
  const path = await project(server, '文具包');
  const liaison = await regular({ role: 'unit', scope: 'unit-linxi' });
  const other = await regular({ role: 'unit', scope: 'unit-bank' });
  await Promise.all([go(liaison.page, path), go(other.page, path)]);
  await record(liaison.page, { step: '承诺', measure: '件', amount: '30', item: '文具包' });

  await row(other.page, '文具包').getByRole('button', { name: '文具包' }).click();
  const foreign = other.page.getByRole('dialog', { name: '文具包' });
  await expect(foreign.getByText('已入账，不能再改')).toBeVisible();
  await expect(foreign.getByRole('button', { name: '冲正' })).toHaveCount(0);
  await foreign.getByRole('button', { name: '收起' }).click();

  await row(liaison.page, '文具包').getByRole('button', { name: '文具包' }).click();
  const own = liaison.page.getByRole('dialog', { name: '文具包' });
  await own.getByRole('button', { name: '冲正', exact: true }).click();
  await own.getByLabel('为什么冲正').fill('件数录重');
  await own.getByRole('button', { name: '记下冲正' }).click();

  await expect(row(other.page, '件数录重')).toContainText('−30 件');
  await expect(row(other.page, '已冲正')).toHaveCount(1);
  await expect(bars(other.page)).toContainText('还没有承诺');
  await row(liaison.page, '已冲正').getByRole('button', { name: '文具包' }).click();
  await expect(liaison.page.getByRole('dialog').getByRole('button', { name: '冲正', exact: true })).toHaveCount(0);
});

test('what was never promised is sent back with the reason, and is in no total', async ({ regular, server }) => {
  const path = await project(server, '便民椅');
  const committee = await regular({ role: 'committee' });
  const liaison = await regular({ role: 'unit', scope: 'unit-linxi' });
  await Promise.all([go(committee.page, path), go(liaison.page, path)]);
  await record(liaison.page, { step: '承诺', measure: '件', amount: '10', item: '便民椅' });
  await expect(row(liaison.page, '便民椅')).toContainText('已入账');
  await liaison.page.getByRole('button', { name: '记一笔' }).first().click();
  const form = liaison.page.getByRole('dialog', { name: '记一笔' });
  await form.getByRole('button', { name: '到位', exact: true }).click();
  await form.getByRole('button', { name: '件', exact: true }).click();
  await form.getByLabel('数量').fill('12');
  await expect(form.getByText('还可到位 10 件；超出的会被退回')).toBeVisible();
  await form.getByLabel('数量').fill('10');
  await expect(form.getByText('超出的会被退回')).toHaveCount(0);
  await form.getByRole('button', { name: '取消' }).click();
  await record(liaison.page, { step: '到位', measure: '件', amount: '12', item: '送来的便民椅' });
  for (const { page } of [liaison, committee]) {
    await expect(row(page, '送来的便民椅')).toContainText('被退回');
    await row(page, '送来的便民椅').getByRole('button', { name: '送来的便民椅' }).click();
    await expect(page.getByRole('dialog')).toContainText('没有入账：到位的多于这个单位承诺的');
    await page.getByRole('dialog').getByRole('button', { name: '收起' }).click();
    await expect(page.getByRole('img', { name: '件：承诺 10，到位 0，使用 0' }).first()).toBeVisible();
  }
});

test('what a liaison enters offline is there at once and reaches the others after the return', async ({
  person,
  regular,
  server,
}) => {
  const path = await project(server, '义诊');
  const committee = await regular({ role: 'committee' });
  const liaison = await person({ role: 'unit', scope: 'unit-clinic' });
  await Promise.all([go(committee.page, path), go(liaison.page, path)]);
  await record(liaison.page, { step: '承诺', measure: '场次', amount: '24', item: '上门义诊' });
  await expect(row(committee.page, '上门义诊')).toBeVisible();

  await liaison.context.setOffline(true);
  await liaison.page.evaluate(() => dispatchEvent(new Event('offline')));
  await record(liaison.page, { step: '到位', measure: '场次', amount: '10', item: '离线时的义诊' });
  await record(committee.page, { step: '承诺', measure: '场次', amount: '8', item: '社区的义诊' });
  await expect(row(liaison.page, '离线时的义诊')).toContainText('待入账');
  await expect(row(committee.page, '离线时的义诊')).toHaveCount(0);

  await liaison.context.setOffline(false);
  await liaison.page.evaluate(() => dispatchEvent(new Event('online')));
  for (const { page } of [committee, liaison]) {
    await expect(row(page, '离线时的义诊')).toBeVisible();
    await expect(row(page, '社区的义诊')).toContainText('已入账');
    await expect(row(page, '离线时的义诊')).toContainText('已入账');
    await expect(page.getByRole('img', { name: '场次：承诺 32，到位 10，使用 0' }).first()).toBeVisible();
  }
});

test('[AP35] who opens the projects finds there what somebody else has begun meanwhile', async ({
  person,
  regular,
  server,
}) => {
  const { page } = await person({ role: 'committee' });
  const { context } = await regular({ role: 'committee' });
  // The list is asked for also when a document is opened for the first time; after that by itself in a minute.
  for (const path of ['/projects', '/settings']) {
    await go(page, path);
    await whenStill(page);
  }
  const data = { kind: 'ledger', scope: 'joint', id: randomUUID(), title: '刚才立的项目' };
  const answer = await context.request.post('/api/documents', { data, headers: { origin: server.origin } });
  expect(answer.ok(), await answer.text()).toBe(true);
  await go(page, '/projects');
  await expect(page.getByText('刚才立的项目').first()).toBeVisible();
});

test('a project begun offline is registered on return, and stands on the board of the others', async ({
  person,
  regular,
  server,
}) => {
  test.skip(!isCampaign, 'by day a meeting goes the same way, by the same code: integrity.spec.ts');
  const committee = await person({ role: 'committee', context: keepsApp });
  const branch = await regular({ role: 'branch', scope: 'wutongli' });
  await Promise.all([committee.page.goto('/projects'), branch.page.goto('/projects')]);
  await expect(committee.page.getByRole('heading', { name: '项目', level: 1 })).toBeVisible();
  await isReady(committee.page);
  await committee.context.setOffline(true);
  await committee.page.evaluate(() => dispatchEvent(new Event('offline')));
  await committee.page.getByRole('button', { name: '立一个项目' }).first().click();
  const form = committee.page.getByRole('dialog', { name: '立一个项目' });
  await form.getByRole('button', { name: '立项' }).click();
  await expect(form.getByText('写上名称')).toBeVisible();
  await form.getByLabel('项目名称').fill('楼道飞线清零');
  await form.getByRole('button', { name: '立项' }).click();
  await expect(committee.page.getByRole('heading', { name: '楼道飞线清零' })).toBeVisible();
  await committee.context.setOffline(false);
  await committee.page.evaluate(() => dispatchEvent(new Event('online')));
  await expect.poll(() => server.lianxi(['document', 'list']), { timeout: 30_000 }).toContain('楼道飞线清零');
  await branch.page.reload();
  await expect(branch.page.getByRole('link', { name: /楼道飞线清零/ })).toBeVisible();
  await expect(branch.page.getByRole('region', { name: '问需选题' })).toContainText('楼道飞线清零');
});

test('stage, card, milestones and notes are edited together, and a removed milestone comes back by undo', async ({
  regular,
  server,
}) => {
  const path = await project(server, '健身角');
  const committee = await regular({ role: 'committee' });
  const branch = await regular({ role: 'branch', scope: 'wutongli' });
  await Promise.all([go(committee.page, path), go(branch.page, path)]);

  await committee.page.getByRole('button', { name: '靶向推进' }).click();
  await committee.page.getByRole('dialog', { name: '靶向推进' }).getByRole('button', { name: '进入这一阶段' }).click();
  await expect(branch.page.locator('li[aria-current="step"]')).toContainText('靶向推进');

  await branch.page.getByRole('button', { name: '加节点' }).click();
  const form = branch.page.getByRole('dialog', { name: '加节点' });
  await form.getByLabel('做什么').fill('首场开课');
  await form.getByLabel('什么时候').fill('2026-07-01');
  await form.getByRole('button', { name: '保存' }).click();
  await committee.page.getByRole('checkbox', { name: '首场开课' }).click();
  await expect(branch.page.getByRole('checkbox', { name: '首场开课' })).toBeChecked();

  await branch.page.getByRole('button', { name: /首场开课/ }).click();
  await branch.page.getByRole('dialog', { name: '改节点' }).getByRole('button', { name: '删去' }).click();
  // The way back stays while it is pointed at.
  await branch.page.getByRole('button', { name: '撤销' }).hover();
  await expect(committee.page.getByRole('checkbox', { name: '首场开课' })).toHaveCount(0);
  await branch.page.getByRole('button', { name: '撤销' }).click();
  await expect(committee.page.getByRole('checkbox', { name: '首场开课' })).toBeVisible();

  await branch.page.getByLabel('记一条').fill('雨天改到大厅');
  await branch.page.getByRole('button', { name: '记下' }).click();
  await expect(committee.page.getByText('雨天改到大厅')).toBeVisible();
});

test('the table says the same figures as the board', async ({ regular, server }) => {
  const path = await project(server, '便民集市');
  const { page } = await regular({ role: 'committee' });
  await go(page, path);
  await record(page, { step: '承诺', measure: '小时', amount: '160', item: '志愿者' });
  await record(page, { step: '到位', measure: '小时', amount: '52', item: '志愿者' });
  await page.getByRole('link', { name: '项目', exact: true }).first().click();
  const card = page.getByRole('link', { name: /便民集市/ });
  await expect(card.getByRole('img', { name: '小时：承诺 160，到位 52，使用 0' })).toBeVisible();
  await page.getByRole('button', { name: '看表格' }).click();
  await expect(page.getByRole('row', { name: /便民集市/ })).toContainText(/小时\s*160\s*52\s*0/);
});

test('on a phone the main step lies at the thumb, and an entry opens as a sheet', async ({ person, server }) => {
  const path = await project(server, '助餐');
  const { page } = await person({
    role: 'unit',
    scope: 'unit-canteen',
    context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  });
  await page.goto(path);
  const main = page.getByRole('button', { name: '记一笔' });
  await expect(main).toHaveCount(1);
  await expect
    .poll(async () => {
      const box = await main.boundingBox();
      return box !== null && box.y > 600 && box.height >= 44;
    })
    .toBe(true);
  await record(page, { step: '承诺', measure: '人次', amount: '800', item: '午餐' });
  await page.getByRole('button', { name: /午餐/ }).click();
  await expect(page.getByRole('dialog', { name: '午餐' })).toContainText('800 人次');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

test('board, project and entry form have nothing that axe objects to, light and dark', async ({ regular, server }) => {
  const path = await project(server, '无障碍');
  const { page } = await regular({ role: 'committee' });
  const expectNothing = async () => expect(await violationsInBothThemes(page)).toEqual([]);
  await go(page, path);
  await record(page, { step: '承诺', measure: '小时', amount: '160', item: '志愿者' });
  await expectNothing();
  await page.getByRole('button', { name: '记一笔' }).first().click();
  await expectNothing();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: '项目', exact: true }).first().click();
  await expect(page.getByRole('link', { name: /无障碍/ })).toBeVisible();
  await expectNothing();
  await page.getByRole('button', { name: '看表格' }).click();
  await expectNothing();
});
