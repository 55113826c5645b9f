/**
 * Minutes of before: a DOCX is looked over and becomes a meeting, without a network too; and what stands in any meeting on the device is
 * found again, with the place marked.
 */
import { docxOf, p, picture, pOf, run, table } from '@lianxi/exchange/testing';
import type { Page } from '@playwright/test';
import { violationsOf } from './support/axe.ts';
import { keepsApp } from './support/keeps-app.ts';
import { smallTargetsOf } from './support/legible.ts';
import { addTopic, goOffline, isReady } from './support/meeting.ts';
import { expect, test } from './support/test.ts';

// What is loaded only when it is wanted has to be there without a network as well.
test.use({ ...keepsApp, apart: 'old-minutes' });

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR42mPYrCaHBzGMSmNDAKnkYH3dekj+AAAAAElFTkSuQmCC',
  'base64',
);
const paper = () =>
  docxOf(
    [
      p('青禾社区党建联席会议纪要', { centre: true, size: 22, font: '方正小标宋简体' }),
      p('〔2025〕3号', { centre: true }),
      p('　　时间：2025年3月12日下午2:30—4:00　　地点：二楼议事厅'),
      p('　　主持：王　芳　　记录：赵小兰'),
      p('　　出席：社区党委书记王芳、副书记李　明；临溪小学副校长刘志远；各小区党支部书记。（实到5人）'),
      p('　　请假：孙立（农商银行）'),
      p('　　一、关于3号楼声控灯', { font: '黑体' }),
      pOf([run('刘志远：', { bold: true }), run('三楼以上全黑，<b>老人</b>不敢下楼。')]),
      p('　　会议议定：由物业公司牵头，4月15日前完成灯具更换。'),
      picture('r1'),
      picture('r2'),
      p('　　二、关于春季绿化', { font: '黑体' }),
      table([
        ['地点', '株数'],
        ['南门', '香樟六株'],
      ]),
    ],
    [
      { id: 'r1', target: 'media/a.png', bytes: new Uint8Array(png) },
      { id: 'r2', target: 'http://192.0.2.1/spy.png' },
    ],
  );

