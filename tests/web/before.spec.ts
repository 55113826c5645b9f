/**
 * What comes before a meeting, as its people meet it: the committee's template, a unit that proposes on a phone, the secretary's
 * agenda, what an earlier meeting left open, invitations and their answers, the calendar file and the notice.
 */
import { readFile } from 'node:fs/promises';
import { admitUnit, createAuthor, enterMember, foundPartyNode } from '@lianxi/documents';
import type { Locator, Page } from '@playwright/test';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { violationsOf } from './support/axe.ts';
import { go } from './support/go.ts';
import { smallTargetsOf } from './support/legible.ts';
import { addTopic, speak } from './support/meeting.ts';
import type { RunningServer } from './support/server.ts';
import { expect, type Person, test } from './support/test.ts';

test.use({ apart: 'community' });

/** In two years' time: nothing of it is overdue while this runs. */
const year = new Date().getFullYear() + 2;
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const idOf = async ({ context }: Person): Promise<string> => {
  const answer = await context.request.get('/api/session');
  return ((await answer.json()) as { member: { id: string } }).member.id;
};

/** Somebody of the committee enters a unit with its liaison and a committee with its secretary, by a program. */
const fillDirectory = async (server: RunningServer, committee: Person, liaison: Person) => {
  await server.lianxi(['document', 'create', 'directory']);
  const token = (await server.lianxi(['token', 'create', '--user', committee.name])).trim();
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(
    `${server.origin.replace('http', 'ws')}/sync`,
    'directory/community/main',
    doc,
    { protocols: [`lianxi.bearer.${token}`], disableBc: true },
  );
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  const author = createAuthor(await idOf(committee));
  const [own, liaisonId] = [await idOf(committee), await idOf(liaison)];
  const results = [
    enterMember(doc, { id: own, name: committee.name, post: '党委书记', partyNode: 'committee', account: own }, author),
    foundPartyNode(doc, { id: 'committee', name: '社区党委', kind: 'committee', parent: null, secretary: own }, author),
    enterMember(doc, { id: liaisonId, name: liaison.name, post: '副校长', unit: 'linxi', account: liaisonId }, author),
    admitUnit(doc, { id: 'linxi', name: '临溪小学', scope: 'unit-linxi', liaison: liaisonId }, author),
  ];
  for (const result of results) expect(result).toMatchObject({ ok: true });
  await expect.poll(() => server.lianxi(['document', 'export', 'directory/community/main'])).toContain('临溪小学');
  provider.destroy();
  doc.destroy();
};

