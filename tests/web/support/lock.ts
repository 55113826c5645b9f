/** Residents at a locked device: what a person does who comes back to it. */
import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';

/** Of every account that the tests make. */
export const passphrase = 'correct horse battery';

/**
 * Types the passphrase where residents' pages ask for it. The tests sign a browser in by its cookie alone, so the first such page
 * asks once for the passphrase, as it does of somebody who was signed in before there was a lock.
 */
export const unlock = async (page: Page, words = passphrase): Promise<void> => {
  const button = page.getByRole('button', { name: /^(解锁|核对并打开)$/ });
  await page.getByLabel('口令', { exact: true }).fill(words);
  await button.click();
  await expect(button).toBeHidden();
};

/** Opens a residents' page, and unlocks it where it is locked: a window hands its key to the next only once the worker is there. */
export const enterResidents = async (
  page: Page,
  path = '/residents',
  open: (page: Page, path: string) => Promise<unknown> = (page, path) => page.goto(path),
): Promise<void> => {
  await open(page, path);
  const field = page.getByLabel('口令', { exact: true });
  await expect(field.or(page.getByRole('button', { name: '锁上' })).first()).toBeVisible();
  if (await field.isVisible()) await unlock(page);
};

/** By the button that stands in the rail. */
export const lock = async (page: Page): Promise<void> => {
  await page.getByRole('navigation').getByRole('button', { name: '锁上' }).click();
};
