/** The text of a topic: tables, names, pictures, what is pasted, comments and proposals, and what the hall sees of it. */
import { admitUnit, createAuthor } from '@lianxi/documents';
import type { Page } from '@playwright/test';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { violationsOf } from './support/axe.ts';
import { go } from './support/go.ts';
import { corpus, hostile } from './support/pasted.ts';
import type { RunningServer } from './support/server.ts';
import { expect, type Person, test } from './support/test.ts';

test.beforeAll(async ({ server }) => {
  if (!(await server.lianxi(['document', 'list', '--json'])).includes('directory/community/main')) {
    await server.lianxi(['document', 'create', 'directory']);
  }
});

const openMeeting = async ({ page }: Person, title: string, topic: string): Promise<string> => {
  await go(page, '/meetings');
  await page.getByRole('button', { name: '开一场会' }).first().click();
  await page.getByLabel('会议名称').fill(title);
  await page.getByRole('button', { name: '开会', exact: true }).click();
  await page.waitForURL(/\/meetings\/minutes\/joint\//);
  await page.getByRole('button', { name: '加议题' }).click();
  const line = page.getByRole('textbox', { name: '议题', exact: true });
  await line.fill(topic);
  await line.press('Enter');
  await line.press('Escape');
  await expect(textOf(page)).toBeVisible();
  return new URL(page.url()).pathname;
};
const textOf = (page: Page) => page.getByRole('textbox', { name: /议题正文/ });
const tool = (page: Page, name: string) =>
  page.getByRole('toolbar', { name: '正文工具' }).getByRole('button', { name });

const admit = async (server: RunningServer, { page, name }: Person, unit: string): Promise<void> => {
  const { member } = await (await page.request.get('/api/session')).json();
  const token = (await server.lianxi(['token', 'create', '--user', name])).trim();
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(
    `${server.origin.replace('http', 'ws')}/sync`,
    'directory/community/main',
    doc,
    { protocols: [`lianxi.bearer.${token}`], disableBc: true },
  );
  await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  admitUnit(doc, { name: unit, scope: 'unit-linxi' }, createAuthor(member.id));
  await new Promise((resolve) => setTimeout(resolve, 300));
  provider.destroy();
};

/** A photograph as a phone writes it: 2400 pixels wide, with Exif that says where it was taken. */
const photograph = async (page: Page): Promise<Buffer> => {
  const plain = Buffer.from(
    await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.width = 2400;
      canvas.height = 1200;
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      for (let x = 0; x < 2400; x += 40) {
        context.fillStyle = `hsl(${x % 360} 40% 60%)`;
        context.fillRect(x, 0, 40, 1200);
      }
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
      return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
    }),
  );
  const words = Buffer.from('Exif\0\0GPSLatitude 30.2741 GPSLongitude 120.1551', 'latin1');
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(words.length + 2, 2);
  return Buffer.concat([plain.subarray(0, 2), head, words, plain.subarray(2)]);
};
const addPicture = (page: Page, buffer: Buffer) =>
  page.locator('input[type=file]').first().setInputFiles({ name: '楼道.jpg', mimeType: 'image/jpeg', buffer });

