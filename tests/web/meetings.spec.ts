/** Meetings as people use them: two and more browsers on one set of minutes, a cut network, a phone, a newer version's text. */
import type { Page } from '@playwright/test';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { isCampaign } from '../campaign.ts';
import { violationsOf } from './support/axe.ts';
import { go } from './support/go.ts';
import { keepsApp } from './support/keeps-app.ts';
import { expect, type Person, test } from './support/test.ts';

const openMeeting = async ({ page }: Person, title: string): Promise<string> => {
  await go(page, '/meetings');
  await page.getByRole('button', { name: '开一场会' }).first().click();
  await page.getByLabel('会议名称').fill(title);
  await page.getByLabel('开始').fill('2026-09-10T14:30');
  await page.getByRole('button', { name: '开会', exact: true }).click();
  await page.waitForURL(/\/meetings\/minutes\/joint\//);
  return new URL(page.url()).pathname;
};

const addTopics = async (page: Page, ...titles: string[]) => {
  await page.getByRole('button', { name: '加议题' }).click();
  const line = page.getByRole('textbox', { name: '议题', exact: true });
  for (const title of titles) {
    await line.fill(title);
    await line.press('Enter');
  }
  await line.press('Escape');
};

const topicsOf = (page: Page) => page.getByRole('navigation', { name: '议程' }).locator('ol .name');
const expectAgenda = (page: Page, ...titles: readonly string[]) => expect(topicsOf(page)).toHaveText(titles);
const textOf = (page: Page) => page.getByRole('textbox', { name: /议题正文/ });
/** Without the joiners that stand around carets. */
const wordsOf = async (page: Page) => (await textOf(page).textContent())?.replaceAll('\u2060', '');
const speak = async (page: Page, words: string) => {
  await page.getByRole('button', { name: '发言' }).click();
  await page.keyboard.type(words);
};
const expectNoViolations = async (page: Page) => expect(await violationsOf(page)).toEqual([]);

test('[MN265] committee and unit write into one topic, see each other by name, and a sentence becomes a resolution', async ({
  regular,
}) => {
  const committee = await regular({ role: 'committee' });
  const unit = await regular({ role: 'unit', scope: 'unit-linxi' });
  const url = await openMeeting(committee, '三季度联席会议');
  await addTopics(committee.page, '课堂场地', '车库照明');
  await go(unit.page, url);
  await expectAgenda(unit.page, '课堂场地', '车库照明');

  // [MN265] Between the name and its words somebody else speaks.
  await committee.page.getByRole('button', { name: '发言' }).click();
  await speak(unit.page, '操场可以继续用到年底。');
  await expect(textOf(committee.page)).toContainText('操场可以继续用到年底。');
  await committee.page.keyboard.type('由安居物业牵头，9月25日前报排班。');
  for (const { page } of [committee, unit]) {
    await expect(textOf(page)).toContainText('操场可以继续用到年底。');
    await expect(textOf(page)).toContainText('由安居物业牵头，9月25日前报排班。');
  }
  await expect(committee.page.locator('.caret .name')).toHaveAttribute('data-name', new RegExp(unit.name));

  await committee.page.getByRole('button', { name: '记为议定事项' }).click();
  const card = unit.page.getByRole('article').filter({ hasText: '议定事项 1-1' });
  await expect(card.getByLabel('议定内容')).toHaveValue('由安居物业牵头，9月25日前报排班。');
  await expect(card.getByRole('button', { name: '时限 9月25日' })).toBeVisible();
  await card.getByLabel('主办').fill('安居物业');
  await card.getByLabel('主办').press('Enter');
  await expect(committee.page.getByLabel('主办')).toHaveValue('安居物业');
  await expectNoViolations(committee.page);
});

test('what is written while the network is cut on both sides is all there afterwards', async ({ person, regular }) => {
  const committee = await regular({ role: 'committee' });
  const branch = await person({ role: 'branch', scope: 'wutongli' });
  const url = await openMeeting(committee, '断网也能开的会');
  await addTopics(committee.page, '第一项');
  await branch.page.goto(url);
  await expect(textOf(branch.page)).toBeVisible();

  await branch.context.setOffline(true);
  await expect(branch.page.getByText('离线，已存本机')).toBeVisible();
  await speak(branch.page, '楼道里写的一段');
  await addTopics(branch.page, '离线加的议题');
  await speak(committee.page, '会场里写的一段');
  await expect(textOf(branch.page)).not.toContainText('会场里写的一段');

  await branch.context.setOffline(false);
  for (const { page } of [committee, branch]) {
    await expect(textOf(page)).toContainText('楼道里写的一段');
    await expect(textOf(page)).toContainText('会场里写的一段');
    await expectAgenda(page, '第一项', '离线加的议题');
    await expect(page.getByText('已存本机，已送达')).toBeVisible();
  }
  await expect.poll(() => wordsOf(committee.page)).toBe(await wordsOf(branch.page));
});

test('the agenda is put in order by the keyboard, a removed topic comes back, and text is undone by itself', async ({
  regular,
}) => {
  const { page, ...rest } = await regular({ role: 'committee' });
  await openMeeting({ page, ...rest }, '排议程');
  await addTopics(page, '甲', '乙', '丙');
  const topic = (name: string) =>
    page.getByRole('navigation', { name: '议程' }).getByRole('button', { name: new RegExp(`^\\d+ ${name}`) });
  await topic('丙').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowUp');
  await expectAgenda(page, '丙', '甲', '乙');
  await page.keyboard.press('Alt+ArrowDown');
  await expectAgenda(page, '甲', '丙', '乙');
  await page.getByRole('button', { name: '“丙”的更多操作' }).click();
  await page.getByRole('menuitem', { name: '移除' }).click();
  await expectAgenda(page, '甲', '乙');
  await page.getByRole('button', { name: '撤销', exact: true }).last().click();
  await expectAgenda(page, '甲', '丙', '乙');

  await topic('乙').click();
  await textOf(page).click();
  await page.keyboard.type('写错了');
  await page.keyboard.press('Control+z');
  await expect(textOf(page)).not.toContainText('写错了');
  await expectAgenda(page, '甲', '丙', '乙');
});

test('attendance counts itself while people sign in', async ({ regular }) => {
  const { page, ...rest } = await regular({ role: 'committee' });
  await openMeeting({ page, ...rest }, '点人数');
  await page.getByRole('button', { name: '登记参会人' }).click();
  await page.getByRole('button', { name: '手工登记' }).click();
  for (const name of ['甲某', '乙某', '丙某']) {
    await page.getByLabel('姓名', { exact: true }).first().fill(name);
    await page.getByLabel('单位', { exact: true }).fill('临溪小学');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel(`${name}的到会状态`)).toBeVisible();
  }
  await expect(page.getByText('未过半，还差 2 人')).toBeVisible();
  await page.getByRole('button', { name: '签到', exact: true }).first().click();
  await page.getByRole('button', { name: '签到', exact: true }).first().click();
  await page.getByLabel('丙某的到会状态').selectOption('leave');
  await expect(page.getByText('过半，可表决')).toBeVisible();
  await expect(page.getByRole('img', { name: '实到 2，请假 1，未到 0' })).toBeVisible();
  await expectNoViolations(page);
});

