/** What tests do with a meeting's page, and read off it. */
import type { Page } from '@playwright/test';

export const topic = (page: Page) => page.getByRole('textbox', { name: /议题正文/ });

export const addTopic = async (page: Page, title: string) => {
  await page.getByRole('button', { name: '加议题' }).click();
  await page.getByRole('textbox', { name: '议题', exact: true }).fill(title);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
};

/** A paragraph of one's own, begun with one's name. */
export const speak = async (page: Page, words: string) => {
  await page.getByRole('button', { name: '发言' }).click();
  await page.keyboard.type(words);
};

/** Where what was written is by now. */
export const sign = (page: Page) => page.locator('.sign').first();
export const receipt = (page: Page) => page.locator('.receipt').first();

/** The service worker holds the app, and so many documents are on the disk. */
export const isReady = async (page: Page, copies: number) => {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.waitForFunction(
    async (least) =>
      (await indexedDB.databases()).filter(({ name }) => /^lianxi\/.*\//.test(name ?? '')).length >= least,
    copies,
  );
};
