/** Minutes as an official document: sheets of A4 that are printed as they are seen, measured against the form; a file; the audit log. */
import { readFileSync } from 'node:fs';
import {
  addTopic,
  createAuthor,
  fillHeader,
  inviteAttendees,
  projectMinutes,
  recordResolution,
  textOf,
} from '@lianxi/documents';
import type { Browser, Page } from '@playwright/test';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { violationsOf } from './support/axe.ts';
import { keepsApp } from './support/keeps-app.ts';
import type { RunningServer } from './support/server.ts';
import { expect, test } from './support/test.ts';

const openMeeting = async (page: Page): Promise<string> => {
  await page.goto('/meetings');
  await page.getByRole('button', { name: '开一场会' }).first().click();
  await page.getByLabel('会议名称').fill('三季度党建联席会议');
  await page.getByLabel('开始').fill('2026-09-10T14:30');
  await page.getByRole('button', { name: '开会', exact: true }).click();
  await page.waitForURL(/\/meetings\/minutes\/joint\//);
  return page.url().split('/meetings/')[1] ?? '';
};

const element = (name: string, ...children: (Y.XmlElement | string)[]): Y.XmlElement => {
  const made = new Y.XmlElement(name);
  made.insert(
    0,
    children.map((child) => (typeof child === 'string' ? new Y.XmlText(child) : child)),
  );
  return made;
};
const paragraph = (words: string) => element('paragraph', words);

/** Another program writes a meeting with all that a document can hold. */
const fillMeeting = async (server: RunningServer, page: Page, name: string, address: string): Promise<void> => {
  const { member } = await (await page.request.get('/api/session')).json();
  const token = (await server.lianxi(['token', 'create', '--user', name])).trim();
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${server.origin.replace('http', 'ws')}/sync`, address, doc, {
    protocols: [`lianxi.bearer.${token}`],
    disableBc: true,
  });
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  const author = createAuthor(member.id);
  fillHeader(doc, { place: '社区二楼议事厅', chair: '周敏', recorder: '陈雨桐' }, author);
  inviteAttendees(
    doc,
    [
      { name: '𠮷田㛃', unit: '临溪小学', post: '副校长', state: 'present' },
      { name: '周敏', unit: '社区党委', post: '书记', state: 'present' },
      { name: '高文杰', unit: '惠民超市', post: '店长', state: 'leave' },
      { name: '毛志强', unit: '安居物业', post: '主管', state: 'expected' },
    ],
    author,
  );
  for (const title of ['课堂场地', '车库照明']) addTopic(doc, { title }, author);
  const minutes = projectMinutes(doc);
  const [first = '', second = ''] = minutes.topics.get().agenda;
  minutes.destroy();
  recordResolution(doc, { topic: first, text: '课堂延续一个学期', lead: '临溪小学', deadline: '2026-12-01' }, author);
  textOf(doc, first).insert(0, [paragraph('国'.repeat(28 * 50 - 2))]);
  textOf(doc, second).insert(0, [
    element('heading', '坡道灯'),
    element('orderedList', element('listItem', paragraph('先换')), element('listItem', paragraph('后验'))),
    element(
      'table',
      element('tableRow', element('tableHeader', paragraph('位置')), element('tableHeader', paragraph('盏'))),
      element('tableRow', element('tableCell', paragraph('东坡')), element('tableCell', paragraph('11'))),
    ),
  ]);
  // Until the relay has all of it.
  await expect.poll(async () => (await server.lianxi(['document', 'export', address])).includes('东坡')).toBe(true);
  provider.destroy();
  doc.destroy();
};

const millimetre = 96 / 25.4;
const near = (actual: number, wanted: number, by = 1) =>
  expect(Math.abs(actual - wanted), `${actual} for ${wanted} mm`).toBeLessThanOrEqual(by);

/** Boxes on each sheet (CSS pixels from its corner), and the lines of the paragraph of 国. */
const measure = (page: Page) =>
  page.evaluate(() => {
    const boxOf = (of: Element, sheet: DOMRect) => {
      const { left, top, width, height } = of.getBoundingClientRect();
      return { left: left - sheet.left, top: top - sheet.top, width, height };
    };
    return [...document.querySelectorAll('.sheet')].map((sheet) => {
      const paper = sheet.getBoundingClientRect();
      const find = (selector: string) => [...sheet.querySelectorAll(selector)].map((each) => boxOf(each, paper));
      const lines = new Map<number, { count: number; left: number; right: number }>();
      for (const text of [...sheet.querySelectorAll('p')].filter((each) =>
        /^国+$/.test(each.textContent?.trim() ?? ''),
      )) {
        const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const node = walker.currentNode as Text;
          for (let at = 0; at < node.data.length; at++) {
            if (node.data[at] !== '国') continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const { top, left, right } = range.getBoundingClientRect();
            const key = Math.round((top - paper.top) * 100) / 100;
            const line = lines.get(key) ?? { count: 0, left: left - paper.left, right: 0 };
            lines.set(key, { ...line, count: line.count + 1, right: right - paper.left });
          }
        }
      }
      return {
        width: paper.width,
        height: paper.height,
        block: find('.block')[0],
        number: find('.page-number')[0],
        words: sheet.querySelector('.page-number')?.textContent ?? '',
        foot: find('.foot')[0],
        lines: [...lines].map(([top, line]) => ({ top, ...line })),
      };
    });
  });

/** Rows of a picture that hold red, from the top: how many pixels of it, and where it begins. */
const redRows = async (browser: Browser, png: Buffer) => {
  const page = await browser.newPage();
  const rows = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    const pixels = context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
    const found: { y: number; count: number; left: number; right: number }[] = [];
    for (let y = 0; y < image.height; y++) {
      const red: number[] = [];
      for (let x = 0; x < image.width; x++) {
        const at = 4 * (y * image.width + x);
        if ((pixels[at] ?? 0) > 150 && (pixels[at + 1] ?? 255) < 110 && (pixels[at + 2] ?? 255) < 120) red.push(x);
      }
      if (red.length > 0) found.push({ y, count: red.length, left: red[0] ?? 0, right: (red.at(-1) ?? 0) + 1 });
    }
    return found;
  }, png.toString('base64'));
  await page.close();
  return rows;
};

test('[OD9] [OD10] [OD11] minutes are seen on sheets of A4, printed as they are seen, and taken away as a file, offline too', async ({
  person,
  browser,
  server,
}) => {
  const { page, name, context, complaints } = await person({ role: 'committee', context: keepsApp });
  const address = await openMeeting(page);
  await fillMeeting(server, page, name, address);
  await page.getByRole('link', { name: '公文预览' }).click();
  const sheets = page.locator('.sheet');
  await expect(page.locator('.block').getByText('东坡')).toBeVisible();
  await expect(page.getByText('1 人还没有签到，不在名单里。')).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  // Scaled, a whole sheet is in sight.
  const seen = await sheets.first().boundingBox();
  expect(seen?.height ?? 0).toBeLessThan(900);

  await page.emulateMedia({ media: 'print' });
  const pages = await measure(page);
  expect(pages.length).toBeGreaterThanOrEqual(4);
  for (const [index, { width, height, block, number, words }] of pages.entries()) {
    near(width / millimetre, 210, 0.1);
    near(height / millimetre, 297, 0.1);
    near((block?.left ?? 0) / millimetre, 28, 0.1);
    near((block?.top ?? 0) / millimetre, 37, 0.1);
    near((block?.width ?? 0) / millimetre, 156, 0.1);
    near((block?.height ?? 0) / millimetre, 225, 0.1);
    // The dash, 7 mm below the text; one character of 14 pt in from the outer side.
    expect(words).toBe(`— ${index + 1} —`);
    near(((number?.top ?? 0) + (number?.height ?? 0) / 2) / millimetre, 37 + 225 + 7, 0.2);
    const character = (14 * 25.4) / 72;
    if (index % 2 === 0) near(210 - ((number?.left ?? 0) + (number?.width ?? 0)) / millimetre, 26 + character, 0.2);
    else near((number?.left ?? 0) / millimetre, 28 + character, 0.2);
  }
  const full = pages[1]?.lines ?? [];
  expect(full.map(({ count }) => count)).toEqual(Array.from({ length: 22 }, () => 28));
  near(((full.at(-1)?.top ?? 0) - (full[0]?.top ?? 0)) / 21 / millimetre, (28.95 * 25.4) / 72, 0.02);
  for (const { left, right } of full) {
    near(left / millimetre, 28, 0.3);
    near(right / millimetre, 184, 0.3);
  }
  const all = pages.flatMap(({ lines }) => lines).reduce((sum, { count }) => sum + count, 0);
  expect(all).toBe(28 * 50 - 2);
  const foot = pages.at(-1)?.foot;
  near(297 - ((foot?.top ?? 0) + (foot?.height ?? 0)) / millimetre, 35, 0.2);

  const red = await redRows(browser, await sheets.first().screenshot());
  const rule = red.find(({ count }) => count > 150 * millimetre);
  near((red[0]?.y ?? 0) / millimetre - 37, 35);
  near((rule?.left ?? 0) / millimetre, 28, 0.3);
  near((rule?.right ?? 0) / millimetre, 184, 0.3);

  const words = await sheets.locator('.block').allInnerTexts();
  const text = words.join('\n').replaceAll(/\s/g, '');
  for (const wanted of [
    '时间：2026年9月10日14:30',
    '一、课堂场地',
    '（一）坡道灯',
    '1.先换',
    '2.后验',
    '三、议定事项',
    '1.课堂延续一个学期。主办：临溪小学。时限：2026年12月1日。',
    '出席：社区党委书记周敏；临溪小学副校长𠮷田㛃。',
    '请假：惠民超市店长高文杰。',
  ])
    expect(text).toContain(wanted);
  expect(text).not.toContain('毛志强');

  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(pages.length);
  expect(pdf).toMatch(/\/MediaBox \[0 0 59[45]\.\d+ 84[12]\.\d+\]/);
  await page.emulateMedia({ media: 'screen' });

  await context.setOffline(true);
  await page.reload();
  await expect(page.locator('.block').getByText('东坡')).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载 DOCX' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/联席会议纪要 2026年9月10日\.docx$/);
  const file = readFileSync(await download.path());
  expect(file.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
  expect(file.toString('latin1')).toContain('word/document.xml');
  await page.getByRole('button', { name: '打印' }).click();
  await context.setOffline(false);
  const rows = async (type: string) => {
    const answer = await page.request.get(`/api/audit?type=${type}&address=${encodeURIComponent(address)}`);
    return JSON.stringify(await answer.json());
  };
  await expect.poll(() => rows('exported'), { timeout: 30_000 }).toContain('"format":"docx"');
  await expect.poll(() => rows('printed')).toContain('"rows":3');
  expect(await rows('exported')).toContain('name unit post state');
  expect(await rows('exported')).not.toContain('周敏');
  expect(complaints).toEqual([]);

  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(async () => (await sheets.first().boundingBox())?.width ?? 999).toBeLessThanOrEqual(390);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
