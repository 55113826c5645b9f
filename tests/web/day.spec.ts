/**
 * A day of a community of 8,680 residents, in three browsers: the office and a branch keep their registers, the liaison of a
 * co-building unit does everything that a liaison can, and tries what a curious one would. Each browser's wire is recorded
 * whole: HTTP with its bodies, frames, what service workers and other workers fetch. Everybody is made up.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentKind, parseAddress } from '@lianxi/access';
import { listDocuments, openReadOnly, readDocument, snapshotOf } from '@lianxi/server';
import { expect, type Page, test } from '@playwright/test';
import { builtApp } from './support/builds.ts';
import { demoPages, makeDemo, openDemo } from './support/demo.ts';
import { go } from './support/go.ts';
import { keepsApp } from './support/keeps-app.ts';
import { receipt, speak, topic } from './support/meeting.ts';
import { type RunningServer, startServer } from './support/server.ts';
import { recordWire, type WireRecorder, wordsIn } from './support/wire-recorder.ts';

interface Registers {
  readonly residents?: readonly {
    id: string;
    name: string | null;
    phones: readonly string[] | null;
    idNumber: string | null;
  }[];
  readonly households?: readonly { id: string; building: string; entrance: string; room: string }[];
  readonly records?: readonly { id: string; help: string | null }[];
}

/** All that stands in the documents of these kinds; and where they lie. */
const read = (server: RunningServer, kinds: readonly DocumentKind[]) => {
  const store = openReadOnly(join(server.dataFolder, 'lianxi.sqlite'));
  try {
    return listDocuments(store).flatMap(({ address, title }) => {
      const parts = parseAddress(address);
      if (!parts.ok || !kinds.includes(parts.value.kind)) return [];
      const update = readDocument(store, parts.value.address)?.update ?? new Uint8Array([0, 0]);
      return [
        { address, title, kind: parts.value.kind, scope: parts.value.scope, is: snapshotOf(parts.value.kind, update) },
      ];
    });
  } finally {
    store.close();
  }
};

const piecesOf = ({ residents = [], households = [], records = [] }: Registers): readonly string[] =>
  [
    ...residents.flatMap(({ id, name, phones, idNumber }) => [id, name, ...(phones ?? []), idNumber]),
    ...households.flatMap(({ id, building, entrance, room }) => [id, `${building}${entrance}${room}`]),
    ...records.flatMap(({ id, help }) => [id, help]),
  ].filter((each): each is string => typeof each === 'string' && each.length >= 2);

const addHousehold = async (page: Page, room: string, name: string, phone: string) => {
  await page
    .getByRole('button', { name: /^(住户|加一户)$/ })
    .first()
    .click();
  const form = page.getByRole('dialog', { name: '加一户' });
  await form.getByLabel('楼', { exact: true }).fill('3');
  await form.getByLabel('单元', { exact: true }).fill('2');
  await form.getByLabel('室', { exact: true }).fill(room);
  await form.getByLabel('户主姓名').fill(name);
  await form.getByLabel('电话').fill(phone);
  await form.getByRole('button', { name: '加一户' }).click();
  await expect(form).toBeHidden();
};

/** What a liaison would try who knows the addresses and has the browser's own tools. */
const pry = (page: Page, addresses: readonly string[]) =>
  page.evaluate(async (all) => {
    const token = JSON.parse(sessionStorage.getItem('lianxi.bearer') ?? '""') as string;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const statuses: number[] = [];
    const ask = async (path: string, init: RequestInit = {}) =>
      statuses.push((await fetch(path, { headers, ...init })).status);
    for (const path of ['people', 'audit', 'rights', 'status', 'recovery', 'audit/verify']) await ask(`/api/${path}`);
    for (const path of ['documents', 'members', 'devices', 'invitations', 'session']) {
      const answer = await fetch(`/api/${path}`, { headers });
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
      await answer.text();
    }
    for (const address of all.slice(0, 6)) {
      await ask(`/api/documents/rights?address=${address}`);
      await ask('/api/documents', { method: 'PATCH', body: JSON.stringify({ address, title: '看看' }) });
    }
    const opened = await Promise.all(
      all.map(
        (address) =>
          new Promise<boolean>((resolve) => {
            const socket = new WebSocket(`/sync/${address}`, [`lianxi.bearer.${token}`]);
            socket.onopen = () => resolve(true);
            socket.onerror = () => resolve(false);
          }),
      ),
    );
    return { statuses, opened: opened.filter(Boolean).length };
  }, addresses);