test('[MN12] text of a newer version is shown, cannot be edited here, and loses nothing', async ({
  regular,
  server,
}) => {
  const { page, name, ...rest } = await regular({ role: 'committee' });
  const url = await openMeeting({ page, name, ...rest }, '新版本写的会');
  await addTopics(page, '有表格的议题');
  await speak(page, '普通的一段');
  const address = url.slice(url.indexOf('/meetings/') + '/meetings/'.length);
  const token = (await server.lianxi(['token', 'create', '--user', name])).trim();
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${server.origin.replace('http', 'ws')}/sync`, address, doc, {
    protocols: [`lianxi.bearer.${token}`],
    disableBc: true,
  });
  try {
    await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
    const topic = [...doc.getMap('agenda').keys()].find((key) => !key.includes('/')) ?? '';
    const text = doc.getXmlFragment(`text/${topic}`);
    await expect.poll(() => text.toString()).toContain('普通的一段');
    const table = new Y.XmlElement('table');
    table.insert(0, [new Y.XmlText('表格里的字')]);
    text.insert(1, [table]);
    await expect(page.getByText('这段正文含有新版本才认识的内容')).toBeVisible();
    await expect(page.getByText('表格里的字')).toBeVisible();
    await expect(textOf(page)).toHaveCount(0);
    await page.reload();
    await expect(page.getByText('表格里的字')).toBeVisible();
    await page.waitForTimeout(500);
    expect(text.toString()).toContain('<table>表格里的字</table>');
  } finally {
    provider.destroy();
    doc.destroy();
  }
});

test('on a phone the topics turn like pages, and the main step is at the thumb', async ({ person, regular }) => {
  const committee = await regular({ role: 'committee' });
  const url = await openMeeting(committee, '手机上的会');
  await addTopics(committee.page, '头一项', '后一项');
  const { page } = await person({
    role: 'unit',
    scope: 'unit-linxi',
    context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  });
  await page.goto(url);
  await expect(page.getByRole('button', { name: /一、头一项/ })).toBeVisible();
  await page.getByRole('button', { name: '下一项议题' }).click();
  await expect(page.getByRole('button', { name: /二、后一项/ })).toBeVisible();
  await speak(page, '手机上写的');
  await page.getByRole('button', { name: '记为议定事项' }).click();
  await expect(page.getByText('议定事项 2-1')).toBeVisible();
  await committee.page
    .getByRole('button', { name: /后一项/ })
    .first()
    .click();
  await expect(textOf(committee.page)).toContainText('手机上写的');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectNoViolations(page);
});

test('the list shows what was opened here, its state, and what is under follow-up', async ({ regular }) => {
  const { page, ...rest } = await regular({ role: 'committee' });
  await openMeeting({ page, ...rest }, '列表里的会');
  await addTopics(page, '一件事');
  await speak(page, '由物业牵头，2026年1月5日前修好。');
  await page.getByRole('button', { name: '记为议定事项' }).click();
  await go(page, '/meetings');
  const row = page.getByRole('link', { name: /列表里的会/ }).first();
  await expect(row).toContainText('征集议题');
  const followUps = page.getByRole('complementary', { name: '督办' });
  await expect(followUps).toContainText('由物业牵头');
  await expect(followUps).toContainText(/逾期 \d+ 天/);
  await expectNoViolations(page);
});

test('[MN16] two times and two leads written apart stand side by side until somebody chooses', async ({ person }) => {
  const committee = await person({ role: 'committee', name: '何庚' });
  const branch = await person({ role: 'branch', scope: 'wutongli', name: '许辛' });
  const url = await openMeeting(committee, '两个值的会');
  await addTopics(committee.page, '一件事');
  await speak(committee.page, '尽快修好。');
  await committee.page.getByRole('button', { name: '记为议定事项' }).click();
  await branch.page.goto(url);
  await expect(branch.page.getByText('议定事项 1-1')).toBeVisible();

  await branch.context.setOffline(true);
  await expect(branch.page.getByText('离线，已存本机')).toBeVisible();
  for (const [{ page }, place, lead] of [
    [committee, '二楼议事厅', '安居物业'],
    [branch, '一楼会客厅', '临溪小学'],
  ] as const) {
    await page.getByLabel('地点').fill(place);
    await page.getByLabel('地点').press('Enter');
    await page.getByLabel('主办').fill(lead);
    await page.getByLabel('主办').press('Enter');
  }
  await branch.context.setOffline(false);
  const both = (page: Page) => page.getByRole('button', { name: '2 个值' });
  for (const { page } of [committee, branch]) await expect(both(page)).toHaveCount(2);
  await expectNoViolations(branch.page);

  await both(branch.page).first().click();
  const choice = branch.page.getByRole('dialog', { name: '同一处，两个人都改过' }).last();
  await expect(choice).toContainText('何庚');
  await expect(choice).toContainText('许辛');
  await choice.getByRole('button', { name: /二楼议事厅/ }).click();
  for (const { page } of [committee, branch]) {
    await expect(page.getByLabel('地点')).toHaveValue('二楼议事厅');
    await expect(both(page)).toHaveCount(1);
  }
  // Leaving it open loses nothing either.
  await both(committee.page).click();
  await committee.page.keyboard.press('Escape');
  await expect(both(committee.page)).toHaveCount(1);
});

test('a topic is dragged to its place with the mouse, and the others see it there', async ({ regular }) => {
  const committee = await regular({ role: 'committee' });
  const branch = await regular({ role: 'branch', scope: 'wutongli' });
  const url = await openMeeting(committee, '用鼠标排议程');
  await addTopics(committee.page, '甲', '乙', '丙', '丁');
  await go(branch.page, url);
  await expectAgenda(branch.page, '甲', '乙', '丙', '丁');
  const { page } = committee;
  const placeOf = async (name: string) => {
    const box = await page
      .getByRole('navigation', { name: '议程' })
      .locator('li')
      .filter({ has: page.locator('.name', { hasText: name }) })
      .boundingBox();
    if (!box) throw new Error(`${name} is not on the agenda`);
    return box;
  };
  const drag = async (name: string, target: string, half: 'upper' | 'lower') => {
    const [from, to] = [await placeOf(name), await placeOf(target)];
    await page.mouse.move(from.x + 60, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + 70, from.y + from.height / 2 + 8, { steps: 3 });
    await page.mouse.move(to.x + 70, to.y + to.height * (half === 'upper' ? 0.2 : 0.8), { steps: 8 });
    await page.mouse.up();
  };
  await drag('丁', '甲', 'upper');
  await expectAgenda(page, '丁', '甲', '乙', '丙');
  await drag('甲', '丙', 'lower');
  for (const each of [page, branch.page]) await expectAgenda(each, '丁', '乙', '丙', '甲');
  await page.keyboard.press('Control+z');
  for (const each of [page, branch.page]) await expectAgenda(each, '丁', '甲', '乙', '丙');
});

test('a meeting is begun and written without a network, survives a reload, and is there for others afterwards', async ({
  person,
  regular,
  server,
}) => {
  test.skip(
    !isCampaign,
    'by day one that is begun offline survives even its browser’s end: integrity.spec.ts; more: begun.spec.ts',
  );
  const branch = await person({ role: 'branch', scope: 'wutongli', context: keepsApp });
  await branch.page.goto('/meetings');
  await branch.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await branch.page.reload();
  await expect(branch.page.getByRole('button', { name: '开一场会' }).first()).toBeVisible();
  await branch.context.setOffline(true);
  const url = await openMeeting(branch, '断网时开的会');
  await addTopics(branch.page, '楼道堆物');
  await speak(branch.page, '三楼转角还有两辆旧车。');
  await branch.page.reload();
  await expect(textOf(branch.page)).toContainText('三楼转角还有两辆旧车。');
  await branch.page.getByLabel('会议名称').fill('断网时开的楼道会');
  await branch.page.getByLabel('会议名称').press('Enter');
  await branch.page.goto('/meetings');
  await expect(branch.page.getByRole('link', { name: /断网时开的楼道会/ })).toContainText('征集议题');

  await branch.context.setOffline(false);
  const listed = () => server.lianxi(['document', 'list']);
  await expect.poll(listed, { timeout: 30_000 }).toContain('断网时开的楼道会');
  const committee = await regular({ role: 'committee' });
  await go(committee.page, '/meetings');
  await expect(committee.page.getByRole('link', { name: /断网时开的楼道会/ })).toHaveCount(1);
  await go(committee.page, url);
  await expect(textOf(committee.page)).toContainText('三楼转角还有两辆旧车。');
  await expectAgenda(committee.page, '楼道堆物');
});

test('the list is complete at once and without a network, from what the device kept', async ({ person }) => {
  const { page, context, ...rest } = await person({ role: 'committee', context: keepsApp });
  await openMeeting({ page, context, ...rest }, '记得住的会');
  await addTopics(page, '一件事', '又一件');
  await page.goto('/meetings');
  const row = page.getByRole('link', { name: /记得住的会/ });
  await expect(row).toContainText('议题 2 个');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await context.setOffline(true);
  // Without any document's own copy: what the row says can only come from what was kept for the list.
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
  });
  await page.reload();
  await expect(row).toContainText('议题 2 个');
  await expect(row).toContainText('14:30');
});

test('from a meeting the other places are a click away, and so is the way back', async ({ regular }) => {
  const { page, complaints, ...rest } = await regular({ role: 'committee' });
  await openMeeting({ page, complaints, ...rest }, '走开又回来的会');
  await addTopics(page, '一件事');
  for (const [place, path] of [
    ['组织', '/organisation'],
    ['会议', '/meetings'],
    ['项目', '/projects'],
    ['居民', '/residents'],
    ['设置', '/settings'],
  ] as const) {
    await page.getByRole('link', { name: place, exact: true }).first().click();
    // The meeting's own place says where it lies, too.
    await expect(page).toHaveURL(path);
    await expect(page.getByRole('navigation', { name: '所在位置' })).toContainText(place);
    await page.goBack();
    await expect(textOf(page)).toBeVisible();
  }
  expect(complaints).toEqual([]);
});