test('[MN102] [MN103] [MN104] [MN105] [MD5] [MD6] headings, a table, a name and a picture reach the others; a picture taken offline comes later, without its place', async ({
  person,
  server,
}) => {
  const committee = await person({ role: 'committee' });
  const branch = await person({ role: 'branch', scope: 'wutongli' });
  await admit(server, committee, '临溪小学');
  const url = await openMeeting(committee, '图文会', '课堂场地');
  await go(branch.page, url);
  const { page } = committee;
  await textOf(page).click();
  await page.keyboard.type('## 分工');
  await page.keyboard.press('Enter');
  await page.keyboard.type('请@lxxx');
  await expect(page.getByRole('listbox', { name: '提及谁' }).getByRole('option')).toHaveText([/临溪小学/]);
  await page.keyboard.press('Enter');
  await page.keyboard.type('牵头');
  await expect(textOf(branch.page).locator('h2')).toHaveText('分工');
  await expect(textOf(branch.page).locator('.mention')).toHaveText('临溪小学');
  await textOf(branch.page).locator('.mention').click();
  await expect(branch.page.getByRole('dialog', { name: '临溪小学' }).getByRole('link')).toHaveAttribute(
    'href',
    /\/organisation\?unit=/,
  );
  await branch.page.keyboard.press('Escape');

  await tool(page, '表格').click();
  for (const words of ['单位', '时间', '人数', '学校', '周末', '40', '物业', '平日']) {
    await page.keyboard.type(words);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.type('12');
  await page.keyboard.press('Tab');
  await page.keyboard.type('末行');
  const table = textOf(branch.page).locator('table');
  await expect(table.locator('tr')).toHaveCount(4);
  await expect(table.locator('th')).toHaveText(['单位', '时间', '人数']);
  await expect(table.locator('td').last()).toHaveText('');
  await expect(table.locator('td').nth(6)).toContainText('末行');
  await tool(page, '表格操作').click();
  await page.getByRole('menuitem', { name: '删除本行' }).click();
  await expect(table.locator('tr')).toHaveCount(3);

  const photo = await photograph(page);
  expect(photo.includes('GPSLatitude')).toBe(true);
  const sent = page.waitForResponse((response) => response.url().includes('/api/media/') && response.ok());
  await addPicture(page, photo);
  const path = new URL((await sent).url()).pathname;
  const shown = textOf(branch.page).locator('figure img');
  await expect(shown).toBeVisible();
  expect(await shown.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])).toEqual([
    1600, 800,
  ]);
  const stored = await (await branch.page.request.get(path)).body();
  expect(stored.length).toBeLessThan(photo.length);
  for (const trace of ['Exif', 'GPS', '30.2741']) expect(stored.includes(trace)).toBe(false);
  const grid = await person({ role: 'grid', scope: 'wutongli.g3' });
  expect((await grid.page.request.get(path)).status()).toBe(404);

  await committee.context.setOffline(true);
  await expect(page.getByText('离线，已存本机')).toBeVisible();
  const other = await photograph(page);
  await addPicture(page, Buffer.from(await flipped(page, other)));
  await expect(textOf(page).locator('figure img')).toHaveCount(2);
  await expect(page.getByText('待传，联网后送出')).toBeVisible();
  await committee.context.setOffline(false);
  await expect(textOf(branch.page).locator('figure img')).toHaveCount(2, { timeout: 20_000 });
  await expect(page.getByText('待传，联网后送出')).toHaveCount(0);
  await page.reload();
  await expect(textOf(page).locator('figure img')).toHaveCount(2);
  expect(await violationsOf(page)).toEqual([]);
  expect(committee.complaints).toEqual([]);
});

/** The same picture upside down: other bytes, drawn. */
const flipped = (page: Page, photo: Buffer): Promise<number[]> =>
  page.evaluate(
    async (bytes) => {
      const source = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [source.height, source.width];
      const context = canvas.getContext('2d');
      context?.rotate(Math.PI / 2);
      context?.drawImage(source, 0, -source.height);
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
      return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
    },
    [...photo],
  );

/** Pastes as a browser does, and reads what came of it: elements without what only the editor says. */
const paste = async (page: Page, html: string): Promise<string> => {
  await textOf(page).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await textOf(page).evaluate((element, words) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', words);
    clipboardData.setData('text/plain', 'plain');
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, html);
  return textOf(page).evaluate((element) => {
    const kept = ['colspan', 'rowspan', 'start', 'href'];
    const read = (node: Node): string => {
      if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
      if (!(node instanceof Element) || node.matches('.ProseMirror-trailingBreak, .caret, .ProseMirror-separator'))
        return '';
      const inner = [...node.childNodes].map(read).join('');
      const tag = node.tagName.toLowerCase();
      if (node.matches('.table, tbody')) return inner;
      const said = kept
        .filter((name) => node.hasAttribute(name) && !(tag === 'ol' && node.getAttribute(name) === '1'))
        .map((name) => ` ${name}=${node.getAttribute(name)}`);
      return `<${tag}${said.join('')}>${inner}</${tag}>`;
    };
    return [...element.childNodes]
      .map(read)
      .join('')
      .replaceAll(/<br><\/br>/g, '<br>');
  });
};

test('[MN106] what is pasted from Word, WPS, a spreadsheet or a page keeps its structure and nothing else; nothing of it runs or loads', async ({
  person,
}) => {
  const { page, complaints } = await person({ role: 'committee' });
  await openMeeting({ page } as Person, '粘贴', '粘贴来的');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  for (const { name, html, expected } of corpus) expect(await paste(page, html), name).toBe(expected);
  for (const { name, html, expected } of hostile) expect(await paste(page, html), name).toBe(expected);
  // The relay has taken all of it.
  await expect(page.getByText('已存本机，已送达')).toBeVisible();
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => (globalThis as { pwned?: unknown }).pwned)).toBeUndefined();
  const { origin } = new URL(page.url());
  expect(asked.filter((url) => !url.startsWith(origin) && !/^(blob|data):/.test(url))).toEqual([]);
  expect(complaints).toEqual([]);
});

