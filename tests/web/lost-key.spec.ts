/**
 * The last key before a reload: typed and reloaded within milliseconds, without a network, while the disk and the processor
 * are busy with other things. Every key that the page was told of is there afterwards.
 */
import type { Page } from '@playwright/test';
import { times } from '../campaign.ts';
import { keepsApp } from './support/keeps-app.ts';
import { expect, type Person, test } from './support/test.ts';

test.use(keepsApp);

const rounds = times(4, 40);

/** The same sequence each time, so that a failing round can be looked at again. */
const createRandom = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};

const openTopic = async ({ page, context }: Person): Promise<void> => {
  await page.goto('/meetings');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await expect(page.getByRole('button', { name: '开一场会' }).first()).toBeVisible();
  await context.setOffline(true);
  await page.getByRole('button', { name: '开一场会' }).first().click();
  await page.getByLabel('会议名称').fill('按完就走的会');
  await page.getByRole('button', { name: '开会', exact: true }).click();
  await page.waitForURL(/\/meetings\/minutes\/joint\//);
  await page.getByRole('button', { name: '加议题' }).click();
  const line = page.getByRole('textbox', { name: '议题', exact: true });
  await line.fill('楼道堆物');
  await line.press('Enter');
  await line.press('Escape');
};

/** Other work for the disk, while wanted: durable writes one after the other, as a prefetch of many documents makes them. */
const createDiskLoad = async (page: Page) => {
  await page.goto('/healthz');
  await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('busy', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('load', { autoIncrement: true });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const bytes = new Uint8Array(400_000);
    let isBusy = false;
    const write = () => {
      if (!isBusy) return;
      const transaction = database.transaction('load', 'readwrite', { durability: 'strict' });
      const store = transaction.objectStore('load');
      store.clear();
      for (let count = 0; count < 5; count++) store.add(bytes);
      transaction.oncomplete = write;
    };
    Object.assign(window, {
      setBusy: (busy: boolean) => {
        isBusy = busy;
        for (let lane = 0; lane < 3; lane++) write();
      },
    });
  });
  return (busy: boolean) =>
    page.evaluate((value) => (window as unknown as { setBusy(busy: boolean): void }).setBusy(value), busy);
};

/** Reloads as soon as the text stands on the screen, or so many milliseconds later. */
const reloadAfter = (page: Page, word: string, delay: number) =>
  page.evaluate(
    ([expected, wait]) => {
      const look = () => {
        if (!document.querySelector('.ProseMirror')?.textContent?.endsWith(expected)) return;
        removeEventListener('input', look, true);
        if (wait < 0) location.reload();
        else setTimeout(() => location.reload(), wait);
      };
      addEventListener('input', look, true);
    },
    [word, delay] as const,
  );

test('[SY31] the last key before a reload is never lost, however soon and however busy the machine', async ({
  person,
}) => {
  const writer = await person({ role: 'committee' });
  const { page, context } = writer;
  const setBusy = await createDiskLoad(await context.newPage());
  await openTopic(writer);
  const devtools = await context.newCDPSession(page);
  const random = createRandom(20_261_125);
  const topic = page.getByRole('textbox', { name: /议题正文/ });
  const read = async () => (await topic.textContent())?.replaceAll('\u2060', '');
  let typed = '';
  for (let round = 0; round < rounds; round++) {
    await topic.click();
    await page.keyboard.press('Control+End');
    const isComposed = round % 4 === 3;
    const word = isComposed ? `第${round}次，` : `${'xyz'.slice(0, 1 + Math.floor(random() * 3))}${round},`;
    await reloadAfter(page, word, Math.floor(random() * 14) - 3);
    await setBusy(true);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const loaded = page.waitForEvent('load');
    if (isComposed) {
      await devtools.send('Input.imeSetComposition', { text: word, selectionStart: 1, selectionEnd: 1 });
    } else for (const key of word) await page.keyboard.press(key);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await setBusy(false);
    await loaded;
    typed += word;
    await expect.poll(read, `round ${round}`).toBe(typed);
  }
});
