/** A meeting's versions: the timeline, whose words are whose, two of them compared, the past copied and written anew, offline and on a phone. */
import { parseAddress } from '@lianxi/access';
import {
  addTopic,
  appendParagraphs,
  createAuthor,
  fillHeader,
  plainTextOf,
  recordResolution,
  textOf,
} from '@lianxi/documents';
import { createSqliteLog, findDocument, readDocument } from '@lianxi/server';
import type { Page } from '@playwright/test';
import * as Y from 'yjs';
import { violationsOf } from './support/axe.ts';
import { illegibleOf, sayIllegible, smallTargetsOf, whenStill } from './support/legible.ts';
import { openStage, type Stage } from './support/stage.ts';
import { expect, test } from './support/test.ts';

let stage: Stage;
test.beforeAll(async () => {
  stage = await openStage();
});
test.afterAll(() => stage.dispose());

const day = Date.parse('2026-09-10T14:30:00+08:00');
const minute = 60_000;

/** Who wrote, and never signs in here. */
const account = (id: string, name: string): string => {
  const added = stage.house().identity.store.addAccount(
    {
      id: id as never,
      name,
      post: '',
      passphraseHash: null,
      isDemo: false,
      createdAt: day,
      grants: [],
    },
    false,
  );
  if (!added.ok) throw new Error(added.error.type);
  return id;
};

/** A meeting to which is written step by step, each stored at its own time. */
const beginMeeting = (title: string) => {
  const address = stage.document('minutes', 'joint', title);
  const parts = parseAddress(address);
  if (!parts.ok) throw new Error(address);
  const { store } = stage.house();
  const room = findDocument(store, parts.value.address)?.room ?? 0;
  const log = createSqliteLog(store.sqlite, store.clock);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, readDocument(store, parts.value.address)?.update ?? new Uint8Array([0, 0]));
  store.sqlite.prepare('UPDATE updates SET time = ? WHERE room = ?').run(day - 300 * minute, room);
  const step = async (at: number, author: string, act: (doc: Y.Doc) => void) => {
    const own = new Y.Doc();
    Y.applyUpdate(own, Y.encodeStateAsUpdate(doc));
    const before = Y.encodeStateVector(own);
    act(own);
    const bytes = Y.encodeStateAsUpdate(own, before);
    Y.applyUpdate(doc, bytes);
    const head = (await log.heads([room]))[0];
    const after = head?.seq ?? 0;
    const claims = [{ client: own.clientID, member: author }];
    await log.append([{ room, after, rows: [{ author, bytes }], entries: [], claims }]);
    store.sqlite.prepare('UPDATE updates SET time = ? WHERE room = ? AND seq = ?').run(at, room, after + 1);
  };
  const stored = () => {
    const now = new Y.Doc();
    Y.applyUpdate(now, readDocument(store, parts.value.address)?.update ?? new Uint8Array([0, 0]));
    return plainTextOf(textOf(now, 't1'));
  };
  return { address, step, stored };
};

/** A meeting of an hour, and somebody who tidied it up the day after. */
const writeMeeting = async () => {
  const { address, step, stored } = beginMeeting('联席会议');
  const clerk = account('mzhoumin', '干事周敏');
  const school = account('mlinxiab', '联络员林溪');
  const property = account('manjuabc', '物业安居');
  const words = (own: Y.Doc, topic: string, block: number) =>
    (textOf(own, topic).get(block) as Y.XmlElement).get(0) as Y.XmlText;
  await step(day, clerk, (own) => {
    const author = createAuthor(clerk);
    fillHeader(own, { type: 'joint', start: '2026-09-10T14:30', title: '联席会议' }, author);
    addTopic(own, { id: 't1', title: '小区路灯维修' }, author);
    addTopic(own, { id: 't2', title: '操场开放' }, author);
  });
  await step(day + 8 * minute, property, (own) =>
    appendParagraphs(textOf(own, 't1'), [{ speaker: '安居物业：', text: '坏了十一盏，一个月内换完。' }]),
  );
  await step(day + 9 * minute, school, (own) =>
    appendParagraphs(textOf(own, 't2'), [{ speaker: '临溪小学：', text: '操场周末八点到十一点开放。' }]),
  );
  await step(day + 10 * minute, clerk, (own) =>
    words(own, 't1', 0).insert(15, '（含两盏庭院灯）', { bold: {}, italic: {} }),
  );
  await step(day + 20 * minute, clerk, (own) => {
    recordResolution(own, { id: 'r1', topic: 't1', text: '换灯十一盏', lead: '安居物业' }, createAuthor(clerk));
  });
  await step(day + 20 * 60 * minute, school, (own) => {
    words(own, 't2', 0).delete(5, 13);
    words(own, 't2', 0).insert(5, '操场寒暑假不开放。');
  });
  await step(day + 20 * 60 * minute + 3 * minute, clerk, (own) => textOf(own, 't1').delete(0, 1));
  return { address, stored };
};