test('[MN107] [MN108] [MN109] [MN110] a comment is answered and settled beside the text, a proposal taken with one press; the hall sees the topic by itself', async ({
  person,
}) => {
  const committee = await person({ role: 'committee' });
  const unit = await person({ role: 'unit', scope: 'unit-linxi' });
  const url = await openMeeting(committee, '批注会', '操场开放');
  const { page } = committee;
  await textOf(page).click();
  await page.keyboard.type('操场周末开放到八点。由学校看护。');
  await go(unit.page, url);
  await expect(textOf(unit.page)).toContainText('由学校看护');
  const hall = await committee.context.newPage();
  await go(hall, `${url}/reading`);
  await expect(hall.getByText('还没有开始讨论的议题')).toBeVisible();

  await select(unit.page, '八点');
  await tool(unit.page, '对所选文字批注').click();
  const form = unit.page.locator('form').filter({ hasText: '八点' });
  await form.getByText('建议改为').click();
  await form.getByLabel('改成').fill('九点');
  // Somebody writes before the words meanwhile.
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('会上议定：');
  await expect(textOf(unit.page)).toContainText(/会上议定：\u2060*操场/);
  await form.getByRole('button', { name: '提出建议' }).click();
  const thread = page.getByRole('article', { name: '八点' });
  await expect(thread.locator('ins')).toHaveText('九点');
  await thread.getByRole('button', { name: '回复' }).click();
  await thread.getByLabel('回复').fill('九点可以');
  await thread.getByRole('button', { name: '发出' }).click();
  await expect(unit.page.getByRole('article', { name: '八点' })).toContainText('九点可以');
  // A paragraph is begun in front of the words: they carry the comment into it.
  await textOf(page).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('其一，');
  await expect(textOf(unit.page).locator('p')).toHaveCount(2);
  await thread.getByRole('button', { name: '采纳', exact: true }).click();
  await expect(textOf(unit.page)).toContainText(/其一，\u2060*操场周末开放到\u2060*九点/);
  await expect(unit.page.getByRole('button', { name: '已处理 1 条' })).toBeVisible();
  await page.getByRole('button', { name: '撤销' }).last().click();
  await expect(textOf(unit.page)).toContainText('开放到八点');
  await expect(thread.getByRole('button', { name: '采纳', exact: true })).toBeEnabled();
  expect(await violationsOf(page)).toEqual([]);

  await beginTopic(page);
  await expect(hall.getByRole('heading', { name: /操场开放/ })).toBeVisible();
  await expect(hall.getByText('由学校看护。')).toBeVisible();
  await expect(hall.getByRole('timer')).toContainText('分钟');
  await textOf(page).focus();
  await page.keyboard.type('现场写的');
  await expect(hall.getByText('现场写的')).toBeVisible();
  expect(await violationsOf(hall)).toEqual([]);

  // What somebody writes above does not push the caret out of sight.
  const isCaretSeen = () =>
    page.evaluate(() => {
      const at = getSelection()?.getRangeAt(0).getBoundingClientRect();
      return at !== undefined && at.height > 0 && at.top >= 0 && at.bottom <= innerHeight;
    });
  await textOf(page).focus();
  await page.keyboard.press('Control+End');
  expect(await isCaretSeen()).toBe(true);
  await textOf(unit.page).focus();
  await unit.page.keyboard.press('Control+Home');
  for (let line = 0; line < 30; line++) await unit.page.keyboard.press('Enter');
  await expect(textOf(page).locator('p')).toHaveCount(31);
  await expect.poll(isCaretSeen).toBe(true);
});

const select = async (page: Page, words: string) => {
  await textOf(page).click();
  await textOf(page).evaluate((element, sought) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.textContent?.indexOf(sought) ?? -1;
      if (at < 0) continue;
      getSelection()?.setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + sought.length);
      return;
    }
    throw new Error(`not there: ${sought}`);
  }, words);
};

const beginTopic = async (page: Page) => {
  await page
    .getByRole('navigation', { name: '议程' })
    .getByRole('button', { name: /的更多操作/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: '开始讨论' }).click();
};
