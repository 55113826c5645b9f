/**
 * Pictures and papers beside what is said, from a proposal to the follow-up: a photo of the sheet, pictures in the official document,
 * who it is sent to, a report with its photo; somebody is followed through the text; the group's robot.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { admitUnit, createAuthor, fillHeader, inviteAttendees, recordResolution, textOf } from '@lianxi/documents';
import { cellRoom } from '@lianxi/exchange/official';
import type { Page } from '@playwright/test';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { violationsOf } from './support/axe.ts';
import { go } from './support/go.ts';
import { illegibleOf, sayIllegible, smallTargetsOf, whenStill } from './support/legible.ts';
import { topic } from './support/meeting.ts';
import { type RunningServer, startServer } from './support/server.ts';
import { test as base, expect } from './support/test.ts';

interface Platform {
  readonly origin: string;
  readonly heard: readonly string[];
}

const test = base.extend<object, { platform: Platform; server: RunningServer }>({
  platform: [
    async ({ browserName: _ }, use) => {
      const heard: string[] = [];
      const robot = createServer(async (request, response) => {
        for await (const chunk of request) heard.push(String(chunk));
        response.end(`{"errcode":${heard.length === 1 ? 93000 : 0}}`);
      });
      await new Promise<void>((resolve) => robot.listen(0, '127.0.0.1', resolve));
      await use({ origin: `http://127.0.0.1:${(robot.address() as AddressInfo).port}`, heard });
      robot.close();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ platform }, use) => {
      const server = await startServer({ env: { LIANXI_ROBOT_ORIGINS: platform.origin } });
      await use(server);
      await server.dispose();
    },
    { scope: 'worker' },
  ],
});

const element = (name: string, ...content: readonly (Y.XmlElement | undefined)[]): Y.XmlElement => {
  const made = new Y.XmlElement(name);
  made.insert(
    0,
    content.flatMap((each) => (each ? [each.doc ? each.clone() : each] : [])),
  );
  return made;
};
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const memberOf = async (page: Page): Promise<string> =>
  (await (await page.request.get('/api/session')).json()).member.id;
const enter = async (origin: string, token: string, address: string): Promise<Y.Doc> => {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${origin.replace('http', 'ws')}/sync`, address, doc, {
    protocols: [`lianxi.bearer.${token}`],
    disableBc: true,
  });
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  return doc;
};
/** Nothing that a person could not read, reach with a finger, or have read out to them. */
const expectFine = async (page: Page) => {
  await whenStill(page);
  const faults = [...(await violationsOf(page)), ...(await illegibleOf(page)).map(sayIllegible)];
  if (await page.evaluate(() => matchMedia('(pointer: coarse)').matches))
    faults.push(...(await smallTargetsOf(page)).filter((each) => !/撤销|收起/.test(each)));
  expect(faults).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
};
/** A photo as a phone takes it, striped, of one hue so that each has other bytes. */
const photo = async (page: Page, name: string, hue: number) => {
  const bytes = await page.evaluate(async (shade) => {
    const canvas = new OffscreenCanvas(2000, 1000);
    const context = canvas.getContext('2d');
    for (let x = 0; context && x < 2000; x += 50) {
      context.fillStyle = `hsl(${shade} 60% ${30 + (x % 400) / 8}%)`;
      context.fillRect(x, 0, 50, 1000);
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg' });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, hue);
  return { name, mimeType: 'image/jpeg', buffer: Buffer.from(bytes) };
};

test('[MN260] [MN261] [MN262] [MN263] [FU7] [FU80] [OD80] [RB6] a proposal brings pictures and a paper, the sheet its photo, the official document its pictures and receivers, a report its photo', async ({
  person,
  server,
  platform,
}) => {
  const office = await person({ role: 'committee-admin', name: '周敏' });
  const school = await person({ role: 'unit', scope: 'unit-tuwen', name: '刘志远', context: phone });
  const { page } = office;
  const { page: unit } = school;
  const address = (
    await server.lianxi(['document', 'create', 'minutes', '--title', '图片的会议', '--id', 'pictured'])
  ).trim();
  const token = (await server.lianxi(['token', 'create', '--user', office.name])).trim();
  const author = createAuthor(await memberOf(page));
  await page.request.get('/api/documents');
  admitUnit(
    await enter(server.origin, token, 'directory/community/main'),
    { name: '临溪小学', scope: 'unit-tuwen' },
    author,
  );
  const doc = await enter(server.origin, token, address);
  fillHeader(doc, { type: 'joint', title: '图片的会议', start: '2026-09-10T14:30', chair: '周敏' }, author);
  inviteAttendees(doc, [{ name: '刘志远', unit: '临溪小学', state: 'present' }], author);

  // A unit proposes on its phone, with a photo and a paper.
  await go(unit, `/meetings/${address}/before/propose`);
  await unit.getByLabel('议题', { exact: true }).fill('坡道的灯');
  const paper = { name: '方案.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n方案\n%%EOF\n') };
  const nothing = { name: '假.png', mimeType: 'image/png', buffer: Buffer.from('<script>') };
  const choose = (where: Page, label: string) => where.locator(`input[type=file][aria-label="${label}"]`);
  await choose(unit, '附件').setInputFiles([await photo(unit, '坡道.jpg', 120), paper, nothing]);
  await expect(unit.getByRole('alert').filter({ hasText: '不是图片，也不是 PDF' })).toBeVisible();
  await expect(unit.getByRole('button', { name: '不附坡道.jpg' })).toBeVisible();
  await expectFine(unit);
  await unit.getByRole('button', { name: '提交' }).tap();
  const own = unit.getByRole('listitem').filter({ hasText: '坡道的灯' });
  await expect(own.getByRole('button', { name: '查看坡道.jpg' })).toBeVisible();

  // The secretary looks at them where the proposal waits, and where it stands on the agenda.
  await go(page, `/meetings/${address}`);
  const proposed = page.getByRole('region', { name: '各单位提出，待列入议程' });
  await expect(proposed.getByRole('img', { name: '坡道.jpg' })).toBeVisible();
  await proposed.getByRole('button', { name: '列入', exact: true }).click();
  const files = page.getByRole('list', { name: '附件', exact: true });
  await files.getByRole('button', { name: '查看坡道.jpg' }).click();
  const seen = page.getByRole('dialog', { name: '坡道.jpg' }).getByRole('img');
  await expect.poll(() => seen.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1600);
  await page.keyboard.press('Escape');
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    files.getByRole('button', { name: '方案.pdf' }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe('方案.pdf');
  expect(readFileSync(await saved.path()).equals(paper.buffer)).toBe(true);

  // The unit writes at length on its phone: whoever follows is taken along, until they scroll.
  await go(unit, `/meetings/${address}`);
  await topic(unit).tap();
  await page.getByRole('button', { name: /^跟随刘志远/ }).click();
  const bar = page.getByRole('status').filter({ hasText: '正在跟随 刘志远' });
  await expect(bar).toBeVisible();
  await expectFine(page);
  for (let line = 0; line < 24; line++) {
    await unit.keyboard.insertText(`第${line}行`);
    await unit.keyboard.press('Enter');
  }
  await unit.keyboard.type('到底了');
  await expect(topic(page)).toContainText('到底了');
  const caret = page.locator('.ed .caret');
  await expect(caret).toBeInViewport();
  const pane = page.locator('.ed');
  const scrolled = () => pane.evaluate((element) => element.scrollTop);
  await expect.poll(scrolled).toBeGreaterThan(300);
  await pane.hover();
  await page.mouse.wheel(0, -4000);
  await expect(bar).toHaveCount(0);
  await expect(page.getByText('已停止跟随 刘志远')).toBeAttached();
  await unit.keyboard.type('还在写');
  await expect(topic(page)).toContainText('还在写');
  expect(await scrolled()).toBe(0);

  // A picture with its words in the text; the photo of the sheet that was signed on paper.
  const text = page.locator('.tools input[type=file], .ed input[type=file]').first();
  await topic(page).click();
  await text.setInputFiles(await photo(page, '灯.jpg', 60));
  await page.getByLabel('图片说明').fill('坡道东侧');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '签到表' }).first().click();
  await choose(page, '附上照片').setInputFiles(await photo(page, '签到.jpg', 220));
  await expect(page.getByRole('list', { name: '签字的签到表' }).getByRole('img', { name: '签到.jpg' })).toBeVisible();
  await unit.reload();
  await expect(topic(unit).locator('figure img')).toBeVisible();
  // The same one in a cell of a table.
  const [first = ''] = doc.getMap('agenda').keys();
  const body = textOf(doc, first);
  const figures = () =>
    [
      ...body.createTreeWalker((node) => node instanceof Y.XmlElement && node.nodeName === 'picture'),
    ] as readonly Y.XmlElement[];
  await expect.poll(() => figures().length).toBe(1);
  body.insert(body.length, [
    element(
      'table',
      element('tableRow', element('tableCell', element('paragraph')), element('tableCell', figures()[0])),
    ),
  ]);
  await expect(topic(page).locator('td figure img')).toBeVisible();

  recordResolution(
    doc,
    {
      id: 'r1',
      topic: first,
      text: '换灯',
      lead: '临溪小学',
      deadline: '2020-09-25',
    },
    author,
  );
  await go(page, `/meetings/${address}/sign`);
  await page.getByRole('button', { name: '填入到会的 1 家' }).click();
  await page.getByLabel('单位或人员').fill('街道党工委、社区警务室');
  await page.getByRole('button', { name: '加上' }).click();
  await page.getByRole('button', { name: '不送社区警务室' }).click();

  await go(page, `/meetings/${address}/official`);
  const shown = page.locator('.block .picture img').first();
  await expect(shown).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  const millimetre = 96 / 25.4;
  const box = await shown.boundingBox();
  expect((box?.width ?? 0) / millimetre).toBeCloseTo(156, 0);
  expect((box?.height ?? 0) / millimetre).toBeCloseTo(78, 0);
  const block = await page.locator('.sheet .block').first().boundingBox();
  expect(box?.x).toBeCloseTo(block?.x ?? 0, 0);
  const inCell = await page.locator('.block td img').boundingBox();
  expect((inCell?.width ?? 0) / millimetre).toBeCloseTo((cellRoom(2, 1) * 25.4) / 72, 0);
  const caption = await page.locator('.block .caption').first().boundingBox();
  expect(caption?.y ?? 0).toBeGreaterThanOrEqual((box?.y ?? 0) + (box?.height ?? 0) - 1);
  await expect(page.locator('.foot')).toContainText('分送：临溪小学，街道党工委。');
  await page.emulateMedia({ media: 'screen' });
  const [docx] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载 DOCX' }).click(),
  ]);
  expect(readFileSync(await docx.path()).toString('latin1')).toMatch(/word\/media\/p[0-9a-f]{32}\.jpeg/);

  // Signed: the unit reports with a photo, and the committee sees it.
  await go(page, `/meetings/${address}/sign`);
  await page.getByRole('button', { name: '签发', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('我已看过上面的提示，仍然签发').check();
  await dialog.getByRole('button', { name: '签发', exact: true }).click();
  await expect(page.getByRole('heading', { name: '已签发' })).toBeVisible();
  await go(unit, '/meetings/follow-ups');
  await unit.getByRole('button', { name: /换灯/ }).tap();
  await unit.getByLabel(/反馈/).first().fill('换好了');
  await choose(unit, '反馈的图片').setInputFiles(await photo(unit, '新灯.jpg', 300));
  await expect(unit.getByRole('button', { name: '不附新灯.jpg' })).toBeVisible();
  await expectFine(unit);
  await unit.getByRole('button', { name: '提交反馈' }).tap();
  await go(page, '/meetings/follow-ups');
  await page.getByRole('button', { name: /换灯/ }).click();
  await expect(page.getByRole('list', { name: '反馈的图片' }).getByRole('img', { name: '新灯.jpg' })).toBeVisible();
  // The slip that is printed has it and nothing of the app, from the desk and from the sheet on a phone, offline too.
  await unit.context().setOffline(true);
  for (const who of [page, unit]) {
    await who.evaluate(() => {
      window.print = () => document.body.setAttribute('data-printed', '');
    });
    await who.getByRole('button', { name: '打印督办单' }).last().click();
    await expect(who.locator('body[data-printed]')).toBeAttached();
    await who.emulateMedia({ media: 'print' });
    const slip = who.locator('.slips article');
    await expect(slip).toContainText('反馈');
    const ofReport = slip.getByRole('img', { name: '图1' });
    expect(
      await ofReport.evaluate((image: HTMLImageElement) => [image.naturalWidth > 0, image.clientHeight > 171]),
    ).toEqual([true, false]);
    await expect(who.locator('.stack')).toHaveCSS('display', 'none');
    await expect(who.locator('dialog[open]').filter({ visible: true })).toHaveCount(0);
    await who.emulateMedia({ media: null });
    await who.evaluate(() => dispatchEvent(new Event('afterprint')));
    await expect(slip).toHaveCount(0);
  }
  await unit.context().setOffline(false);

  // The group's robot: set, tried until it is taken, switched on; its address is not shown again.
  await go(page, '/settings');
  await page.getByRole('link', { name: '设置', exact: true }).last().click();
  await page.getByLabel('机器人地址').fill('https://example.cn/cgi-bin/webhook/send?key=12345678');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('只能填所选平台自己的 https 地址。')).toBeVisible();
  await page.getByLabel('机器人地址').fill(`${platform.origin}/cgi-bin/webhook/send?key=abcdefgh-1234`);
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('button', { name: '发一条试试' }).click();
  await expect(page.getByText(/没有发出去：平台没有收下（93000）/)).toBeVisible();
  await page.getByRole('button', { name: '发一条试试' }).click();
  await expect(page.getByText(/发送成功/)).toBeVisible();
  await page.getByRole('button', { name: '开启每天提醒' }).click();
  await expect(page.getByText('每天提醒', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: '暂停提醒' })).toBeVisible();
  expect(await page.content()).not.toContain('abcdefgh-1234');
  await expectFine(page);
  expect(platform.heard).toHaveLength(2);
  // The address that is not taken is refused by the relay, which the browser says.
  const complaints = [...office.complaints, ...school.complaints];
  expect(complaints.filter((each) => !/400 .*\/api\/robot|404 .*\/api\/media/.test(each))).toEqual([]);
});
