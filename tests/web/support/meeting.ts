/** What tests do with a meeting's page, and read off it. */
import { expect, type Page } from '@playwright/test';

export const topic = (page: Page) => page.getByRole('textbox', { name: /议题正文/ });

/** By the keyboard alone: a toast that is pointed at stays pointed at. */
export const addTopic = async (page: Page, title: string) => {
  await page.getByRole('button', { name: '加议题' }).press('Enter');
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

/** The service worker holds the app, and the disk these documents. */
export const isReady = async (page: Page, ...addresses: readonly string[]) => {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await isStored(page, ...addresses);
};

/** The disk holds these documents: a database is there before anything stands in it. */
export const isStored = (page: Page, ...addresses: readonly string[]) =>
  expect.poll(() => missingOn(page, addresses), { timeout: 30_000 }).toEqual([]);

const missingOn = (page: Page, addresses: readonly string[]): Promise<readonly string[]> =>
  page.evaluate(async (wanted) => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
    const missing: string[] = [];
    for (const address of wanted) {
      const name = names.find((each) => each.endsWith(`/${address}`) || each.endsWith(`/${address}/sealed`));
      const isSealed = name?.endsWith('/sealed') === true;
      const store = isSealed ? 'records' : 'updates';
      const database = name === undefined ? null : await settled(indexedDB.open(name));
      const records: readonly Uint8Array[] = database?.objectStoreNames.contains(store)
        ? await settled(database.transaction(store).objectStore(store).getAll())
        : [];
      database?.close();
      // What is opened begins with an update of nothing: two bytes, and what the seal adds.
      if (!records.some(({ byteLength }) => byteLength > (isSealed ? 64 : 2))) missing.push(address);
    }
    return missing;
  }, addresses);

/** Cuts these pages of one browser off the network; what is written afterwards cannot have left any more. */
export const goOffline = async (...pages: readonly Page[]) => {
  await pages[0]?.context().setOffline(true);
  for (const page of pages) await expect(receipt(page)).toContainText('离线');
};
