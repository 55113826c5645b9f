import type { Page } from '@playwright/test';
import { go } from './support/go.ts';
import { expect, test } from './support/test.ts';

test.use({ apart: 'community' });

/** People and places in these tests are made up. */
test.beforeAll(async ({ server }) => {
  if (!(await server.lianxi(['document', 'list', '--json'])).includes('directory/community/main')) {
    await server.lianxi(['document', 'create', 'directory']);
  }
});

const add = async (page: Page, what: string, fill: () => Promise<void>) => {
  await page.getByRole('button', { name: '添加' }).click();
  await page.getByRole('menuitem', { name: what }).click();
  await fill();
  await page.getByRole('dialog', { name: what }).getByRole('button', { name: '添加' }).click();
  await expect(page.getByRole('dialog', { name: what })).toBeHidden();
};

test('the committee lays out both trees and links them; a gap closes, and a unit sees it and may not edit', async ({
  person,
}) => {
  const committee = await person({ role: 'committee-admin' });
  const liaison = await person({ role: 'unit', scope: 'unit-linxi' });
  const { page } = committee;
  await page.goto('/organisation');
  await add(page, '党组织', async () => {
    await page.getByLabel('名称').last().fill('梧桐里支部');
    await page.getByLabel('类型').last().selectOption({ label: '党支部' });
  });
  await add(page, '网格', async () => {
    await page.getByRole('dialog').getByLabel('名称').fill('一网格');
    await page.getByRole('dialog').getByLabel('标识').fill('wutongli.g1');
  });
  const grids = page.getByRole('list', { name: '网格' });
  await expect(grids.getByText('无支部')).toBeVisible();
  await expect(page.getByRole('button', { name: /^缺口/ })).toBeVisible();

  await page.getByRole('list', { name: '党组织' }).getByRole('button', { name: '梧桐里支部', exact: true }).click();
  const drawer = page.getByRole('complementary', { name: '梧桐里支部' });
  await drawer.getByLabel('网格').selectOption({ label: '一网格' });
  await drawer.getByRole('button', { name: '连上' }).click();
  await expect(grids.getByText('无支部')).toHaveCount(0);
  await expect(page.getByRole('img', { name: /对应，1 条/ })).toBeVisible();

  await liaison.page.goto('/organisation');
  await expect(liaison.page.getByRole('list', { name: '网格' }).getByText('一网格')).toBeVisible();
  await expect(liaison.page.getByRole('button', { name: '添加' })).toHaveCount(0);
  await liaison.page.getByRole('list', { name: '网格' }).getByRole('button', { name: '一网格' }).click();
  await expect(liaison.page.getByLabel('名称')).not.toBeEditable();

  await drawer.getByRole('button', { name: '解开“一网格”' }).click();
  // The way back stays while it is pointed at.
  await page.getByRole('button', { name: '撤销' }).hover();
  await expect(liaison.page.getByRole('list', { name: '网格' }).getByText('无支部')).toBeVisible();
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(liaison.page.getByRole('list', { name: '网格' }).getByText('无支部')).toHaveCount(0);
});

test('the way back stays while somebody reaches for it, and goes when nobody does', async ({ person }) => {
  const { page, complaints } = await person({ role: 'committee' });
  await page.clock.install();
  await page.goto('/organisation');
  await add(page, '人员', async () => {
    await page.getByRole('dialog').getByLabel('姓名').fill('示例乙');
  });
  await page.getByRole('complementary', { name: '示例乙' }).getByRole('button', { name: '删去' }).click();
  await expect(page.getByText('已删去“示例乙”')).toBeVisible();
  const back = page.getByRole('button', { name: '撤销' });
  await back.hover();
  await page.clock.fastForward(60_000);
  await back.click();
  await expect(page.getByRole('row', { name: /示例乙/ })).toBeVisible();
  await expect(page.getByText('已撤销')).toBeVisible();
  await page.mouse.move(0, 0);
  await page.clock.fastForward(60_000);
  await expect(page.getByText('已撤销')).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('a removed branch, group or grid closes its drawer, is named, and comes back', async ({ regular }) => {
  const { page, complaints } = await regular({ role: 'committee' });
  await go(page, '/organisation');
  for (const [what, name] of [
    ['党组织', '要撤的支部'],
    ['网格', '要撤的网格'],
  ] as const) {
    await add(page, what, () => page.getByRole('dialog').getByLabel('名称').fill(name));
    const drawer = page.getByRole('complementary', { name });
    await drawer.getByRole('button', { name: '删去' }).click();
    await expect(drawer).toBeHidden();
    await expect(page.getByText(`已删去“${name}”`)).toBeVisible();
    await page.getByRole('button', { name: '撤销' }).click();
    await expect(page.getByRole('list', { name: what }).getByText(name)).toBeVisible();
  }
  expect(complaints).toEqual([]);
});

test('a unit is admitted under a scope that nobody else has, and stays by name when it leaves', async ({ regular }) => {
  const { page } = await regular({ role: 'committee' });
  await go(page, '/organisation');
  await page.getByRole('button', { name: '添加' }).click();
  await page.getByRole('menuitem', { name: '共建单位' }).click();
  const form = page.getByRole('dialog', { name: '共建单位' });
  await form.getByLabel('名称').fill('农商银行');
  await form.getByLabel('标识').fill('bank');
  await form.getByRole('button', { name: '添加' }).click();
  await expect(form.getByRole('alert')).toContainText('以 unit- 开头');
  await form.getByLabel('标识').fill('unit-bank');
  await form.getByRole('button', { name: '添加' }).click();
  const drawer = page.getByRole('complementary', { name: '农商银行' });
  await drawer.getByLabel('工作电话').fill('0571-88000000');
  await drawer.getByLabel('工作电话').blur();
  await expect(page.getByRole('row', { name: /农商银行/ })).toContainText('0571-88000000');
  await drawer.getByRole('button', { name: '退出共建' }).click();
  await expect(page.getByRole('row', { name: /农商银行/ })).toContainText('已退出');
});

test('a person gets a post, the levels of the grid tree get names, and both are there after a reload', async ({
  regular,
}) => {
  const { page } = await regular({ role: 'committee' });
  await go(page, '/organisation');
  await add(page, '人员', async () => {
    await page.getByRole('dialog').getByLabel('姓名').fill('示例甲');
  });
  const drawer = page.getByRole('complementary', { name: '示例甲' });
  await drawer.getByLabel('职务').fill('支部书记');
  await drawer.getByLabel('职务').blur();
  await expect(page.getByRole('row', { name: /示例甲/ })).toContainText('支部书记');
  await page.getByRole('button', { name: '社区与层级' }).click();
  const levels = page.getByLabel('网格层级的名称');
  await levels.fill('片区、小区、网格');
  await levels.blur();
  await page.reload();
  await page.getByRole('button', { name: /^人员/ }).click();
  await expect(page.getByRole('row', { name: /示例甲/ })).toContainText('支部书记');
  await page.getByRole('button', { name: '社区与层级' }).click();
  await expect(page.getByLabel('网格层级的名称')).toHaveValue('片区、小区、网格');
});
