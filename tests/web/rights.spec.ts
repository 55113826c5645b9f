/**
 * Who sees what, in real browsers: a label with its consent is recorded by the committee, read by the branch, and not one byte
 * of it reaches a grid member; who can see a document is told; and the committee sees as a unit does, writing nothing and
 * keeping nothing. All names are made up.
 */
import type { Page } from '@playwright/test';
import { enterResidents } from './support/lock.ts';
import { expect, test } from './support/test.ts';

const section = (page: Page) => page.getByRole('region', { name: '关怀标签' });

const addHousehold = async (page: Page, room: string, head: string) => {
  await page.getByRole('button', { name: '住户', exact: true }).click();
  const form = page.getByRole('dialog', { name: '加一户' });
  await form.getByLabel('楼', { exact: true }).fill('3');
  await form.getByLabel('单元', { exact: true }).fill('2');
  await form.getByLabel('室', { exact: true }).fill(room);
  await form.getByLabel('户主姓名').fill(head);
  await form.getByRole('button', { name: '加一户' }).click();
  await expect(form).toBeHidden();
};

/** Everything that a page is sent, on sockets and over HTTP. */
const record = (page: Page): readonly string[] => {
  const sent: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => sent.push(payload.toString('utf8')));
  });
  page.on('response', async (response) => {
    if (response.url().includes('/api/')) sent.push(response.url(), await response.text().catch(() => ''));
  });
  return sent;
};

test('[CA1] [CA11] [AC14] [AC15] a label with its consent, who sees it, and what the committee sees as another', async ({
  person,
  server,
}) => {
  test.setTimeout(150_000);
  await server.lianxi(['document', 'create', 'register', '--scope', 'lanting.g1', '--title', '兰亭一网格']);
  const about = ['--scope', 'joint', '--title', '兰亭联席会'];
  const meeting = (await server.lianxi(['document', 'create', 'minutes', ...about])).trim();
  const committee = await person({ role: 'committee', name: '示例甲' });
  const branch = await person({ role: 'branch', scope: 'lanting', name: '示例乙' });
  const helper = await person({ role: 'grid', scope: 'lanting.g1', name: '示例丙' });
  await person({ role: 'unit', scope: 'unit-lanting', name: '示例丁' });
  const residents = '/residents/lanting.g1';
  const seenByHelper = record(helper.page);
  const { page } = committee;
  await enterResidents(helper.page, residents);
  await enterResidents(page, residents);
  await addHousehold(page, '501', '示例戊');
  await expect(helper.page.getByRole('grid')).toContainText('示例戊');

  // A consent, asked for at the door.
  await section(page).getByRole('button', { name: '记一条' }).click();
  const form = page.getByRole('dialog', { name: '记一条关怀标签' });
  await form.getByLabel('标签', { exact: true }).selectOption({ label: '独居探访' });
  await form.getByLabel('约定的帮助').fill('每周三上午敲门问安');
  await expect(form).toContainText('我们想为示例戊记下“独居探访”');
  await form.getByRole('button', { name: '已同意，记下' }).click();
  await expect(form.getByRole('alert')).toContainText('请选择是否已满 14 岁');
  await form.getByLabel('未满 14 岁').check();
  await expect(form.getByLabel('本人', { exact: true })).toBeDisabled();
  await form.getByLabel('已满 14 岁').check();
  await form.getByLabel('本人', { exact: true }).check();
  await form.getByLabel('口头，有人见证').check();
  await form.getByRole('button', { name: '已同意，记下' }).click();
  await expect(form.getByRole('alert')).toContainText('口头同意须有见证人');
  await form.getByLabel('见证人').fill('楼组长示例己');
  await form.getByRole('button', { name: '已同意，记下' }).click();
  await expect(form).toBeHidden();
  await expect(section(page)).toContainText('每周三上午敲门问安');
  await expect(section(page)).toContainText('本人口头同意');
  await expect(section(page)).toContainText('示例甲 登记');

  // The branch reads it, and among all grids; the helper's page has no such part.
  await enterResidents(branch.page, '/residents/care');
  await expect(branch.page.getByText('每周三上午敲门问安')).toBeVisible();
  await expect(branch.page.getByText('示例戊', { exact: true })).toBeVisible();
  await helper.page.getByRole('button', { name: '打开 501 室' }).click();
  await expect(helper.page.getByRole('heading', { name: '501 室' })).toBeVisible();
  await expect(section(helper.page)).toHaveCount(0);

  // Who can see it is told, document by document.
  await page.getByRole('button', { name: '谁能看', exact: true }).click();
  const who = page.getByRole('dialog', { name: '谁能看这份文档' });
  await expect(who).toContainText('示例丙');
  await who.getByLabel('哪一份').selectOption({ label: '兰亭一网格 关怀标签 · 关怀标签' });
  await expect(who).toContainText('示例乙');
  await expect(who).not.toContainText('示例丙');
  await page.keyboard.press('Escape');

  // Withdrawn: blank for everybody, for good.
  await section(page).getByRole('button', { name: '示例戊的更多操作' }).click();
  await page.getByRole('menuitem', { name: '撤回同意' }).click();
  const withdraw = page.getByRole('dialog', { name: '撤回同意' });
  await expect(withdraw).toContainText('不能恢复');
  await withdraw.getByRole('button', { name: '撤回同意' }).click();
  await expect(section(page)).toContainText('已撤回');
  await expect(section(page)).not.toContainText('每周三');
  await expect(branch.page.getByText('每周三上午敲门问安')).toHaveCount(0);
  const toHelper = seenByHelper.join('\n');
  expect(toHelper).toContain('示例戊');
  for (const words of ['care/', 'aloneVisits', '关怀', '每周三', '楼组长']) expect(toHelper).not.toContain(words);

  // As the unit sees it.
  await page.goto('/settings/rights');
  const row = page.getByRole('row').filter({ hasText: '示例丁' });
  const [view] = await Promise.all([
    committee.context.waitForEvent('page'),
    row.getByRole('button', { name: '以此身份看' }).click(),
  ]);
  const seenInView = record(view);
  await expect(view.getByText(/正以“共建单位联络员.*只读/)).toBeVisible();
  await expect(view.getByRole('link', { name: '居民' })).toHaveCount(0);
  await view.goto(residents);
  await expect(view.getByRole('grid')).toHaveCount(0);
  await view.goto(`/meetings/${meeting}`);
  await expect(view.getByText('兰亭联席会').first()).toBeVisible();
  await expect(view.getByRole('button', { name: '加议题' })).toHaveCount(0);
  const refused = await view.evaluate(async (address) => {
    const token = JSON.parse(sessionStorage.getItem('lianxi.bearer') ?? '""');
    const answer = await fetch('/api/documents', {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ address, title: '改了' }),
    });
    return [answer.status, (await answer.json()).error.type];
  }, meeting);
  expect(refused).toEqual([403, 'ViewOnly']);
  const names = await view.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
  expect(names.filter((name) => name.includes('~view'))).toEqual([]);
  for (const words of ['register/', 'care/', '示例戊']) expect(seenInView.join('\n')).not.toContain(words);
  await view.getByRole('button', { name: '结束查看' }).click();
  await expect(view.getByText('查看已经结束')).toBeVisible();

  // The window that it came from is as it was.
  await enterResidents(page, residents);
  await expect(page.getByRole('grid')).toContainText('示例戊');
  expect(committee.complaints).toEqual([]);
  expect(branch.complaints).toEqual([]);
  expect(helper.complaints).toEqual([]);
});
