import type { Page } from '@playwright/test';
import { violationsInBothThemes } from './support/axe.ts';
import { unlockColumns } from './support/columns.ts';
import { go } from './support/go.ts';
import { enterResidents } from './support/lock.ts';
import { goOffline } from './support/meeting.ts';
import { expect, type Person, test } from './support/test.ts';

/** The resident register as two people at two screens, and one on a staircase, use it. Everybody in it is made up. */
const scope = (title: string) =>
  `t${[...title].reduce((sum, each) => (sum * 31 + (each.codePointAt(0) ?? 0)) % 1e9, 7)}`;

/** Begins a register the way the committee does, and opens it. */
const begin = async ({ page }: Person, title: string) => {
  await enterResidents(page, '/residents', go);
  await page.getByRole('button', { name: '新建网格台账' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('网格', { exact: true }).fill(title);
  await dialog.getByLabel('小区').fill('东园小区');
  await dialog.getByLabel('编号').fill(scope(title));
  await dialog.getByRole('button', { name: '建立' }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
};
const addHousehold = async (page: Page, room: string, name: string, phone = '') => {
  await page
    .getByRole('button', { name: /^(住户|加一户)$/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('楼', { exact: true }).fill('3');
  await dialog.getByLabel('单元').fill('2');
  await dialog.getByLabel('室', { exact: true }).fill(room);
  await dialog.getByLabel('户主姓名').fill(name);
  await dialog.getByLabel('电话').fill(phone);
  await dialog.getByRole('button', { name: '加一户' }).click();
  await expect(dialog).toBeHidden();
};
const cell = (page: Page, row: number, column: string) => page.locator(`[data-row="${row - 1}"] .cell.${column}`);
const paste = (page: Page, text: string) =>
  page.evaluate((plain) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', plain);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);

test('a clerk adds doors, types, pastes from a workbook and takes it back', async ({ regular }) => {
  const clerk = await regular({ role: 'committee' });
  const { page } = clerk;
  await begin(clerk, '一网格甲');
  await addHousehold(page, '102', '贾玉', '13800000102');
  await addHousehold(page, '101', '魏强');
  await page.keyboard.press('Escape');
  await expect(cell(page, 1, 'room')).toHaveText('101');
  await expect(cell(page, 2, 'phones')).toHaveText('138****0102');
  await expect(cell(page, 1, 'residence')).toHaveCount(0);
  await unlockColumns(page, ['居住'], '出租房屋登记');

  await cell(page, 1, 'residence').click();
  await page.keyboard.type('租住');
  await page.keyboard.press('Tab');
  await expect(cell(page, 1, 'residence')).toHaveText('租住');
  await page.keyboard.type('12');
  await page.keyboard.press('F2');
  await page.keyboard.press('Enter');
  await expect(cell(page, 1, 'phones')).toHaveText('*2');
  await page.keyboard.press('Control+z');
  await expect(cell(page, 1, 'phones')).toHaveText('');

  await cell(page, 1, 'name').click();
  await paste(page, '魏国强\t本人\t常住\r\n贾玉华\t户主\t住着\r\n');
  await expect(cell(page, 2, 'name')).toHaveText('贾玉华');
  await expect(cell(page, 1, 'relation')).toHaveText('本人');
  await expect(page.getByText('写入 4 格，1 格没有写入')).toBeVisible();
  await expect(page.getByText('第 2 行，居住')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(cell(page, 1, 'name')).toHaveText('魏强');
  await expect(cell(page, 2, 'name')).toHaveText('贾玉');
  await page.keyboard.press('Control+y');
  await expect(cell(page, 2, 'name')).toHaveText('贾玉华');

  await cell(page, 1, 'residence').click();
  await cell(page, 2, 'residence').click({ modifiers: ['Shift'] });
  await page.keyboard.press('Control+d');
  await expect(cell(page, 2, 'residence')).toHaveText('常住');
  await page.keyboard.press('Delete');
  await expect(cell(page, 1, 'residence')).toHaveText('');

  // The door's number leads to the household: by a press, and by Enter on it.
  const drawer = page.getByRole('complementary', { name: '住户' });
  await cell(page, 1, 'room').click();
  await expect(drawer.getByRole('heading', { name: '101 室' })).toBeVisible();
  await drawer.getByRole('button', { name: '收起' }).click();
  await expect(drawer).toBeHidden();
  await cell(page, 2, 'name').click();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(drawer.getByRole('heading', { name: '102 室' })).toBeVisible();
  await drawer.getByRole('button', { name: '收起' }).click();

  await enterResidents(page, page.url());
  await expect(cell(page, 2, 'name')).toHaveText('贾玉华');
  expect(clerk.complaints).toEqual([]);
});

test('what was copied leaves masked, and comes back whole inside the table', async ({ person }) => {
  const clerk = await person({ role: 'committee', context: { permissions: ['clipboard-read', 'clipboard-write'] } });
  const { page } = clerk;
  await begin(clerk, '二网格乙');
  await addHousehold(page, '101', '魏强', '13800000101');
  await addHousehold(page, '102', '贾玉');
  await page.keyboard.press('Escape');
  await cell(page, 1, 'phones').click();
  await page.keyboard.press('Control+c');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('138****0101');
  await cell(page, 2, 'phones').click();
  await page.keyboard.press('Control+v');
  await expect(cell(page, 2, 'phones')).toHaveText('138****0101');
  await cell(page, 2, 'phones').dblclick();
  await expect(page.locator('[data-cell-input]')).toHaveValue('13800000101');
  await page.keyboard.press('Escape');
  await cell(page, 1, 'phones').click();
  await paste(page, '139****2222');
  await expect(page.getByText('这是遮住的号码，不能写进去')).toBeVisible();
  await expect(cell(page, 1, 'phones')).toHaveText('138****0101');
});

test('two people see each other’s edits, and a cell that both changed offers both values', async ({ person }) => {
  const clerk = await person({ role: 'committee', name: '陈甲' });
  await begin(clerk, '三网格丙');
  await addHousehold(clerk.page, '401', '钱军', '13800000401');
  await addHousehold(clerk.page, '402', '邵生');
  await clerk.page.keyboard.press('Escape');
  await unlockColumns(clerk.page, ['居住'], '出租房屋登记');
  const branch = await person({ role: 'branch', scope: scope('三网格丙'), name: '孙乙' });
  await enterResidents(branch.page, `/residents/${scope('三网格丙')}`);
  await expect(cell(branch.page, 2, 'name')).toHaveText('邵生');
  // Nothing more is on its way here: the columns were unlocked after the last name was written.
  await expect(clerk.page.locator('.st')).not.toContainText('待送达');
  await expect(branch.page.getByRole('columnheader', { name: /居住/ })).toBeVisible();

  // One edit, one cell: what the other screen touches is counted.
  await branch.page.evaluate(() => {
    const touched = new Set<Element>();
    new MutationObserver((records) => {
      for (const { target } of records) {
        const at = target instanceof Element ? target : target.parentElement;
        const found = at?.closest('.cell');
        if (found) touched.add(found);
      }
      document.body.dataset.touched = String(touched.size);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await cell(clerk.page, 2, 'name').click();
  await clerk.page.keyboard.type('邵春生');
  await clerk.page.keyboard.press('Enter');
  await expect(cell(branch.page, 2, 'name')).toHaveText('邵春生');
  await expect(cell(branch.page, 2, 'name')).toHaveClass(/who1/);
  await expect(branch.page.locator('.st')).toContainText('陈甲');
  expect(await branch.page.evaluate(() => document.body.dataset.touched)).toBe('1');

  await goOffline(branch.page);
  await cell(branch.page, 1, 'residence').click();
  await branch.page.keyboard.type('租住');
  await branch.page.keyboard.press('Enter');
  await expect(cell(branch.page, 1, 'residence')).toHaveClass(/wait/);
  await expect(branch.page.locator('.st')).toContainText('待送达 1');
  await cell(clerk.page, 1, 'residence').click();
  await clerk.page.keyboard.type('常住');
  await clerk.page.keyboard.press('Enter');
  await branch.context.setOffline(false);
  for (const { page } of [clerk, branch]) await expect(cell(page, 1, 'residence')).toHaveText('2 个值');
  await expect(cell(branch.page, 1, 'residence')).not.toHaveClass(/wait/);

  await cell(branch.page, 1, 'residence').click();
  const choice = branch.page.getByRole('dialog', { name: '同一处，两个人都改过' });
  await expect(choice).toContainText('陈甲');
  await choice.getByRole('button', { name: /常住/ }).click();
  for (const { page } of [clerk, branch]) await expect(cell(page, 1, 'residence')).toHaveText('常住');
  await cell(clerk.page, 1, 'room').click();
  await expect(clerk.page.getByRole('complementary')).toContainText('没有选用');
  expect([...clerk.complaints, ...branch.complaints]).toEqual([]);
});

test('a register that somebody else changed a moment ago opens with the marks, and turns from one grid to another', async ({
  person,
}) => {
  const clerk = await person({ role: 'committee', name: '周戊' });
  for (const title of ['七网格庚', '八网格辛']) {
    await begin(clerk, title);
    await addHousehold(clerk.page, '101', '魏强');
    await clerk.page.keyboard.press('Escape');
    await unlockColumns(clerk.page, ['居住'], '出租房屋登记');
    await cell(clerk.page, 1, 'residence').click();
    await clerk.page.keyboard.type('租住');
    await clerk.page.keyboard.press('Enter');
    await expect(cell(clerk.page, 1, 'residence')).toHaveText('租住');
  }
  await expect(clerk.page.locator('.st')).not.toContainText('待送达');
  const other = await person({ role: 'committee', name: '吴己' });
  await enterResidents(other.page, `/residents/${scope('七网格庚')}`);
  await expect(cell(other.page, 1, 'residence')).toHaveClass(/who1/);
  await expect(other.page.locator('.st')).toContainText('周戊');
  for (const title of ['八网格辛', '七网格庚']) {
    await enterResidents(other.page, '/residents', go);
    await enterResidents(other.page, `/residents/${scope(title)}`, go);
    await expect(cell(other.page, 1, 'residence')).toHaveClass(/who1/);
  }
  expect(other.complaints).toEqual([]);
});

test('a masked number is shown when it is asked for, and hides when nobody looks', async ({ regular }) => {
  const clerk = await regular({ role: 'committee' });
  const { page } = clerk;
  await begin(clerk, '四网格丁');
  await addHousehold(page, '501', '何兰', '13800000501');
  const drawer = page.getByRole('complementary');
  await expect(drawer).toContainText('138****0501');
  await drawer.getByRole('button', { name: '看何兰的电话' }).click();
  await expect(drawer).toContainText('13800000501');
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect(drawer).toContainText('138****0501');
  await drawer.getByRole('button', { name: '何兰', exact: true }).click();
  await drawer.getByRole('button', { name: '迁出' }).click();
  await expect(drawer).toContainText('迁出');
  await page.getByRole('button', { name: '撤销' }).last().click();
  await expect(drawer.getByRole('button', { name: '迁出' })).toBeVisible();
  await drawer.getByRole('button', { name: '误录，删去' }).click();
  await expect(page.getByText('何兰 已删去')).toBeVisible();
  await page.getByRole('button', { name: '撤销' }).last().click();
  await expect(drawer).toContainText('何兰');
  expect(clerk.complaints).toEqual([]);
});

test('on a phone doors lie as in the building, names are masked, and a sheet calls and edits', async ({
  person,
  regular,
}) => {
  const clerk = await regular({ role: 'committee' });
  await begin(clerk, '五网格戊');
  await unlockColumns(clerk.page, ['备注'], '走访时记下方便上门的时间');
  await addHousehold(clerk.page, '201', '彭平', '13800000201');
  await addHousehold(clerk.page, '502', '𠮷田美和');
  await addHousehold(clerk.page, '501', '何秀兰', '13800000501');
  const walker = await person({
    role: 'branch',
    scope: scope('五网格戊'),
    context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  });
  const { page } = walker;
  await enterResidents(page);
  await page.getByRole('link', { name: /五网格戊/ }).click();
  // Of one building with one entrance the doors are shown at once.
  await expect(page.locator('.d b')).toHaveText(['501', '502', '201']);
  await expect(page.locator('.d').nth(1)).toContainText('𠮷田*和');
  await page.locator('.d').first().click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('link', { name: '给何秀兰打电话' })).toHaveAttribute('href', 'tel:13800000501');
  await sheet.getByRole('button', { name: '何秀兰', exact: true }).click();
  await sheet.getByLabel('备注').fill('下午在家');
  await sheet.getByRole('button', { name: '回到这一户' }).click();
  await expect(sheet).toContainText('下午在家');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(walker.complaints).toEqual([]);
});

test('neither the table nor the phone’s doors have an accessibility violation, light and dark', async ({ regular }) => {
  const clerk = await regular({ role: 'committee' });
  const { page } = clerk;
  await begin(clerk, '六网格己');
  await addHousehold(page, '501', '何秀兰', '13800000501');
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    expect(await violationsInBothThemes(page)).toEqual([]);
  }
});
