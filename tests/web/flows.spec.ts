/**
 * What is touched rarely and matters most, in English and large type, where words are longest: numbers shown and hidden, a
 * removal and the way back, two values for one cell, a refusal with the text to copy, sheets on a phone. Everybody is made up.
 */
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { violationsOf } from './support/axe.ts';
import { demoPages, makeDemo, openDemo } from './support/demo.ts';
import { go } from './support/go.ts';
import { illegibleOf, sayIllegible, smallTargetsOf, whenStill } from './support/legible.ts';
import { type RunningServer, startServer } from './support/server.ts';

let server: RunningServer;
let office: BrowserContext | undefined;
test.beforeAll(async () => {
  server = await startServer();
  await makeDemo(server.origin);
});
test.afterAll(async () => {
  await office?.close();
  await server.dispose();
});

const small = { viewport: { width: 1280, height: 720 }, isEnglish: true, isLarge: true };
const phone = { ...small, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** The committee at its desk, in Chinese: the demo takes seconds to come down, so they come in once. */
const officeOf = async (browser: Browser): Promise<Page> => {
  const context =
    office ?? (await openDemo(browser, server.origin, 'committee', { viewport: { width: 1440, height: 900 } }));
  office = context;
  return context.pages()[0] ?? context.newPage();
};

const expectLegible = async (page: Page) => {
  await whenStill(page, 200);
  expect((await illegibleOf(page)).map(sayIllegible)).toEqual([]);
};
const expectFitForFingers = async (page: Page) => {
  await expectLegible(page);
  expect(await smallTargetsOf(page)).toEqual([]);
};
const pathTo = async (role: 'committee' | 'branch', place: string) =>
  (await demoPages(server.origin, role))[place] ?? '/';

test('[SE17] in a demo tab nothing asks for a passphrase; a number is shown and hidden, a person moves out and comes back', async ({
  browser,
}) => {
  const context = await openDemo(browser, server.origin, 'committee', small);
  const page = await context.newPage();
  await page.goto(await pathTo('committee', 'residents'));
  const drawer = page.getByRole('complementary', { name: 'Household' });
  await expect(page.getByRole('grid')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Lock', exact: true })).toHaveCount(0);

  await page.locator('[data-row="0"] .cell.residence').click();
  const choice = page.getByRole('dialog', { name: 'Two people wrote here' });
  await expect(choice.getByRole('button', { name: 'Keep both, check later' })).toBeVisible();
  await expectLegible(page);
  await page.keyboard.press('Escape');

  await page.locator('[data-row="0"] .cell.room').click();
  await expect(drawer.getByText('****').first()).toBeVisible();
  await drawer
    .getByRole('button', { name: /^Show Phone of/ })
    .first()
    .click();
  await drawer
    .getByRole('button', { name: /^Show ID number of/ })
    .first()
    .click();
  await expect(drawer.getByText(/^\d{11}$/)).toBeVisible();
  await expect(drawer.getByText(/^\d{17}[\dX]$/)).toBeVisible();
  await expectLegible(page);
  await drawer.getByRole('button', { name: 'Edit' }).click();
  await expectLegible(page);

  await drawer.locator('.name').first().click();
  await expectLegible(page);
  await drawer.getByRole('button', { name: 'Moved out' }).click();
  // The way back stays while it is pointed at.
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).hover();
  await expectLegible(page);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(drawer.getByRole('button', { name: 'Moved out' })).toBeVisible();
  await context.close();
});

test('what is refused stands in the receipt with its text to copy', async ({ browser }) => {
  const context = await openDemo(browser, server.origin, 'branch', small);
  const page = await context.newPage();
  await page.goto(await pathTo('branch', 'meeting'));
  await expect(page.getByRole('textbox', { name: /^Discussion of/ })).toBeVisible();
  await whenStill(page);
  await context.setOffline(true);
  await expect(page.locator('.receipt').first()).toContainText('Offline');
  await page.getByRole('button', { name: 'Speak' }).click();
  await page.keyboard.type('晚上的时间能不能再加半个钟头。');
  await expect(page.locator('.sign').first()).toContainText('Saved here');
  await expectLegible(page);
  const name = '孙晓岚';
  await server.lianxi(['user', 'role', name, 'street']);
  try {
    await context.setOffline(false);
    const receipt = page.locator('.receipt').first();
    await expect(receipt).toContainText('1 returned', { timeout: 30_000 });
    await receipt.click();
    const slip = page.getByRole('region', { name: 'Sync receipt' });
    await expect(slip).toContainText('晚上的时间能不能再加半个钟头。');
    await expect(slip.getByRole('button', { name: 'Copy my text' })).toBeVisible();
    // Its name has gone from the list with the right to see it; its address would say nothing.
    await expect(slip).not.toContainText('minutes/');
    await expectLegible(page);
    await page.setViewportSize(phone.viewport);
    await expectLegible(page);
  } finally {
    await server.lianxi(['user', 'role', name, 'branch', '--scope', 'wutongli']);
  }
  await context.close();
});

test('on a phone a household, a person and a new entry are sheets in which everything can be read and pressed', async ({
  browser,
}) => {
  const context = await openDemo(browser, server.origin, 'committee', phone);
  const page = await context.newPage();
  await page.goto(await pathTo('committee', 'residents'));
  await page.locator('.item a').first().click();
  await expect(page.locator('.d').first()).toBeVisible();
  await expectFitForFingers(page);
  await page.locator('.d:not(.void)').first().click();
  const sheet = page.getByRole('dialog');
  await expectFitForFingers(page);
  await sheet.locator('.name').first().click();
  await expectFitForFingers(page);

  await go(page, await pathTo('committee', 'project'));
  await page.getByRole('button', { name: 'New entry' }).last().click();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Record' })).toBeVisible();
  await expectFitForFingers(page);
  await context.close();
});

test('what opens over a page has nothing that axe objects to, and whoever is found opens where they stand', async ({
  browser,
}) => {
  const page = await officeOf(browser);
  const problems: string[] = [];
  const audit = async (part: string) => {
    await expect(page.locator(part)).toBeVisible();
    problems.push(...(await violationsOf(page, part)).map((each) => `${part}: ${each}`));
  };
  await go(page, '/organisation');
  await page.locator('.receipt').first().click();
  await audit('section.slip');
  await page.keyboard.press('Escape');
  await page.getByRole('list', { name: '党组织' }).getByRole('button', { name: '梧桐里支部', exact: true }).click();
  await audit('aside');
  await page.getByRole('button', { name: '社区与层级' }).click();
  await audit('aside');

  // By initials, by whole pinyin, and by characters.
  for (const [typed, name] of [
    ['cyt', '陈雨桐'],
    ['chenyutong', '陈雨桐'],
    ['临溪小', '临溪小学'],
  ] as const) {
    await page.keyboard.press('Control+k');
    await page.locator('dialog').getByRole('combobox').fill(typed);
    const found = page
      .locator('dialog')
      .getByRole('option', { name: new RegExp(name) })
      .first();
    await expect(found).toBeVisible();
    if (typed === 'cyt') await audit('dialog');
    await found.click();
    await expect(page.getByRole('complementary', { name })).toBeVisible();
  }

  await page.setViewportSize(phone.viewport);
  await go(page, '/');
  await page.getByRole('button', { name: '更多' }).click();
  await expect(page.getByRole('button', { name: '撤销上一步' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 1440, height: 900 });
  expect(problems).toEqual([]);
});

test('a unit’s day holds what the unit leads or assists in, and nothing that others are to do', async ({ browser }) => {
  const unit = await openDemo(browser, server.origin, 'unit', { viewport: { width: 1440, height: 900 } });
  const duties = async (page: Page) => {
    await go(page, '/');
    await whenStill(page, 500);
    const lines = page.locator('.li', { has: page.locator('.tag') });
    await expect(lines.first()).toBeVisible();
    return { page, lines };
  };
  const ofUnit = await duties(await unit.newPage());
  const ofCommittee = await duties(await officeOf(browser));
  await expect.poll(() => ofCommittee.lines.count()).toBeGreaterThan(await ofUnit.lines.count());
  // What others lead stands in the meeting where the unit assists; each line opens its meeting or project.
  await ofUnit.lines.first().click();
  await expect(ofUnit.page).toHaveURL(/\/(meetings|projects)\//);
  await unit.close();
});