test('[AC10] [AC11] a unit’s browser is sent not one byte of any register in a day of work, by whatever way', async ({
  browser,
}) => {
  const server = await startServer();
  const wires: WireRecorder[] = [];
  try {
    await makeDemo(server.origin);
    const [office, branch, unit] = await Promise.all(
      (['committee', 'branch', 'unit'] as const).map(async (role) => {
        const wire = await recordWire(server.origin);
        wires.push(wire);
        // What is fetched for a start without a network comes down to the unit too, and is looked into there.
        const context = await openDemo(browser, wire.origin, role, {
          viewport: { width: 1440, height: 900 },
          ...(role === 'unit' ? keepsApp : {}),
        });
        return { wire, context, page: await context.newPage(), paths: await demoPages(server.origin, role) };
      }),
    );
    if (!office || !branch || !unit) throw new Error('three come');
    const registers = read(server, ['register', 'care']);
    expect(registers.length).toBeGreaterThan(60);

    // Morning: the meeting, all three at once.
    await Promise.all(
      [office, branch, unit].map(async ({ page, paths }) => {
        await page.goto(paths.meeting ?? '');
        await expect(topic(page).first()).toBeVisible();
      }),
    );
    await speak(unit.page, '学校操场周六可以用。');
    await speak(office.page, '社区派两位志愿者到场。');
    for (const { page } of [office, unit]) await expect(topic(page).first()).toContainText('社区派两位志愿者到场。');

    // Registers are kept meanwhile, and looked into.
    await go(office.page, office.paths.residents ?? '');
    await go(branch.page, branch.paths.residents ?? '');
    for (const { page } of [office, branch]) await expect(page.getByRole('grid')).toBeVisible();
    await addHousehold(office.page, '9901', '欧阳新禾', '19900007701');
    await addHousehold(branch.page, '9902', '司徒晚晴', '19900007702');
    await go(office.page, office.paths.care ?? '');
    await expect(office.page.getByRole('heading', { level: 1 })).toBeVisible();

    // The liaison's day: every page, an entry, a search, what is not theirs, the network away and back, the app begun anew.
    for (const path of [
      unit.paths.today,
      unit.paths.meetings,
      unit.paths.projects,
      unit.paths.organisation,
      unit.paths.settings,
    ]) {
      await go(unit.page, path ?? '/');
      await expect(unit.page.getByRole('heading').first()).toBeVisible();
    }
    await go(unit.page, unit.paths.project ?? '');
    await unit.page.getByRole('button', { name: '记一笔' }).first().click();
    const form = unit.page.getByRole('dialog', { name: '记一笔' });
    await form.getByLabel('数量').fill('3');
    await form.getByLabel('事项').fill('周六操场');
    await form.getByRole('button', { name: '记下' }).click();
    await expect(unit.page.getByRole('row').filter({ hasText: '周六操场' })).toBeVisible();
    for (const path of [
      '/residents',
      office.paths.residents,
      '/residents/care',
      '/residents/import',
      '/settings/audit',
    ]) {
      await unit.page.goto(path ?? '/');
      await expect(unit.page.getByRole('grid')).toHaveCount(0);
    }
    await unit.page.keyboard.press('Control+k');
    await unit.page.keyboard.type('欧阳新禾');
    await expect(unit.page.getByText('19900007701')).toHaveCount(0);
    await unit.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    unit.wire.cut();
    await unit.page.reload();
    await expect(receipt(unit.page)).toContainText('离线');
    unit.wire.restore();
    await unit.page.goto(unit.paths.meeting ?? '');
    await expect(receipt(unit.page)).toContainText('已同步', { timeout: 30_000 });
    const pried = await pry(
      unit.page,
      registers.map(({ address }) => address),
    );
    expect(pried.opened).toBe(0);
    expect(new Set(pried.statuses)).toEqual(new Set([403, 404]));

    // What there was to be had, in the evening; less what stands in documents that the unit may read.
    const evening = read(server, ['register', 'care']);
    const open = JSON.stringify(
      read(server, ['directory', 'minutes', 'ledger']).filter(
        ({ scope, kind }) => kind === 'directory' || scope === 'joint',
      ),
    );
    const all = new Set([
      ...evening.flatMap(({ is }) => piecesOf(is as Registers)),
      ...evening.flatMap(({ address, title }) => [address, ...(title.length > 4 ? [title] : [])]),
    ]);
    expect(all.size).toBeGreaterThan(15_000);
    for (const each of ['欧阳新禾', '19900007701', '司徒晚晴', '19900007702']) expect(all).toContain(each);
    // A name of two characters may be a word of the app itself: of its table of readings, for one.
    const app = globSync('_app/**/*.{js,css}', { cwd: builtApp }).map((path) =>
      readFileSync(join(builtApp, path), 'utf8'),
    );
    const known = wordsIn([open, ...app].join('\n'), all);
    const forbidden = new Set([...all].filter((each) => !known.has(each)));
    expect(forbidden.size).toBeGreaterThan(all.size * 0.98);

    // The recording sees what there is to see: to those who may, the very same words came by the same wires.
    const shown = evening.filter(({ address }) => office.paths.residents?.endsWith(`/${address.split('/')[1]}`));
    const there = new Set(shown.flatMap(({ is }) => piecesOf(is as Registers)).filter((each) => forbidden.has(each)));
    for (const [{ wire }, others] of [
      [office, ['司徒晚晴', '19900007702']],
      [branch, ['欧阳新禾', '19900007701']],
    ] as const) {
      const came = wire.down();
      expect(wordsIn(came, there).size).toBeGreaterThan(100);
      // What the one wrote the other was sent.
      for (const each of others) expect(came.includes(each), each).toBe(true);
    }
    // And of the unit, all ways: frames, bodies, what the worker fetches. Text that is typed comes a letter at a time.
    const [down, up] = [unit.wire.down(), unit.wire.up()];
    const written = new Set(open.match(/\p{Script=Han}{6,20}/gu));
    expect(wordsIn(down, written).size).toBeGreaterThan(50);
    for (const each of [/HTTP\/1\.1 101 /, /"kind":"minutes"/]) expect(each.test(down), String(each)).toBe(true);
    for (const each of [
      /GET \/service-worker\.js/,
      /Service-Worker: script/i,
      /GET \/sync[ ?]/,
      /GET \/sync\/register\//,
    ]) {
      expect(each.test(up), String(each)).toBe(true);
    }
    const planted = [...forbidden].find((each) => /^\p{Script=Han}{3}$/u.test(each)) ?? '';
    const codes = [...planted].map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    for (const spelt of [planted, encodeURIComponent(planted), codes]) {
      expect([...wordsIn(`x${spelt}y`, forbidden)]).toEqual([planted]);
    }
    expect([...wordsIn(down, forbidden)]).toEqual([]);
  } finally {
    for (const wire of wires) await wire.close();
    await server.dispose();
  }
});