const openDialog = async (page: Page, start: string): Promise<Locator> => {
  await go(page, '/meetings');
  await page.getByRole('button', { name: '开一场会' }).first().click();
  const dialog = page.getByRole('dialog', { name: '开一场会' });
  await dialog.getByLabel('开始').fill(start);
  return dialog;
};
const begin = async (page: Page): Promise<string> => {
  await page.getByRole('button', { name: '开会', exact: true }).click();
  await page.waitForURL(/\/meetings\/minutes\/joint\//);
  return new URL(page.url()).pathname;
};
const topicsOf = (page: Page) => page.getByRole('navigation', { name: '议程' }).locator('ol .name');
const expectSound = async (page: Page) => {
  expect(await violationsOf(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
};
const dragTo = async (page: Page, from: Locator, to: Locator, height: number) => {
  const [source, target] = [await from.boundingBox(), await to.boundingBox()];
  if (!source || !target) throw new Error('nothing to drag, or nowhere to drop it');
  await page.mouse.move(source.x + 60, source.y + 12);
  await page.mouse.down();
  await page.mouse.move(source.x + 70, source.y + 20, { steps: 3 });
  await page.mouse.move(target.x + 70, target.y + target.height * height, { steps: 8 });
  await page.mouse.up();
};

test('[MN20] [MN25] [MN26] [MN30] [MN31] [MN32] a template begins the meeting, a unit proposes and answers on a phone, the agenda fills, and calendar and notice go out', async ({
  person,
  server,
}) => {
  test.setTimeout(60_000);
  const committee = await person({ role: 'committee', name: '周敏' });
  const unit = await person({ role: 'unit', scope: 'unit-linxi', name: '刘志远', context: phone });
  await fillDirectory(server, committee, unit);
  const { page } = committee;

  // The committee says how its joint meetings begin, and takes back what it said of another type.
  await go(page, '/meetings/templates');
  await expect(page.getByText('现在会邀请 2 人')).toBeVisible();
  await page.getByLabel('默认地点').fill('社区二楼议事厅');
  await page.getByRole('button', { name: '加一项' }).click();
  await page.getByLabel('固定议题 1', { exact: true }).fill('资源清单更新');
  await page.getByLabel('固定议题 1', { exact: true }).press('Tab');
  await page.getByLabel('固定议题 1 的预计用时').fill('10');
  await page.getByLabel('固定议题 1 的预计用时').press('Tab');
  await page.getByRole('button', { name: '党课' }).click();
  await page.getByLabel('标题').fill('{年}年第{季}课');
  await page.getByLabel('标题').press('Tab');
  await expect(page.getByRole('button', { name: '党课 已改' })).toBeVisible();
  await page.getByRole('button', { name: '全部恢复默认' }).click();
  await expect(page.getByLabel('标题')).toHaveValue('{季}季度党课');
  await expect(page.getByText('已改')).toHaveCount(1);

  // An earlier meeting leaves a resolution open.
  const first = await openDialog(page, `${year}-03-10T14:30`);
  await first.getByLabel('会议名称').fill('一季度联席会议');
  await first.getByLabel(/议题，预计/).uncheck();
  await first.getByLabel(/邀请 2 人/).uncheck();
  await begin(page);
  await addTopic(page, '早市');
  await speak(page, `由临溪小学牵头，${year}年6月1日前划线。`);
  await page.getByRole('button', { name: '记为议定事项' }).click();
  await expect(page.getByText('议定事项 1-1')).toBeVisible();

  // The next one begins from the template, and what was left open lies ready.
  const next = await openDialog(page, `${year}-06-10T14:30`);
  await expect(next.getByLabel(/邀请 2 人，来自 2 家/)).toBeChecked();
  const path = await begin(page);
  await expect(page.getByLabel('会议名称')).toHaveValue('二季度党建联席会议');
  await expect(page.getByLabel('地点')).toHaveValue('社区二楼议事厅');
  await expect(page.getByText('征集到 5月26日')).toBeVisible();
  await expect(topicsOf(page)).toHaveText(['资源清单更新']);
  const draft = page.getByRole('region', { name: '以前会议未了的事项' });
  await expect(draft).toContainText('一季度联席会议 第 1-1 项');
  await draft.getByRole('button', { name: /^列入/ }).click();
  await expect(topicsOf(page)).toHaveText(['资源清单更新', /^上次议定：由临溪小学牵头/]);
  await expect(draft).toHaveCount(0);
  await page
    .getByRole('button', { name: /上次议定/ })
    .first()
    .click();
  await expect(page.getByText(/《一季度联席会议》议定事项 1-1，主办 临溪小学，时限 6月1日/)).toBeVisible();

  // The liaison is asked on the day's page, sends somebody, and proposes two topics.
  const hand = unit.page;
  await go(hand, '/');
  const asked = hand.locator('section').filter({ hasText: '会议邀请' });
  await asked.getByRole('button', { name: '派代表' }).tap();
  await asked.getByLabel('代表姓名').fill('王敏');
  await asked.getByRole('button', { name: '回复', exact: true }).tap();
  await expect(asked.getByRole('button', { name: '派代表' })).toHaveAttribute('aria-pressed', 'true');
  await expectSound(hand);
  await asked.getByRole('link', { name: '提一个议题' }).last().tap();
  const propose = async (title: string, suggestion: string) => {
    await hand.getByLabel('议题', { exact: true }).fill(title);
    await hand.getByLabel('事由').fill('放学时段车多');
    await hand.getByLabel('建议').fill(suggestion);
    await hand.getByRole('button', { name: '提交' }).tap();
    await expect(hand.getByRole('listitem').filter({ hasText: title })).toContainText('待定');
  };
  await expect(hand.getByText('以临溪小学的名义提出')).toBeVisible();
  await propose('校门口临停', '划出十分钟即停即走车位');
  await propose('操场周末开放', '先试一个月');
  // The toast that offers the way back is the frame's.
  expect((await smallTargetsOf(hand)).filter((each) => !/撤销|收起/.test(each))).toEqual([]);

  // The secretary drags one onto the agenda and defers the other with a reason; the liaison reads both.
  const proposed = page.getByRole('region', { name: '各单位提出，待列入议程' });
  const card = (title: string) => proposed.getByRole('listitem').filter({ hasText: title });
  await expect(card('校门口临停')).toContainText('临溪小学 · 刘志远');
  await card('操场周末开放').getByRole('button', { name: '暂缓' }).click();
  await page.getByLabel('暂缓原因').fill('等学校答复');
  await page.getByRole('dialog', { name: /暂缓/ }).getByRole('button', { name: '暂缓' }).click();
  await expect(card('操场周末开放')).toContainText('等学校答复');
  const firstTopic = page.getByRole('navigation', { name: '议程' }).locator('ol > li').first();
  await dragTo(page, card('校门口临停'), firstTopic, 0.2);
  await expect(topicsOf(page)).toHaveText(['校门口临停', '资源清单更新', /^上次议定/]);
  await expect(hand.getByRole('listitem').filter({ hasText: '校门口临停' }).first()).toContainText('议程第 1 项');
  await expect(hand.getByRole('listitem').filter({ hasText: '操场周末开放' })).toContainText('原因：等学校答复');

  // Who answered what; an answer by telephone is written down, and the sheet follows.
  await page.getByRole('button', { name: '参加 1 · 请假 0 · 未回复 1' }).click();
  const replies = page.getByRole('dialog', { name: '邀请与回复' });
  await expect(replies.getByRole('listitem').filter({ hasText: '王敏' })).toContainText('代刘志远');
  await replies.getByRole('listitem').filter({ hasText: '周敏' }).getByRole('button', { name: '代填' }).click();
  await replies.getByRole('button', { name: '请假' }).last().click();
  await replies.getByLabel('请假原因').fill('区里开会');
  await replies.getByRole('button', { name: '回复', exact: true }).click();
  await expect(replies.getByRole('listitem').filter({ hasText: '周敏' })).toContainText('区里开会');
  await expectSound(page);
  await replies.getByRole('button', { name: '完成' }).click();
  await expect(page.getByRole('img', { name: '实到 0，请假 1，未到 1' })).toBeVisible();

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '日历文件' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('二季度党建联席会议.ics');
  const calendar = (await readFile(await file.path(), 'utf8')).replaceAll('\r\n ', '');
  expect(calendar).toContain(`DTSTART;TZID=Asia/Shanghai:${year}0610T143000\r\n`);
  expect(calendar).toContain('DESCRIPTION:1. 校门口临停\\n2. 资源清单更新\\n3. 上次议定');
  expect(calendar).toContain(`URL:${server.origin}${path}\r\n`);
  expect(calendar).not.toContain('王敏');

  await page.getByRole('link', { name: '会议通知' }).click();
  const sheet = page.getByRole('article', { name: '第 1 页' });
  await expect(sheet.getByRole('heading')).toHaveText('关于召开二季度党建联席会议的通知');
  await expect(sheet).toContainText('社区党委、临溪小学：');
  await expect(sheet).toContainText('（一）校门口临停。');
  await expectSound(page);
});
