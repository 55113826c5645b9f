/** A hall: the projector, phones without accounts, a recorder, and two votes. */
import { addTopic, createAuthor, fillHeader, inviteAttendees } from '@lianxi/documents';
import type { Browser, Locator, Page } from '@playwright/test';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { violationsOf } from './support/axe.ts';
import { go } from './support/go.ts';
import { illegibleOf, smallTargetsOf } from './support/legible.ts';
import { readQr } from './support/qr.ts';
import type { RunningServer } from './support/server.ts';
import { expect, test } from './support/test.ts';

/** A meeting of six that another program has prepared. */
const prepare = async (server: RunningServer, page: Page, name: string): Promise<string> => {
  const address = (await server.lianxi(['document', 'create', 'minutes', '--title', '三季度党建联席会议'])).trim();
  const { member } = await (await page.request.get('/api/session')).json();
  const token = (await server.lianxi(['token', 'create', '--user', name])).trim();
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${server.origin.replace('http', 'ws')}/sync`, address, doc, {
    protocols: [`lianxi.bearer.${token}`],
    disableBc: true,
  });
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  const author = createAuthor(member.id);
  fillHeader(doc, { type: 'joint', start: '2026-09-10T14:30', place: '社区二楼议事厅', chair: '周敏' }, author);
  addTopic(doc, { title: '青禾课堂延续一个学期' }, author);
  const people: readonly [name: string, unit: string, post: string, isHere?: boolean][] = [
    ['周敏', '社区党委', '书记', true],
    ['陈雨桐', '社区党委', '委员', true],
    ['何佳宁', '社区卫生服务中心', '护士长'],
    ['顾立群', '临溪小学', '副校长'],
    ['毛志强', '安居物业', '主管'],
    ['高文杰', '惠民超市', '店长', true],
  ];
  inviteAttendees(
    doc,
    people.map(([who, unit, post, isHere]) => ({
      name: who,
      unit,
      post,
      phone: '13800005678',
      state: isHere ? 'present' : 'expected',
    })),
    author,
  );
  await expect.poll(async () => (await server.lianxi(['document', 'export', address])).includes('高文杰')).toBe(true);
  provider.destroy();
  doc.destroy();
  return address;
};

const openPhone = async (browser: Browser, link: string): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  const phone = await context.newPage();
  await go(phone, link);
  return phone;
};
const signIn = async (phone: Page, unit: string, name: string) => {
  await phone.getByLabel('单位', { exact: true }).selectOption({ label: unit });
  if (unit === '其他单位…') await phone.getByLabel('单位名称').fill('街道办事处');
  await phone.getByLabel('姓名').fill(name);
  await phone.getByRole('button', { name: '签到' }).click();
  await expect(phone.getByRole('heading', { name: /^已签到/ })).toBeVisible();
};
const figure = (screen: Page, label: string): Locator =>
  screen
    .locator('dl > div')
    .filter({ has: screen.getByText(label, { exact: true }) })
    .locator('dd');

test('[MN42] [MN43] [MN44] [MN55] [MN59] [MN62] a hall signs in by a code on the wall, and votes on the phones it signed in with', async ({
  browser,
  server,
  person,
}) => {
  const { page, name, context, complaints } = await person({ role: 'committee', name: '记录员甲' });
  const address = await prepare(server, page, name);
  const screen = await context.newPage();
  await go(screen, `/meetings/${address}/hall`);
  await expect(figure(screen, '实到')).toHaveText('3');
  await expect(figure(screen, '应到')).toHaveText('6');
  await screen.getByRole('button', { name: '生成签到码' }).click();
  const code = screen.getByRole('img', { name: '会场签到的二维码' });
  const box = ((await code.getAttribute('viewBox')) ?? '').split(' ').map(Number);
  const link = readQr((await code.locator('path').getAttribute('d')) ?? '', box[2] ?? 0);
  expect(link).toMatch(new RegExp(`^${server.origin}/hall\\.html#[A-Za-z0-9_-]{43}$`));
  // The tab keeps it over a reload; nobody else can show it.
  await screen.reload();
  await expect(code).toBeVisible();

  const phone = await openPhone(browser, link);
  await expect(phone.getByRole('heading', { name: '三季度党建联席会议' })).toBeVisible();
  expect(phone.url()).toBe(`${server.origin}/hall.html`);
  const sizes = await phone.evaluate(() =>
    performance.getEntriesByType('resource').map((each) => (each as PerformanceResourceTiming).encodedBodySize),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(30_000);
  // Units and nobody's name.
  const units = await phone.getByLabel('单位', { exact: true }).locator('option').allTextContents();
  expect([units[0], units.at(-1)]).toEqual(['请选择', '其他单位…']);
  expect(units.slice(1, -1).sort()).toEqual(
    ['临溪小学', '安居物业', '惠民超市', '社区党委', '社区卫生服务中心'].sort(),
  );
  await expect(phone.locator('html')).not.toContainText('周敏');
  await phone.getByRole('button', { name: '签到' }).click();
  await expect(phone.getByRole('alert')).toContainText('请选择单位');
  expect(await violationsOf(phone)).toEqual([]);
  expect(await smallTargetsOf(phone)).toEqual([]);
  await signIn(phone, '社区卫生服务中心', '何佳宁');
  await expect(screen.getByText('何佳宁')).toBeVisible();
  await expect(figure(screen, '实到')).toHaveText('4');

  // Whoever is not on the sheet waits, and what they typed is on no wall.
  const other = await openPhone(browser, link);
  await signIn(other, '其他单位…', '<b>顾立</b>');
  await expect(screen.getByText('待核对 1 人')).toBeVisible();
  await expect(screen.getByText('顾立')).toHaveCount(0);
  await go(page, `/meetings/${address}`);
  await page.getByRole('button', { name: '签到表' }).first().click();
  await page.getByLabel('把<b>顾立</b>对到名单上的人').selectOption({ label: '顾立群　临溪小学' });
  await expect(screen.getByText('顾立群')).toBeVisible();
  await expect(figure(screen, '实到')).toHaveText('5');
  await other.getByRole('button', { name: '填错了，撤回签到' }).click();
  await expect(other.getByText('要改请告诉记录人')).toBeVisible();
  await page.getByLabel('高文杰的到会状态').selectOption('早退');
  await expect(figure(screen, '实到')).toHaveText('4');
  await page.keyboard.press('Escape');
  await page.reload();

  // By name: a phone, and the recorder for somebody without one.
  await page.getByRole('button', { name: '发起表决' }).click();
  await page.getByLabel('通过条件').selectOption('超过实到人数的半数');
  await page.getByRole('button', { name: '开始表决' }).click();
  await expect(screen.getByRole('heading', { name: '青禾课堂延续一个学期' })).toBeVisible();
  await phone.getByRole('button', { name: '同意' }).click({ timeout: 15_000 });
  await expect(phone.getByText('您投了“同意”')).toBeVisible();
  await other.getByRole('button', { name: '弃权' }).click({ timeout: 15_000 });
  await page.getByRole('button', { name: '逐人登记' }).click();
  for (const who of ['周敏', '陈雨桐'])
    await page
      .getByRole('group', { name: `${who}的一票` })
      .getByRole('button', { name: '同意' })
      .click();
  await expect(page.getByText('已投 4 / 4')).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: '计票并结束' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '计票并结束' }).click();
  await expect(screen.getByText('通过', { exact: true })).toBeVisible();
  await expect(screen.getByText('应到 6 人，实到 4 人')).toBeVisible();
  expect(await violationsOf(screen)).toEqual([]);
  expect(await illegibleOf(screen)).toEqual([]);

  // Secret: the phone is asked twice, and neither page tells who voted what.
  await page.getByRole('button', { name: '发起表决' }).click();
  await page.getByLabel('表决事项').fill('推选召集人');
  await page.getByRole('button', { name: '无记名' }).click();
  await expect(page.getByText('不到 5 人')).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: '开始表决' }).click();
  await expect(phone.getByRole('heading', { name: '推选召集人' })).toBeVisible();
  await phone.getByRole('button', { name: '反对' }).click();
  expect(await violationsOf(phone)).toEqual([]);
  await phone.getByRole('button', { name: '投出' }).click();
  await expect(phone.getByText('已投票')).toBeVisible();
  await expect(page.getByText('已投 1 / 4')).toBeVisible();
  await page.getByRole('button', { name: '计票并结束' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '计票并结束' }).click();
  await expect(screen.getByText('未通过', { exact: true })).toBeVisible();
  await expect(phone.getByRole('heading', { name: '推选召集人' })).toHaveCount(0);

  await go(page, `/meetings/${address}/official`);
  await expect(
    page.getByText('应到 6 人，实到 4 人，同意 3 人，反对 0 人，弃权 1 人，通过。').filter({ visible: true }),
  ).toBeVisible();
  await expect(
    page.getByText('无记名投票，应到 6 人，实到 4 人，同意 0 人，反对 1 人').filter({ visible: true }),
  ).toBeVisible();

  // [MN59] The sheet on paper: phones masked, who came late and who left, and a line in the audit log.
  await go(page, `/meetings/${address}/sheet`);
  const sheet = page.getByRole('region', { name: '签到表' });
  await expect(sheet.getByRole('row', { name: /高文杰 惠民超市 店长 138\*\*\*\*5678 .*早退/ })).toBeVisible();
  await expect(sheet).not.toContainText('13800005678');
  expect(await violationsOf(page)).toEqual([]);
  await page.evaluate(() => {
    window.print = () => dispatchEvent(new Event('beforeprint'));
  });
  await page.getByRole('button', { name: '打印', exact: true }).click();
  await expect
    .poll(
      async () => (await (await page.request.get(`/api/audit?type=printed&address=${address}`)).json()).entries.length,
    )
    .toBe(1);

  await screen.getByRole('button', { name: '回到签到码' }).click();
  await screen.getByRole('button', { name: '结束签到' }).click();
  await expect(screen.getByRole('heading', { name: '还没有签到码' })).toBeVisible();
  const late = await openPhone(browser, link);
  await expect(late.getByRole('heading', { name: '签到码无效' })).toBeVisible();
  expect(complaints.filter((line) => !/40[49] \(/.test(line))).toEqual([]);
  for (const each of [phone, other, late]) await each.context().close();
});
