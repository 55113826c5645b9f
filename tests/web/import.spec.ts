import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { violationsInBothThemes } from './support/axe.ts';
import { go } from './support/go.ts';
import { enterResidents } from './support/lock.ts';
import type { RunningServer } from './support/server.ts';
import { expect, test } from './support/test.ts';

const fixtures = join(import.meta.dirname, '../../packages/exchange/fixtures');
const register = join(fixtures, '明德花园居民信息登记表.xlsx');

const choose = (page: Page, file: string) => page.setInputFiles('input[type=file]', file);

const begin = async (page: Page) => {
  await enterResidents(page, '/residents/import', go);
  await expect(page.getByRole('heading', { name: '导入居民台账' })).toBeVisible();
};

const createRegisters = async (page: Page) => {
  const create = page.getByRole('button', { name: /新建 \d+ 本台账/ });
  await create.click();
  await expect(create).toBeHidden();
};

const compare = (page: Page) => page.getByRole('button', { name: '比对', exact: true }).click();

const allColumns = ['性别', '出生', '证件号', '居住', '党员', '备注'];
/** Says once what every locked column of the workbook is for; numbers are ticked by hand. */
const unlock = async (page: Page, columns: readonly string[] = allColumns) => {
  await expect(page.getByRole('heading', { name: '写明用途才导入' })).toBeVisible();
  const button = page.getByRole('button', { name: `解锁 ${columns.length} 列` });
  if (columns.includes('证件号')) await page.getByLabel('证件号', { exact: true }).check();
  await expect(button).toBeDisabled();
  await page.getByLabel('用途', { exact: true }).fill('助餐资格核对');
  await button.click();
  await expect(page.getByRole('heading', { name: `${columns.join('、')}已解锁` })).toBeVisible();
};

interface Exported {
  readonly residents: readonly {
    readonly name: string;
    readonly idNumber: string | null;
    readonly birth: string | null;
    readonly sex: string | null;
    readonly residence: string | null;
  }[];
}
const residentsOf = async (server: RunningServer, address: string) =>
  (JSON.parse(await server.lianxi(['document', 'export', address, '--json'])) as Exported).residents;

/** Everybody in the registers whose titles begin so. */
const residentsIn = async (server: RunningServer, title: string): Promise<Exported['residents']> => {
  const documents = JSON.parse(await server.lianxi(['document', 'list', '--json'])) as readonly {
    readonly kind: string;
    readonly address: string;
    readonly title: string;
  }[];
  const residents: Exported['residents'][number][] = [];
  for (const each of documents) {
    if (each.kind !== 'register' || !each.title.startsWith(title)) continue;
    residents.push(...(await residentsOf(server, each.address)));
  }
  return residents;
};

test('a workbook becomes residents; a second time nothing changes; the whole import can be taken back', async ({
  regular,
  server,
}) => {
  const { page, complaints } = await regular({ role: 'committee' });
  await begin(page);
  await choose(page, register);
  await expect(page.getByRole('heading', { name: '对列' })).toBeVisible();
  await createRegisters(page);
  await unlock(page);
  await compare(page);
  await page.getByRole('button', { name: '写入 352 人' }).click();
  await expect(page.getByText('写好了')).toBeVisible();

  const exported = () => residentsIn(server, '明德花园');
  const truth = JSON.parse(readFileSync(`${register}.expected.json`, 'utf8')) as { rows: Exported['residents'] };
  const keyOf = ({ name, idNumber, birth }: Exported['residents'][number]) => `${name} ${idNumber} ${birth}`;
  await expect
    .poll(async () => (await exported()).map(keyOf).sort(), { timeout: 30_000 })
    .toEqual(truth.rows.map(keyOf).sort());

  await page.getByRole('button', { name: '再导一个' }).click();
  await choose(page, register);
  // What is open by now is asked for no more.
  await compare(page);
  await expect(page.getByText('台账已经是这样，不用再写')).toBeVisible();
  await expect(page.getByRole('heading', { name: '写明用途才导入' })).toBeHidden();
  await page.getByRole('button', { name: '换一个文件' }).click();

  await page.getByRole('button', { name: '撤销这次导入' }).click();
  await expect(page.getByText('这次导入已撤销')).toBeVisible();
  await expect.poll(async () => (await exported()).length, { timeout: 30_000 }).toBe(0);
  expect(complaints).toEqual([]);
});

