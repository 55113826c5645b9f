/** From the units' confirmations to the signature, the addendum, the link that reads it, and the follow-up of what was resolved. */
import {
  addTopic,
  admitUnit,
  appendParagraphs,
  createAuthor,
  fillHeader,
  inviteAttendees,
  recordResolution,
  textOf,
} from '@lianxi/documents';
import type { Page } from '@playwright/test';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { violationsOf } from './support/axe.ts';
import { go } from './support/go.ts';
import { illegibleOf, sayIllegible, smallTargetsOf, whenStill } from './support/legible.ts';
import { expect, test } from './support/test.ts';

const entered = async (origin: string, token: string, address: string, doc: Y.Doc): Promise<WebsocketProvider> => {
  const provider = new WebsocketProvider(`${origin.replace('http', 'ws')}/sync`, address, doc, {
    protocols: [`lianxi.bearer.${token}`],
    disableBc: true,
  });
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  return provider;
};
const memberOf = async (page: Page): Promise<string> =>
  (await (await page.request.get('/api/session')).json()).member.id;

/** Nothing that a person could not read, reach with a finger, or have read out to them. */
const expectFine = async (page: Page) => {
  await whenStill(page);
  const faults = [...(await violationsOf(page)), ...(await illegibleOf(page)).map(sayIllegible)];
  if (await page.evaluate(() => matchMedia('(pointer: coarse)').matches)) faults.push(...(await smallTargetsOf(page)));
  expect(faults).toEqual([]);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider).toBe(0);
};