const expectFine = async (page: Page) => {
  await whenStill(page);
  const faults = [...(await violationsOf(page)), ...(await illegibleOf(page)).map(sayIllegible)];
  if (await page.evaluate(() => matchMedia('(pointer: coarse)').matches)) faults.push(...(await smallTargetsOf(page)));
  expect(faults).toEqual([]);
};

test('[HI8] [HI9] [HI10] [HI11] [HI12] [HI13] [HI14] every version is found along the timeline, compared, copied and restored', async ({
  browser,
}) => {
  const { address, stored } = await writeMeeting();
  const options = {
    baseURL: stage.origin,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
  };
  const context = await browser.newContext({ ...options, permissions: ['clipboard-read', 'clipboard-write'] });
  await stage.enter(context, '干事王芳');
  const page = await context.newPage();
  await page.goto(`/meetings/${address}`);
  await page.getByRole('link', { name: '历史', exact: true }).click();
  await expect(page.getByRole('heading', { name: '历史版本' })).toBeVisible();

  // The latest first: what stands there now, and whose words they are.
  const timeline = page.getByRole('navigation', { name: '时间线' });
  const current = timeline.locator('[aria-current]');
  await expect(current).toContainText('10:33');
  const lamps = page.getByRole('region', { name: '小区路灯维修' });
  const yard = page.getByRole('region', { name: '操场开放' });
  await expect(lamps).toContainText('这时还没有内容');
  await expect(yard).toContainText('操场寒暑假不开放。');
  await expect(page.getByRole('list', { name: '作者' })).toHaveText(/联络员林溪/);
  await expect(page.getByRole('button', { name: /恢复/ })).toHaveCount(0);

  // By the keyboard along the timeline, over the sitting's edge to the day before.
  await current.focus();
  for (const time of ['10:30', '14:50', '14:40']) {
    await page.keyboard.press('ArrowDown');
    await expect(current).toContainText(time);
    await expect(current).toBeFocused();
  }
  await expect(current).toContainText(/干事周敏.*\+8 字.*小区路灯维修/s);
  const legend = page.getByRole('list', { name: '作者' });
  await expect(legend.getByRole('listitem')).toHaveCount(3);
  await expect(lamps).toContainText('一个月内（含两盏庭院灯）换完');
  await expect(lamps.locator('b i')).toHaveText('（含两盏庭院灯）');
  await lamps.getByText('（含两盏庭院灯）').click();
  await expect(page.getByText('干事周敏 写于 9月10日 14:40')).toBeVisible();

  // Copied from the past.
  await lamps.getByRole('button', { name: '复制这一段' }).click();
  await expect(page.getByText('已复制')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    '安居物业：坏了十一盏，一个月内（含两盏庭院灯）换完。',
  );

  // Compared with the latest, and with any other.
  await page.getByLabel('比较').selectOption({ label: '与最新' });
  await expect(lamps.locator('del')).toHaveText(['安居物业：', '坏了十一盏，一个月内', '（含两盏庭院灯）', '换完。']);
  await expect(lamps.locator('ins')).toHaveText(['换灯十一盏 · 主办：安居物业']);
  await expect(yard.locator('del')).toHaveText('操场周末八点到十一点开放。');
  await expect(yard.locator('ins')).toHaveText('操场寒暑假不开放。');
  await yard.locator('del').click();
  await expect(page.getByText('联络员林溪 删于 9月11日 10:30')).toBeVisible();
  await expectFine(page);
  await page.getByRole('button', { name: '作为比较的一端' }).click();
  await page.keyboard.press('Escape');
  await timeline.getByRole('button', { name: /14:50/ }).click();
  await expect(lamps.locator('del')).toHaveCount(0);
  await expect(lamps.locator('ins')).toHaveText(['换灯十一盏 · 主办：安居物业']);

  // Restored: a new change that all others see, which is taken back or shown as a version of its own.
  await page.getByLabel('比较').selectOption({ label: '不比较' });
  await lamps.getByRole('button', { name: '这一段恢复到这时' }).click();
  await expect.poll(stored).toBe('安居物业：坏了十一盏，一个月内（含两盏庭院灯）换完。');
  await page.getByRole('button', { name: '撤销' }).click();
  await expect.poll(stored).toBe('');
  await page.getByRole('button', { name: '全文恢复到这时' }).click();
  await expect.poll(stored).toContain('庭院灯');
  await current.focus();
  await page.keyboard.press('Home');
  await expect(current).toContainText('干事王芳');
  await expect(yard).toContainText('操场周末八点到十一点开放。');

  // On a phone: a rail to draw along, and the whole timeline behind it.
  const phone = await browser.newContext({
    ...options,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    storageState: await context.storageState(),
  });
  const small = await phone.newPage();
  await small.goto(`/meetings/${address}/history`);
  const rail = small.getByRole('slider', { name: '时间线' });
  await rail.fill('4');
  await expect(small.getByRole('button', { name: '9月10日 14:40' })).toBeVisible();
  await expect(small.getByText('（含两盏庭院灯）')).toBeVisible();
  // One way back, in the bar.
  await expect(small.locator(`a[href$="/meetings/${address}"]:visible`)).toHaveCount(1);
  await expectFine(small);
  await small.getByRole('button', { name: '9月10日 14:40' }).click();
  await small.getByRole('dialog').getByRole('button', { name: /14:38/ }).click();
  await expect(small.getByText('（含两盏庭院灯）')).toHaveCount(0);
  await phone.close();

  // Without the relay: what this window has fetched, and of any other meeting that it cannot be had.
  const other = stage.document('minutes', 'joint', '没看过的会议');
  await page.getByRole('link', { name: '回到会议' }).click();
  await page.route('**/api/history*', (route) => route.abort());
  await page.getByRole('link', { name: '历史', exact: true }).click();
  await expect(page.getByText(/现在联系不上服务器，显示的是/)).toBeVisible();
  await expect(yard).toContainText('操场周末八点到十一点开放。');
  await page.goto(`/meetings/${other}/history`);
  await expect(page.getByText('历史版本需要联网查看')).toBeVisible();
  await context.close();
});

