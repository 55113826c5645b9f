/**
 * What comes before a meeting, as its people meet it: the committee's template, a unit that proposes on a phone, the secretary's
 * agenda, what an earlier meeting left open, invitations and their answers, the calendar file and the notice.
 */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { violationsOf } from './support/axe.ts';
import { smallTargetsOf } from './support/legible.ts';
import { addTopic, speak } from './support/meeting.ts';
import { expect, test } from './support/test.ts';

const openOne = async (page: Page, title: string, start: string, place = '') => {
  await page.goto('/meetings');
  await page.getByRole('button', { name: '开一场会' }).first().click();
  const dialog = page.getByRole('dialog', { name: '开一场会' });
  if (title !== '') await dialog.getByLabel('会议名称').fill(title);
  await dialog.getByLabel('开始').fill(start);
  if (place !== '') await dialog.getByLabel('地点').fill(place);
  return dialog;
};
const begin = async (page: Page) => {
  await page.getByRole('button', { name: '开会', exact: true }).click();
  await page.waitForURL(/\/meetings\/minutes\/joint\//);
  return page.url();
};
const topicsOf = (page: Page) => page.getByRole('navigation', { name: '议程' }).locator('ol .name');
const expectNoViolations = async (page: Page) => expect(await violationsOf(page)).toEqual([]);
/** In two years' time: nothing of it is ever overdue. */
const year = new Date().getFullYear() + 2;

test('[MN20] [MN25] [MN26] [MN30] [MN31] [MN32] from the template to the notice: a unit proposes, the secretary adopts and defers, the invited answer', async ({
  person,
}) => {
  test.setTimeout(120_000);
  const committee = await person({ role: 'committee' });
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const unit = await person({ role: 'unit', scope: 'unit-linxi', name: '刘志远', context: phone });
  const { page } = committee;

  // The directory knows the unit and its liaison.
  await page.goto('/organisation');
  const add = async (what: string, fill: (dialog: ReturnType<Page['getByRole']>) => Promise<void>) => {
    await page.getByRole('button', { name: '新增' }).first().click();
    await page.getByRole('menuitem', { name: what }).click();
    await fill(page.getByRole('dialog').last());
  };
  void add;
});
