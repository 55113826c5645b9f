import { parseAddress, type Role, type Scope } from '@lianxi/access';
import { createAuthor, projectCare, recordLabel, withdrawConsent } from '@lianxi/documents';
import { readDocument } from '@lianxi/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { connectStock, type Stock, until } from './harness.ts';
import { startHouse, type TestHouse } from './identity-harness.ts';
import { auditOf } from './people-harness.ts';

let it: TestHouse;
const address = 'care/wutongli.g3/main';
const people = new Map<string, { readonly id: string; readonly token: string }>();
const stocks: Stock[] = [];
beforeAll(async () => {
  it = await startHouse();
  for (const [role, on] of [
    ['committee', 'community'],
    ['branch', 'wutongli'],
    ['grid', 'wutongli.g3'],
    ['unit', 'unit-linxi'],
    ['street', 'community'],
    ['guest', address],
  ] as readonly (readonly [Role, string])[]) {
    people.set(role, await it.person(`人 ${role}`, role, on as Scope));
  }
  const body = { kind: 'care', scope: 'wutongli.g3', title: '三网格 关怀标签' };
  const made = await it.call('POST', '/api/documents', { token: tokenOf('branch'), body });
  expect([made.status, made.json.address]).toEqual([201, address]);
});
afterAll(async () => {
  for (const each of stocks) each.stop();
  await it.dispose();
});

const tokenOf = (role: string): string => people.get(role)?.token ?? '';
const connect = async (role: string): Promise<Stock> => {
  const stock = connectStock(`ws://127.0.0.1:${it.house.port}/sync`, address, tokenOf(role));
  stocks.push(stock);
  await until(`${role} is there`, () => stock.provider.synced);
  return stock;
};
const stored = (): Y.Doc => {
  const parts = parseAddress(address);
  const doc = new Y.Doc();
  if (parts.ok) Y.applyUpdate(doc, readDocument(it.house.store, parts.value.address)?.update ?? new Uint8Array());
  return doc;
};
const consented = {
  resident: 'r1',
  household: 'h1',
  label: 'aloneVisits',
  help: '每周三上午探访',
  isMinor: false,
  consentBy: 'self',
  consentOn: '2026-09-09',
  consentHow: 'written',
} as const;

test('[CA1] one a grid, opened by the committee and the branch; to everybody else there is none', async () => {
  for (const role of ['grid', 'unit', 'street', 'guest']) {
    expect([role, (await it.knock(address, { token: tokenOf(role) })).status]).toEqual([role, 404]);
    const list = await it.call('GET', '/api/documents', { token: tokenOf(role) });
    expect(list.text).not.toContain('care/');
    expect(list.text).not.toContain('关怀');
    const body = { kind: 'care', scope: 'wutongli.g3', title: '再来一份' };
    expect((await it.call('POST', '/api/documents', { token: tokenOf(role), body })).status).toBe(403);
  }
  for (const role of ['committee', 'branch']) {
    const { status, socket } = await it.knock(address, { token: tokenOf(role) });
    expect([role, status]).toEqual([role, 101]);
    socket?.close();
  }
  const second = { kind: 'care', scope: 'wutongli.g3', id: 'second', title: '第二份' };
  const refused = await it.call('POST', '/api/documents', { token: tokenOf('committee'), body: second });
  expect([refused.status, refused.json.error.type]).toEqual([400, 'UnsuitableScope']);
});

test('[CA3] [CA6] what intents write is stored; what is withdrawn is blank for everybody, and stays so', async () => {
  const branch = await connect('branch');
  const committee = await connect('committee');
  const secretary = createAuthor(people.get('branch')?.id ?? '');
  expect(recordLabel(branch.doc, consented, secretary, 'c1').ok).toBe(true);
  const read = ({ doc }: { doc: Y.Doc }) => projectCare(doc).records.get();
  await until('the label arrived', () => read(committee)[0]?.label === 'aloneVisits');
  expect(withdrawConsent(committee.doc, 'c1', '2026-10-01', createAuthor(people.get('committee')?.id ?? '')).ok).toBe(
    true,
  );
  await until('the withdrawal arrived', () => read(branch)[0]?.withdrawn?.on === '2026-10-01');
  for (const doc of [branch.doc, committee.doc, stored()]) {
    expect(JSON.stringify(doc.toJSON())).not.toContain('aloneVisits');
    expect(JSON.stringify(doc.toJSON())).not.toContain('每周三');
  }
});

test('[CA3] [CA5] [CA6] the relay takes no label without a consent, and none after a withdrawal', async () => {
  const id = people.get('branch')?.id ?? '';
  const attempts: readonly ((labels: Y.Map<unknown>) => void)[] = [
    (labels) => labels.set('c9/label', ['hardshipAid', 1, id]),
    (labels) => labels.set('c9', { resident: 'r1', household: 'h1', isMinor: true, $at: 1, $by: id }),
    (labels) => {
      const minor = { isMinor: true, consentBy: 'self', consentOn: '2026-09-09', consentHow: 'written' };
      labels.set('c9', { resident: 'r1', household: 'h1', ...minor, $at: 1, $by: id });
    },
    (labels) => labels.set('c1/label', ['aloneVisits', 9_999_999_999_999, id]),
    (labels) => labels.set('c1/help', ['还是来', 9_999_999_999_999, id]),
    (labels) => labels.set('c1/withdrawnOn', [null, 9_999_999_999_999, id]),
    (labels) => labels.set('c1/consentOn', ['2020-01-01', 9_999_999_999_999, id]),
    (labels) => labels.set('c1/name', ['示例甲', 1, id]),
  ];
  const refusals = () => auditOf(it).filter(({ type }) => type === 'refused').length;
  for (const attempt of attempts) {
    const forger = await connect('branch');
    const isClosed = new Promise<number>((resolve) =>
      forger.provider.once('connection-close', (event) => resolve((event as { code: number } | null)?.code ?? 0)),
    );
    attempt(forger.doc.getMap('labels'));
    expect(await isClosed).toBe(4403);
    forger.stop();
  }
  await until('they are written down', () => refusals() > 0);
  expect(projectCare(stored()).records.get()).toMatchObject([{ id: 'c1', label: null, help: null }]);
  expect(stored().getMap('labels').has('c9')).toBe(false);
});