test('[MN75] [MN80] [FU6] [FU7] [FU8] units confirm, the secretary signs, what is typed meanwhile stays where it was typed, and what was resolved is followed up', async ({
  browser,
  person,
  server,
}) => {
  test.setTimeout(120_000);
  const office = await person({ role: 'committee', name: '干事签发' });
  const school = await person({ role: 'unit', scope: 'unit-qianfa', name: '联络员签发' });
  const address = (
    await server.lianxi(['document', 'create', 'minutes', '--title', '签发的会议', '--id', 'to-be-signed'])
  ).trim();
  const token = (await server.lianxi(['token', 'create', '--user', office.name])).trim();
  const clerk = await memberOf(office.page);
  // Another program writes the directory and the meeting.
  const author = createAuthor(clerk);
  const directory = new Y.Doc();
  await office.page.request.get('/api/documents');
  const book = await entered(server.origin, token, 'directory/community/main', directory);
  admitUnit(directory, { name: '签发小学', scope: 'unit-qianfa' }, author);
  const doc = new Y.Doc();
  const writer = await entered(server.origin, token, address, doc);
  fillHeader(doc, { type: 'joint', start: '2026-09-10T14:30', place: '议事厅', chair: '周敏' }, author);
  inviteAttendees(doc, [{ name: '联络员签发', unit: '签发小学', state: 'present' }], author);
  addTopic(doc, { id: 't1', title: '课堂场地' }, author);
  appendParagraphs(textOf(doc, 't1'), [{ text: '操场可以用到年底。' }]);
  const lead = { topic: 't1', lead: '签发小学', deadline: '2026-09-25' };
  recordResolution(doc, { ...lead, id: 'r1', text: '报排班表' }, author);
  recordResolution(doc, { ...lead, id: 'r2', text: '开放操场', assisting: ['安居物业'] }, author);
  await expect.poll(async () => (await server.lianxi(['document', 'export', address])).includes('开放操场')).toBe(true);

  // The unit sees what waits for it, in the meeting and on the day's page, confirms one item and objects to the other.
  const { page: unit } = school;
  await go(unit, '/');
  await expect(unit.getByRole('link', { name: /签发的会议.*待确认/ })).toBeVisible();
  await go(unit, `/meetings/${address}`);
  await unit.getByRole('link', { name: '有 2 项等你单位确认' }).click();
  await expect(unit.getByRole('heading', { name: '确认与签发' })).toBeVisible();
  await expect(unit.getByRole('button', { name: '签发', exact: true })).toHaveCount(0);
  const first = unit.getByRole('article').filter({ hasText: '报排班表' });
  await first.getByRole('button', { name: '确认', exact: true }).click();
  await expect(first.getByText('已确认')).toBeVisible();
  const second = unit.getByRole('article').filter({ hasText: '开放操场' });
  await second.getByRole('button', { name: '提出异议' }).first().click();
  await unit.getByLabel('对这一项有什么意见').fill('雨天不开放，请写明。');
  await unit.getByRole('button', { name: '提交异议' }).click();
  await expect(second.getByText('有异议')).toBeVisible();
  await expectFine(unit);

  // The secretary sees who has confirmed, and what is missing; the objection is met, the rest is signed nevertheless.
  const { page } = office;
  await go(page, `/meetings/${address}/sign`);
  await expect(page.getByText('雨天不开放，请写明。')).toBeVisible();
  await expect(page.getByText('已确认 1 / 3')).toBeVisible();
  const checks = page.getByRole('region', { name: '签发前检查' });
  await expect(checks.getByText('有单位提出异议：1-2')).toBeVisible();
  await expect(checks.getByText('还有单位没有确认：1-2')).toBeVisible();
  await expectFine(page);
  // Without a network nothing is signed, and it is said why.
  await office.context.setOffline(true);
  await expect(page.getByText('签发要连上主机')).toBeVisible();
  await expect(page.getByRole('button', { name: '签发', exact: true })).toBeDisabled();
  await office.context.setOffline(false);
  await page.getByText('编号与签发人').click();
  await page.getByLabel('编号格式').fill('青禾纪要〔{year}〕{n}号');
  await page.getByLabel('今年纸上已编到').fill('7');
  await page.getByRole('button', { name: '保存' }).click();
  const number = `青禾纪要〔${new Date().getFullYear()}〕8号`;
  await expect(page.getByText(number)).toBeVisible();

  // Somebody is still typing: the network is slow on their side, so that it arrives after the signature.
  await go(unit, `/meetings/${address}`);
  const text = unit.getByRole('textbox', { name: /议题正文/ });
  await expect(text).toContainText('操场可以用到年底。');
  await school.context.setOffline(true);
  await text.click();
  await unit.keyboard.press('End');
  await unit.keyboard.type('这句来不及了');
  await page.getByRole('button', { name: '签发', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: '签发', exact: true })).toBeDisabled();
  await dialog.getByLabel('我已看过上面的提示，仍然签发').check();
  await dialog.getByRole('button', { name: '签发', exact: true }).click();
  await expect(page.getByRole('heading', { name: '已签发' })).toBeVisible();
  await expect(page.getByText('本机重新计算过：与签发时一字不差')).toBeVisible();
  expect(await server.lianxi(['document', 'verify', address])).toContain(number);
  await school.context.setOffline(false);
  await expect(unit.getByText('纪要已签发，内容不再改动。')).toBeVisible();
  await expect(text).not.toContainText('这句来不及了');
  await unit.getByRole('button', { name: /被退回/ }).click();
  await expect(unit.getByText('这句来不及了')).toBeVisible();
  await unit.keyboard.press('Escape');

  // A correction is a record of its own; the official document has number, day of issue and what was added.
  await page.getByRole('button', { name: '写一条' }).click();
  await page.getByLabel('内容', { exact: true }).fill('第一项时限应为 9 月 30 日');
  await page.getByRole('button', { name: '签署' }).click();
  await expect(page.getByText('更正 1')).toBeVisible();

  // A link reads it without an account, with a watermark, until it is revoked.
  await page.getByLabel('发给谁').fill('临溪街道');
  await page.getByRole('button', { name: '生成链接' }).click();
  const link = (await page.getByRole('dialog').locator('.link').textContent()) ?? '';
  expect(link).toMatch(/\/read#[\w-]{43}$/);
  await page.getByRole('dialog').getByRole('button', { name: '收起' }).click();
  const stranger = await browser.newContext({
    baseURL: server.origin,
    locale: 'zh-CN',
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const reader = await stranger.newPage();
  const asked: string[] = [];
  reader.on('request', (request) => asked.push(request.url()));
  await go(reader, link);
  const sheets = reader.getByRole('region', { name: '公文预览' });
  await expect(sheets).toContainText(number);
  await expect(sheets).toContainText('更正1');
  await expect(sheets).toContainText('第一项时限应为 9 月 30 日');
  await expect(sheets).toContainText(`${new Date().getFullYear()}年`);
  await expect(reader.getByText('发给 临溪街道')).toBeVisible();
  expect(asked.some((url) => url.includes(link.slice(-20)))).toBe(false);
  expect(asked.filter((url) => new URL(url).pathname.startsWith('/api/documents'))).toEqual([]);
  await expectFine(reader);
  await page.reload();
  await expect(page.getByText(/打开 1 次/)).toBeVisible();
  await expectFine(page);
  await page.getByRole('button', { name: '停用' }).click();
  await expect(page.getByText('已停用', { exact: true })).toBeVisible();
  await reader.reload();
  await expect(reader.getByText('这个链接打不开了')).toBeVisible();
  await stranger.close();

  // The unit finds its own items, reports on one without a network; the office sends it back, then settles it.
  await go(unit, '/meetings/follow-ups');
  await expect(unit.getByRole('heading', { name: '本单位的督办事项' })).toBeVisible();
  await unit.getByRole('button', { name: /报排班表/ }).click();
  await expect(unit.getByLabel('审核意见')).toHaveCount(0);
  await school.context.setOffline(true);
  await unit.getByLabel('签发小学反馈').fill('排班表已报社区');
  await unit.getByRole('button', { name: '提交反馈' }).click();
  await expect(unit.getByText('已反馈，待审核').first()).toBeVisible();
  await school.context.setOffline(false);
  // The office would find it within a minute; whoever opens the day's page afterwards, at once.
  const followUps = async () => (await office.page.request.get('/api/documents')).text();
  await expect.poll(followUps).toContain('"kind":"followup"');
  await go(page, '/');
  // [AP35] Well before the list is asked for by itself.
  await page.getByRole('link', { name: /报排班表.*待审核/ }).click({ timeout: 15_000 });
  await page.getByRole('button', { name: /报排班表/ }).click();
  await expect(page.getByText('排班表已报社区').first()).toBeVisible();
  await page.getByLabel('审核意见').fill('请补上周末的');
  await page.getByRole('button', { name: '继续办理' }).click();
  await expect(unit.getByText('请补上周末的').first()).toBeVisible();
  await unit.getByLabel('签发小学反馈').fill('已补');
  await unit.getByRole('button', { name: '提交反馈' }).click();
  await expect(page.getByText('已补', { exact: true })).toBeVisible();
  await expectFine(page);
  await page.getByRole('button', { name: '办结', exact: true }).click();
  await expect(page.getByText('已办结', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: /^全部/ }).click();
  await expect(page.getByRole('button', { name: /报排班表.*已办结/ })).toBeVisible();
  await unit.setViewportSize({ width: 390, height: 844 });
  await expectFine(unit);

  // Of what is settled nothing comes back at the next meeting.
  const next = (await server.lianxi(['document', 'create', 'minutes', '--title', '再下一次会议'])).trim();
  const later = new Y.Doc();
  const caller = await entered(server.origin, token, next, later);
  fillHeader(later, { type: 'joint', start: '2026-12-10T14:30' }, author);
  await go(page, `/meetings/${next}`);
  const left = page.getByRole('region', { name: '以前会议未了的事项' });
  await expect(left).toContainText('开放操场');
  await expect(left).not.toContainText('报排班表');

  // [MN103] An item is named where it is spoken of: found by initials, and how it stands is said where it is pressed, offline too.
  addTopic(later, { id: 'again', title: '操场还没有开' }, author);
  await go(page, `/meetings/${next}`);
  await expect(page.getByRole('textbox', { name: /议题正文/ })).toBeVisible();
  await page.getByRole('textbox', { name: /议题正文/ }).click();
  await page.keyboard.type('继续督促@kfcc');
  await expect(page.getByRole('listbox', { name: '提及谁' }).getByRole('option')).toHaveText([
    /开放操场.*办理中 · 逾期 \d+ 天/,
  ]);
  await office.context.setOffline(true);
  await page.keyboard.press('Enter');
  const named = `开放操场（${number} 1-2）`;
  await expect(page.locator('.ProseMirror .mention')).toHaveText(named);
  await page.locator('.ProseMirror .mention').click();
  const card = page.getByRole('dialog', { name: named });
  await expect(card).toContainText('办理中');
  await expectFine(page);
  await office.context.setOffline(false);
  await card.getByRole('link', { name: '打开督办' }).click();
  await expect(page.getByRole('complementary', { name: '督办事项 1-2' })).toContainText('安居物业');

  for (const { complaints } of [office, school]) expect(complaints).toEqual([]);
  for (const provider of [book, writer, caller]) provider.destroy();
});