test('[RG21] what the register has locked stays out until its purpose is stated, and a usual one takes one press', async ({
  regular,
  server,
}) => {
  const { page } = await regular({ role: 'committee' });
  const about = ['--scope', 'shut.g1', '--title', '锁着的网格'];
  const address = (await server.lianxi(['document', 'create', 'register', ...about])).trim();
  await begin(page);
  await choose(page, join(fixtures, '锦绣苑台账.csv'));
  await page.getByLabel('全部去', { exact: true }).selectOption({ label: '锁着的网格' });
  await expect(page.getByRole('heading', { name: '写明用途才导入' })).toBeVisible();
  await compare(page);
  await page.getByRole('button', { name: '写入 554 人' }).click();
  await expect(page.getByText('写好了')).toBeVisible();
  await expect.poll(async () => (await residentsOf(server, address)).length, { timeout: 30_000 }).toBe(554);
  const filled = async (field: 'idNumber' | 'birth' | 'sex' | 'residence') =>
    (await residentsOf(server, address)).filter((resident) => resident[field] !== null).length;
  expect([await filled('idNumber'), await filled('birth'), await filled('sex'), await filled('residence')]).toEqual([
    0, 0, 0, 0,
  ]);

  // Later on, for a purpose: the same file brings what was left out, and no more than the purpose asks for.
  await page.getByRole('button', { name: '再导一个' }).click();
  await choose(page, join(fixtures, '锦绣苑台账.csv'));
  await page.getByLabel('全部去', { exact: true }).selectOption({ label: '锁着的网格' });
  await page.getByRole('button', { name: '出租房屋和人户分离登记' }).click();
  const button = page.getByRole('button', { name: '解锁 1 列' });
  // A register that was made at the command line says nothing of itself yet.
  await expect(button).toBeDisabled();
  await page.getByLabel('依据', { exact: true }).fill('试验用文号');
  await page.getByLabel('保存到', { exact: true }).fill('2026年12月31日，到期删除');
  await button.click();
  await expect(page.getByRole('heading', { name: '居住已解锁' })).toBeVisible();
  await compare(page);
  await page.getByRole('button', { name: /^写入 \d+ 人$/ }).click();
  await expect(page.getByText('写好了')).toBeVisible();
  await expect.poll(() => filled('residence'), { timeout: 30_000 }).toBe(554);
  expect([await filled('idNumber'), await filled('birth'), await filled('sex')]).toEqual([0, 0, 0]);
});

test('remarks on health, hardship or faith stay out of the register unless a person decides', async ({
  regular,
  server,
}) => {
  const { page, complaints } = await regular({ role: 'committee' });
  await begin(page);
  const lines = [
    '姓名,小区,楼栋,单元,室,与户主关系,备注',
    '魏甲,八一苑小区,81,1,101,户主,低保户、重病',
    '魏乙,八一苑小区,81,1,101,配偶,孕期',
    '贾丙,八一苑小区,81,1,102,户主,租住到明年',
  ];
  await page.setInputFiles('input[type=file]', {
    name: '八十一号楼登记表.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(lines.join('\r\n')),
  });
  await expect(page.getByRole('heading', { name: '备注要先过目' })).toBeVisible();
  await expect(page.getByText('2 格备注说到健康、困难、信仰或经历')).toBeVisible();
  await createRegisters(page);
  await unlock(page, ['备注']);
  await compare(page);
  await page.getByRole('button', { name: '写入 3 人' }).click();
  await expect(page.getByText('写好了')).toBeVisible();
  const made = async () => {
    const documents = JSON.parse(await server.lianxi(['document', 'list', '--json'])) as {
      address: string;
      title: string;
    }[];
    return documents.find(({ address, title }) => address.startsWith('register/') && title.includes('八一苑'))?.address;
  };
  await expect.poll(made).toBeDefined();
  await enterResidents(page, `/residents/${(await made())?.split('/')[1]}`, go);
  const note = (name: string) => page.locator('[role=row]', { hasText: name }).locator('.cell.note');
  await expect(note('贾丙')).toHaveText('租住到明年');
  await expect(note('魏甲')).toHaveText('');
  await expect(note('魏乙')).toHaveText('');
  expect(complaints).toEqual([]);
});