test('[HI16] a paragraph of many screens is there to its end, and no wider than a window that became narrow', async ({
  browser,
}) => {
  const { address, step } = beginMeeting('长的会议');
  const clerk = account('mchangde', '干事常青');
  const lines = Array.from({ length: 600 }, (_, line) => `第${line}行：${'路灯维修'.repeat(12)}`);
  await step(day, clerk, (own) => {
    addTopic(own, { id: 't1', title: '小区路灯维修' }, createAuthor(clerk));
    appendParagraphs(textOf(own, 't1'), [{ speaker: '', text: lines.join('\n') }]);
  });
  const context = await browser.newContext({
    baseURL: stage.origin,
    locale: 'zh-CN',
    viewport: { width: 1440, height: 900 },
  });
  await stage.enter(context, '干事李芳');
  const page = await context.newPage();
  await page.goto(`/meetings/${address}/history`);
  const lamps = page.getByRole('region', { name: '小区路灯维修' });
  await expect(lamps).toContainText('第599行');
  const parts = lamps.locator('p > span');
  expect(await parts.count()).toBeGreaterThan(5);
  const reach = () => lamps.evaluate((region) => Math.round(region.getBoundingClientRect().right));
  const wide = await reach();
  // Half of it is out of sight, and remembered as wide as it was.
  await parts.nth(3).evaluate((part) => part.scrollIntoView());
  await expect(parts.nth(3)).toBeInViewport();
  await page.setViewportSize({ width: 900, height: 900 });
  await expect.poll(reach).toBeLessThan(wide - 400);
  expect(await reach()).toBeLessThanOrEqual(900);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(reach).toBeLessThanOrEqual(390);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await context.close();
});
