import type { Page } from '@playwright/test';
import { violationsOf } from './support/axe.ts';
import { keepsApp } from './support/keeps-app.ts';
import { enterResidents } from './support/lock.ts';
import { goOffline } from './support/meeting.ts';
import { expect, test } from './support/test.ts';

// A reload that is to ask for no passphrase has the key from the worker.
test.use(keepsApp);

/** Columns beyond the minimum, as the committee opens and locks them and a helper meets them. Everybody is made up. */
const grids = [
  ['columns.g1', '列一网格', '魏强'],
  ['columns.g2', '列二网格', '贾玉'],
] as const;

const cell = (page: Page, name: string, column: string) =>
  page.locator('[data-row]', { hasText: name }).locator(`.cell.${column}`);
const head = (page: Page, name: string) => page.getByRole('columnheader', { name, exact: true });

test('[RG1] [RG2] [RG22] the committee opens columns for a purpose, a helper writes into them, and locked again they are gone', async ({
  person,
}) => {
  const clerk = await person({ role: 'committee', name: '严甲' });
  const { page } = clerk;
  await enterResidents(page);
  for (const [code, title, name] of grids) {
    await page.getByRole('button', { name: '新建网格台账' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('网格', { exact: true }).fill(title);
    await dialog.getByLabel('编号').fill(code);
    // Each register says what it is for, on what basis, how long it is kept, and who answers.
    for (const each of ['用途', '依据', '保存多久', '负责人']) {
      await expect(dialog.getByLabel(each, { exact: true })).not.toHaveValue('');
    }
    await dialog.getByRole('button', { name: '建立' }).click();
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await page.getByRole('button', { name: '加一户' }).first().click();
    await dialog.getByLabel('室', { exact: true }).fill('101');
    await dialog.getByLabel('户主姓名').fill(name);
    await dialog.getByRole('button', { name: '加一户' }).click();
    await expect(dialog).toBeHidden();
    await page.keyboard.press('Escape');
  }

  // One press of a usual purpose ticks what it needs and no more.
  await page.goto('/residents/columns.g1');
  await expect(head(page, '电话')).toBeVisible();
  for (const locked of ['性别', '出生', '证件号', '居住', '党员', '备注'])
    await expect(head(page, locked)).toHaveCount(0);
  await page.getByRole('button', { name: '6 列没有解锁' }).click();
  const dialog = page.getByRole('dialog', { name: '这本台账' });
  await expect(dialog.getByRole('button', { name: '解锁', exact: true })).toBeDisabled();
  await dialog.getByRole('button', { name: '助餐和高龄津贴核对年龄' }).click();
  await expect(dialog.getByLabel('出生', { exact: true })).toBeChecked();
  await expect(dialog.getByLabel('证件号', { exact: true })).not.toBeChecked();
  await dialog.getByLabel('性别', { exact: true }).check();
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await dialog.getByRole('button', { name: '解锁 2 列' }).click();
  const birth = dialog.getByRole('listitem').filter({ hasText: '出生' });
  await expect(birth).toContainText('助餐和高龄津贴核对年龄');
  await expect(birth).toContainText('严甲');
  await dialog.getByRole('button', { name: '取消' }).click();
  await expect(page.getByRole('button', { name: '4 列没有解锁' })).toBeVisible();
  await cell(page, '魏强', 'birth').click();
  await page.keyboard.type('1945-04-04');
  await page.keyboard.press('Enter');
  await expect(cell(page, '魏强', 'birth')).toHaveText('1945-04-04');

  // Beside a register that has the column locked: what is pasted into that one is left out, and told.
  await page.goto('/residents/columns');
  await expect(cell(page, '贾玉', 'birth')).toHaveClass(/shut/);
  await cell(page, '魏强', 'birth').click();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', '1945-04-05\r\n1950-01-01\r\n');
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  });
  await expect(page.getByText('写入 1 格，1 格没有写入')).toBeVisible();
  await expect(page.getByText(/这本台账没有解锁这一列/)).toBeVisible();
  await expect(cell(page, '魏强', 'birth')).toHaveText('1945-04-05');

  // A helper may write into what is open, not open or lock; what they write into a column that is locked meanwhile is kept for them.
  const helper = await person({ role: 'branch', scope: 'columns.g1', name: '华乙' });
  await enterResidents(helper.page, '/residents/columns.g1');
  await helper.page.getByRole('button', { name: '用途与依据' }).click();
  await expect(helper.page.getByText('只有社区党委能解锁和锁上列。')).toBeVisible();
  await expect(helper.page.getByRole('button', { name: /^锁上“/ })).toHaveCount(0);
  await helper.page.getByRole('button', { name: '取消' }).click();
  await goOffline(helper.page);
  await cell(helper.page, '魏强', 'birth').click();
  await helper.page.keyboard.type('1945-04-06');
  await helper.page.keyboard.press('Enter');
  await expect(cell(helper.page, '魏强', 'birth')).toHaveText('1945-04-06');

  await page.goto('/residents/columns.g1');
  await page.getByRole('button', { name: '用途与依据' }).click();
  await dialog.getByRole('button', { name: '锁上“出生”' }).click();
  await expect(birth).toContainText('已锁上，还存着 1 个值，谁都看不到');
  await dialog.getByRole('button', { name: '取消' }).click();
  await expect(head(page, '出生')).toHaveCount(0);
  await expect(head(page, '性别')).toBeVisible();

  await helper.context.setOffline(false);
  await expect(head(helper.page, '出生')).toHaveCount(0);
  await helper.page.getByRole('button', { name: /1 处被退回/ }).click();
  await expect(helper.page.getByText(/写进了没有解锁的列/)).toBeVisible();
  await expect(helper.page.getByText(/1945-04-06/)).toBeVisible();

  // What the column held is not read, and is cleared without being seen; opened again it is empty.
  await page.getByRole('button', { name: '用途与依据' }).click();
  await dialog.getByRole('button', { name: '清除“出生”里存着的值' }).click();
  await expect(birth).toContainText('清除 1 个值，撤销不了');
  await birth.getByRole('button', { name: '清除', exact: true }).click();
  await expect(birth).toContainText('没有解锁，不收集');
  await dialog.getByRole('button', { name: '助餐和高龄津贴核对年龄' }).click();
  await dialog.getByRole('button', { name: '解锁 1 列' }).click();
  await dialog.getByRole('button', { name: '取消' }).click();
  await expect(head(page, '出生')).toBeVisible();
  await expect(cell(page, '魏强', 'birth')).toHaveText('');
  expect(clerk.complaints).toEqual([]);
});