test('problems lead to their lines, by pointer and by F8, and a column can be corrected', async ({ person }) => {
  const { page } = await person({ role: 'committee' });
  // On a slow machine the list comes after its heading: a key that is pressed in between counts.
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage as (this: Worker, ...args: unknown[]) => void;
    Worker.prototype.postMessage = function (this: Worker, ...args: unknown[]) {
      setTimeout(() => post.apply(this, args), 300);
    };
  });
  await begin(page);
  await choose(page, register);
  await expect(page.getByRole('button', { name: '待核 12' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('F8');
  await expect(page.getByRole('cell', { name: '990************000' })).toBeVisible();
  await page.getByRole('button', { name: /186 行 H/ }).click();
  await expect(page.getByRole('cell', { name: '990************781' })).toBeVisible();
  await page.getByLabel('M 列对到').selectOption({ label: '不导入' });
  await expect(page.getByRole('row', { name: /^M 备注/ })).toContainText('你选的');
  await page.getByLabel('E 列对到').selectOption({ label: '不导入' });
  // Without names nobody is left to import.
  await expect(page.getByRole('button', { name: '比对', exact: true })).toBeDisabled();
});

/** Presses the button the moment it comes: what is quick is over before a test's hand has moved. */
const pressAsSoonAsThere = (page: Page, words: string) =>
  page.evaluate((words) => {
    const find = () => [...document.querySelectorAll('button')].find((each) => each.textContent?.trim() === words);
    new MutationObserver((_, watch) => {
      const button = find();
      if (!button) return;
      watch.disconnect();
      button.click();
    }).observe(document.body, { childList: true, subtree: true });
  }, words);

test('an old workbook is stopped while it is read, stopped while it is written, and gone on with', async ({
  regular,
  server,
}) => {
  const { page } = await regular({ role: 'committee' });
  await begin(page);
  const old = join(fixtures, '东风家属院花名册.xls');
  await pressAsSoonAsThere(page, '停下');
  await choose(page, old);
  // Given up: as if no file had been chosen.
  await expect(page.getByText('文件只在这台电脑上读')).toBeVisible();
  await choose(page, old);
  await createRegisters(page);
  await unlock(page, ['性别', '出生', '证件号', '党员', '备注']);
  await compare(page);
  // What is being written stands: nothing that says what goes where can be reached meanwhile.
  await page.evaluate(() => {
    const selects = () => [...document.querySelectorAll('main select')];
    new MutationObserver((_, watch) => {
      const isWriting = [...document.querySelectorAll('button')].some((each) => each.textContent?.trim() === '停下');
      if (!isWriting || selects().length === 0) return;
      watch.disconnect();
      Object.assign(window, { reachable: selects().filter((each) => !each.closest('[inert]')).length });
    }).observe(document.body, { childList: true, subtree: true });
  });
  await pressAsSoonAsThere(page, '停下');
  await page.getByRole('button', { name: '写入 508 人' }).click();
  await expect(page.getByRole('heading', { name: '停下了' })).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { reachable: number }).reachable)).toBe(0);
  const [, written = '508'] = /已写 (\d+) \/ 508 人/.exec((await page.locator('.im').textContent()) ?? '') ?? [];
  expect(Number(written)).toBeLessThan(508);
  await page.getByRole('button', { name: '接着写' }).click();
  await compare(page);
  await page.getByRole('button', { name: `写入 ${508 - Number(written)} 人` }).click();
  await expect(page.getByText('写好了')).toBeVisible();
  const count = async () => (await residentsIn(server, '东风家属院')).length;
  await expect.poll(count, { timeout: 60_000 }).toBe(508);
});

test('what cannot be read says what it is and what to do, and touches nothing', async ({ regular }) => {
  const { page } = await regular({ role: 'committee' });
  await begin(page);
  const give = async (name: string, buffer: Buffer, words: RegExp) => {
    await page.setInputFiles('input[type=file]', { name, mimeType: 'application/octet-stream', buffer });
    await expect(page.getByRole('heading', { name: words })).toBeVisible();
    await expect(page.getByText('台账没有动过')).toBeVisible();
    await page.getByRole('button', { name: '换一个文件' }).click();
  };
  await give('名册.xlsx', Buffer.from('%PDF-1.7'), /不是表格，像是PDF/);
  await give('名册.xlsx', Buffer.alloc(0), /空文件/);
  await give('名册.xlsx', readFileSync(register).subarray(0, 9000), /文件坏了/);
  await give('名册.xls', Buffer.from('<html><table></table></html>'), /像是网页/);
  // 200 MB would take long to hand to the browser; a file that says it is as large is refused before it is read.
  await page.evaluate(() => {
    const file = new File(['x'], '名册.xlsx');
    Object.defineProperty(file, 'size', { value: 200_000_000 });
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    Object.defineProperty(input, 'files', { value: [file], configurable: true });
    input?.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await expect(page.getByRole('heading', { name: /文件有 200 MB/ })).toBeVisible();
  await expect(page.getByText('台账没有动过')).toBeVisible();
});

test('a file that was given up while it was read does not come between the next one and the person', async ({
  person,
}) => {
  const { page } = await person({ role: 'committee' });
  await page.addInitScript(() => {
    const { arrayBuffer } = Blob.prototype;
    const gates: Promise<void>[] = [new Promise((resolve) => Object.assign(window, { letGo: resolve }))];
    Blob.prototype.arrayBuffer = async function () {
      await gates.pop();
      return arrayBuffer.call(this);
    };
  });
  await begin(page);
  await choose(page, register);
  await page.getByRole('button', { name: '停下' }).click();
  await choose(page, join(fixtures, '锦绣苑台账.csv'));
  await expect(page.getByRole('heading', { name: '对列' })).toBeVisible();
  await page.evaluate(async () => {
    (window as unknown as { letGo(): void }).letGo();
    await new Promise((resolve) => setTimeout(resolve));
  });
  // Questions are answered in order: what the first file might have asked has been answered by then.
  await page.getByLabel('A 列对到').selectOption({ label: '不导入' });
  await expect(page.getByRole('row', { name: /^A 编号/ })).toContainText('你选的');
  await expect(page.getByText('锦绣苑台账.csv').first()).toBeVisible();
});

test('the page has no accessibility violation, wide and narrow, light and dark', async ({ regular }) => {
  const { page } = await regular({ role: 'committee' });
  await begin(page);
  await choose(page, register);
  await expect(page.getByRole('heading', { name: '对列' })).toBeVisible();
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    expect(await violationsInBothThemes(page, 'main')).toEqual([]);
  }
});
