/** An import can be taken back for days: after a reload, a killed browser and its next start, and what somebody changed since stays. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { correctResident, createAuthor, projectRegister } from '@lianxi/documents';
import type { Page } from '@playwright/test';
import { connectStock, until } from '../relay/harness.ts';
import { killBrowser, launchOn } from './support/browser-process.ts';
import { passphrase, unlock } from './support/lock.ts';
import { receipt } from './support/meeting.ts';
import { filesWith } from './support/profile.ts';
import type { RunningServer } from './support/server.ts';
import { expect, test } from './support/test.ts';

interface Listed {
  readonly kind: string;
  readonly address: string;
  readonly title: string;
}
const registersIn = async (server: RunningServer, title: string) =>
  (JSON.parse(await server.lianxi(['document', 'list', '--json'])) as readonly Listed[]).filter(
    (each) => each.kind === 'register' && each.title.startsWith(title),
  );
const residentsIn = async (server: RunningServer, title: string) => {
  const found: { name: string; phones: readonly string[] }[] = [];
  for (const { address } of await registersIn(server, title))
    found.push(...JSON.parse(await server.lianxi(['document', 'export', address, '--json'])).residents);
  return found;
};

/** Signs in, or unlocks: a browser that is killed may have forgotten its cookie. */
const comeIn = async (page: Page, name: string) => {
  await expect(page.getByLabel('口令', { exact: true })).toBeVisible();
  if (!(await page.getByLabel('姓名').isVisible())) return unlock(page);
  await page.getByLabel('姓名').fill(name);
  await page.getByLabel('口令', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: '登录', exact: true }).click();
};

const give = (page: Page, lines: readonly string[], name: string) =>
  page.setInputFiles('input[type=file]', { name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) });
const head = '姓名,小区,楼栋,单元,室,与户主关系,电话';
const people = (count: number, phone: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => {
    const name = `示${'甲乙丙丁戊己庚辛壬癸'[at % 10]}${'一二三四五六七八九十'[Math.floor(at / 10) % 10]}`;
    return `${name},柏树苑小区,7,${1 + (at % 3)},${101 + Math.floor(at / 10)},其他,${phone(at)}`;
  });
const compareAndWrite = async (page: Page, count: number) => {
  await page.getByRole('button', { name: '比对', exact: true }).click();
  await page.getByRole('button', { name: `写入 ${count} 人` }).click();
};
const recent = (page: Page) => page.getByRole('region', { name: '最近的导入' });
/** Loads the page anew, and unlocks it where the worker was not there yet to keep the key meanwhile. */
const loadAnew = async (page: Page) => {
  await page.reload();
  const field = page.getByLabel('口令', { exact: true });
  await expect(field.or(recent(page)).first()).toBeVisible();
  if (await field.isVisible()) await unlock(page);
};
const undo = (page: Page) => page.getByRole('button', { name: '撤销这次导入' });