const expectSound = async (page: Page) => {
  expect(await violationsOf(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
};
const choose = (page: Page, name: string, buffer: Buffer) =>
  page.setInputFiles('input[type=file]', { name, mimeType: 'application/octet-stream', buffer });
const search = async (page: Page, words: string) => {
  await page.getByRole('textbox', { name: '在所有纪要里找' }).fill(words);
  return page.getByRole('region', { name: '找到的纪要' });
};

test('[MN234] [MN235] [MN236] [MN244] [MN245] old minutes become a meeting without a network, and what stands in any is found and marked', async ({
  person,
  browser,
}) => {
  const { page, complaints, context } = await person({ role: 'committee', name: '周敏' });
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));

  // A meeting that is there already, with the same word in it.
  await page.goto('/meetings');
  await page.getByRole('button', { name: '开一场会' }).first().click();
  await page.getByRole('dialog').getByLabel('会议名称').fill('物业恳谈会');
  await page.getByRole('dialog').getByRole('button', { name: '开会', exact: true }).click();
  await addTopic(page, '电梯与声控灯');

  await page.goto('/meetings');
  await page.getByRole('link', { name: '从旧纪要导入' }).click();
  await choose(page, '旧.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex'));
  await expect(page.getByRole('alert')).toContainText('这不是 Word 文档');
  await expect(page.getByRole('alert')).toContainText('什么都没有改动');
  await page.getByRole('button', { name: '另选文件' }).click();
  await choose(page, '三月纪要.docx', Buffer.from(await paper()));
  await expect(page.getByLabel('会议名称')).toHaveValue('青禾社区党建联席会议纪要');
  await expect(page.getByLabel('期号')).toHaveValue('〔2025〕3号');
  await expect(page.getByLabel('开始')).toHaveValue('2025-03-12T14:30');
  await expect(page.getByLabel('主持')).toHaveValue('王芳');
  await expect(page.getByText('纪要里写的是 5 人出席，名单上读出 3 人。')).toBeVisible();
  await expect(page.getByLabel('收入 各小区党支部书记')).not.toBeChecked();
  await expect(page.getByText('有 1 张图片读不出来，没有收入。')).toBeVisible();
  await page.getByLabel('第 2 人的姓名').fill('李明明');
  await page.getByLabel('第 1 项的主办').fill('城建物业');
  await expectSound(page);

  await isReady(page);
  await goOffline(page);
  await page.getByRole('button', { name: '建成会议' }).click();
  await page.waitForURL(/\/meetings\/minutes\//);
  const path = new URL(page.url()).pathname;
  const text = page.getByRole('textbox', { name: /议题正文/ });
  await expect(text).toContainText('刘志远：三楼以上全黑，<b>老人</b>不敢下楼。');
  await expect(text.locator('strong')).toHaveText('刘志远：');
  await expect(text.locator('figure img')).toHaveCount(1);
  await expect(page.getByText('议定事项 1-1')).toBeVisible();
  await expect(page.getByText('待签发').first()).toBeVisible();
  await page.getByRole('navigation', { name: '议程' }).getByText('关于春季绿化').click();
  await expect(text.locator('td').last()).toHaveText('香樟六株');

  // Found, offline, in both meetings; in the order of their days.
  await page.getByRole('link', { name: '会议', exact: true }).first().click();
  const results = await search(page, '声控灯');
  await expect(results.getByRole('heading')).toHaveText([/物业恳谈会/, /青禾社区党建联席会议纪要/]);
  await search(page, '三楼 全黑');
  await expect(results.getByRole('heading')).toHaveText([/青禾社区党建联席会议纪要/]);
  await expect(results.locator('mark')).toHaveText(['三楼', '全黑']);
  await expectSound(page);
  await results.getByRole('link').click();
  await expect(page.getByRole('status').filter({ hasText: '“三楼 全黑” 第 1 处，共 2 处' })).toBeVisible();
  expect(new URL(page.url()).search + new URL(page.url()).hash).toBe('');
  const marked = () => page.evaluate(() => [...(CSS.highlights.get('found') ?? [])].map(String));
  expect(await marked()).toEqual(['三楼', '全黑']);
  expect(await page.evaluate(() => String([...(CSS.highlights.get('found-now') ?? [])]))).toBe('三楼');
  await page.getByRole('button', { name: '下一处' }).click();
  await expect(page.getByText('第 2 处，共 2 处')).toBeVisible();
  await page.getByRole('button', { name: '不再标出' }).click();
  expect(await marked()).toEqual([]);

  // Back on the network everybody has it; taken back it is found no more.
  await context.setOffline(false);
  await expect(page.locator('.receipt').first()).toContainText('已同步');
  expect(asked.filter((url) => url.includes('192.0.2.1'))).toEqual([]);
  await page.keyboard.press('Control+z');
  await expect(page).toHaveURL(/\/meetings$/);
  await search(page, '全黑');
  await expect(page.getByText('没有找到“全黑”')).toBeVisible();

  // From anywhere, by the keyboard, on a phone as well.
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('电梯与声控灯');
  await page.getByRole('button', { name: '在所有纪要里找' }).click();
  await expect(results.getByRole('link')).toHaveCount(1);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectSound(page);
  await results.getByRole('link').click();
  await expect(page.getByText(/第 1 处，共 \d 处/)).toBeVisible();
  expect(path).not.toBe(new URL(page.url()).pathname);
  expect(complaints).toEqual([]);

  const phone = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    storageState: await context.storageState(),
  });
  const hand = await phone.newPage();
  await hand.goto(new URL('/meetings/import', page.url()).href);
  await choose(hand, '三月纪要.docx', Buffer.from(await paper()));
  await expect(hand.getByLabel('会议名称')).toHaveValue('青禾社区党建联席会议纪要');
  await expectSound(hand);
  expect(await smallTargetsOf(hand)).toEqual([]);
  await phone.close();
});
