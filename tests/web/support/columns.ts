import type { Page } from '@playwright/test';
import { expect } from './test.ts';

/** Opens columns of the register that is shown, as the committee does under “用途与依据”. */
export const unlockColumns = async (page: Page, columns: readonly string[], reason: string): Promise<void> => {
  await page.getByRole('button', { name: '用途与依据' }).click();
  const dialog = page.getByRole('dialog', { name: '这本台账' });
  for (const column of columns) await dialog.getByLabel(column, { exact: true }).check();
  await dialog.getByLabel('这些列用来做什么').fill(reason);
  await dialog.getByRole('button', { name: `解锁 ${columns.length} 列` }).click();
  for (const column of columns)
    await expect(dialog.getByRole('listitem').filter({ hasText: column })).toContainText(reason);
  await dialog.getByRole('button', { name: '取消' }).click();
  await expect(dialog).toBeHidden();
};