test('[AP31] an import is taken back after its browser was killed in the middle of it, with what was begun for it', async ({
  server,
}) => {
  test.setTimeout(120_000);
  await server.lianxi(['user', 'add', '导入人', '--role', 'committee', '--passphrase-stdin'], `${passphrase}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-browser-'));
  let context = await launchOn(folder, server.origin);
  try {
    let page = await context.newPage();
    // So slow that it is not over before the browser is, and that the browser ends between two pieces: of one that is being
    // written the way back may not be on the disk.
    await page.addInitScript(() => {
      const frame = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (run) =>
        'isSlow' in window ? window.setTimeout(() => run(performance.now()), 2_000) : frame(run);
    });
    await page.goto('/residents/import');
    await comeIn(page, '导入人');
    await give(page, [head, ...people(300, (at) => String(13_900_000_000 + at))], '柏树苑.csv');
    await page.getByRole('button', { name: /新建 \d+ 本台账/ }).click();
    await expect(page.getByText('新建了 1 本台账')).toBeVisible();
    await page.getByRole('button', { name: '比对', exact: true }).click();
    const write = page.getByRole('button', { name: '写入 300 人' });
    await expect(write).toBeEnabled();
    await page.evaluate(() => {
      Object.assign(window, { isSlow: true });
    });
    await write.evaluate((button: HTMLButtonElement) => button.click());
    const count = async () => (await residentsIn(server, '柏树苑')).length;
    const isBetween = async () => {
      const before = await count();
      await new Promise((resolve) => setTimeout(resolve, 400));
      return before > 0 && (await count()) === before;
    };
    await expect.poll(isBetween, { timeout: 60_000 }).toBe(true);
    killBrowser(folder);
    await context.close().catch(() => {});

    context = await launchOn(folder, server.origin);
    page = await context.newPage();
    await page.goto('/residents/import');
    await comeIn(page, '导入人');
    await expect(recent(page)).toContainText('7 天以内可以撤销');
    await expect(recent(page).getByRole('listitem')).toContainText('写了一部分，共 300 人');
    expect((await residentsIn(server, '柏树苑')).length).toBeLessThan(300);
    await undo(page).click();
    await expect(page.getByText('这次导入已撤销')).toBeVisible();
    await expect(page.getByText('为这次导入新建的 1 本台账也撤掉了')).toBeVisible();
    expect(await registersIn(server, '柏树苑')).toEqual([]);
    await page.reload();
    await expect(page.getByRole('heading', { name: '导入居民台账' })).toBeVisible();
    await expect(recent(page)).toHaveCount(0);
  } finally {
    await context.close().catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  }
});

test('[AP31] [SE20] what somebody has changed since an import stays and is said; the record is sealed, and is used once', async ({
  server,
}) => {
  test.setTimeout(120_000);
  await server.lianxi(['user', 'add', '又一位', '--role', 'committee', '--passphrase-stdin'], `${passphrase}\n`);
  const colleague = await server.lianxi(
    ['user', 'add', '同事', '--role', 'committee', '--passphrase-stdin'],
    `${passphrase}\n`,
  );
  const token = (await server.lianxi(['token', 'create', '--user', '同事'])).trim();
  const about = ['--scope', 'songshu.b1', '--title', '松树苑'];
  const address = (await server.lianxi(['document', 'create', 'register', ...about])).trim();
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-browser-'));
  const context = await launchOn(folder, server.origin);
  try {
    const page = await context.newPage();
    await page.goto('/residents/import');
    await comeIn(page, '又一位');
    const bring = async (lines: readonly string[], name: string, count: number) => {
      await give(page, [head, ...lines], name);
      await page.getByLabel(/柏树苑.*去/).selectOption({ label: '松树苑' });
      await compareAndWrite(page, count);
      await expect(page.getByText('写好了')).toBeVisible();
      await page.getByRole('button', { name: '再导一个' }).click();
    };
    const phoneOf = (at: number) => String(13_955_550_000 + at);
    await bring(people(4, phoneOf), '先导的.csv', 4);
    // Another list that changes three phones and brings two more people: what is taken back are the phones of before.
    const next = [...people(3, (at) => String(13_966_660_000 + at)), ...people(6, phoneOf).slice(4)];
    await bring(next, '后导的.csv', 5);
    await expect(receipt(page)).toContainText('已同步');

    // A colleague corrects one of the three, and one of the two.
    const stock = connectStock(`${server.origin.replace('http', 'ws')}/sync`, address, token);
    await until('there', () => stock.provider.synced);
    const register = projectRegister(stock.doc);
    const named = (name: string) =>
      register.residents.ids().find((id) => register.residents.values(id).name === name) ?? '';
    const author = createAuthor(colleague.trim());
    for (const name of ['示甲一', '示戊一'])
      expect(correctResident(stock.doc, named(name), { phones: ['13811110000'] }, author).ok).toBe(true);
    await expect
      .poll(
        async () => (await residentsIn(server, '松树苑')).filter(({ phones }) => phones[0] === '13811110000').length,
      )
      .toBe(2);
    stock.stop();

    await loadAnew(page);
    const rows = recent(page).getByRole('listitem');
    await expect(rows).toHaveText([/后导的\.csv\s*5 人/, /先导的\.csv\s*4 人/]);
    // Nobody's phone of before stands on this disk.
    expect(
      filesWith(
        folder,
        people(6, phoneOf).flatMap((line) => line.slice(-11)),
      ),
    ).toEqual([]);
    await rows.first().getByRole('button', { name: '撤销这次导入' }).click();
    await expect(page.getByText('这次导入已撤销')).toBeVisible();
    await expect(page.getByText('1 人后来有人改过，留着没动')).toBeVisible();
    await expect(page.getByText('1 处后来有人改过，留着没动')).toBeVisible();
    const phones = Object.fromEntries(people(6, phoneOf).map((line, at) => [line.slice(0, 3), phoneOf(at)] as const));
    const { 示己一: _removed, ...stay } = phones;
    await expect
      .poll(async () =>
        Object.fromEntries((await residentsIn(server, '松树苑')).map(({ name, phones: [phone] }) => [name, phone])),
      )
      .toEqual({ ...stay, 示甲一: '13811110000', 示戊一: '13811110000' });

    await loadAnew(page);
    await expect(rows).toHaveText([/先导的\.csv/]);
    // Days later it is gone by itself.
    await page.clock.install({ time: Date.now() + 8 * 86_400_000 });
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.clock.fastForward(120_000);
    await expect
      .poll(() =>
        page.evaluate(async () => {
          const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
          const database = await new Promise<IDBDatabase>((resolve, reject) => {
            const request = indexedDB.open(names.find((name) => name.endsWith('/shelf')) ?? '');
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          });
          const count = await new Promise<number>((resolve) => {
            const request = database.transaction('records').objectStore('records').count();
            request.onsuccess = () => resolve(request.result);
          });
          database.close();
          return count;
        }),
      )
      .toBe(0);
  } finally {
    await context.close().catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  }
});
