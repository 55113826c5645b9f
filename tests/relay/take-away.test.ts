import { createUuid } from '@lianxi/base';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectStock, until } from './harness.ts';
import { startHouse, type TestHouse } from './identity-harness.ts';
import { auditOf, outcomeOf } from './people-harness.ts';

/** What somebody has begun, and takes away again while it is nobody else's. */
let it: TestHouse;
type Person = Awaited<ReturnType<TestHouse['person']>>;
let own: Person;
let other: Person;
let unit: Person;
beforeAll(async () => {
  it = await startHouse();
  own = await it.person('书记员', 'committee', 'community');
  other = await it.person('另一位', 'committee', 'community');
  unit = await it.person('联络员', 'unit', 'unit-linxi');
});
afterAll(() => it.dispose());

const begin = async (kind = 'register', scope = `g${createUuid().slice(-8)}`) => {
  const body = { kind, scope, title: '刚开始的', id: createUuid() };
  const made = await it.call('POST', '/api/documents', { token: own.token, body });
  expect(made.status).toBe(201);
  return made.json.address;
};
const takeAway = async (address: string, by = own) =>
  outcomeOf(await it.call('DELETE', '/api/documents', { token: by.token, body: { address } }));
const isListed = async (address: string, by = own) =>
  (await it.call('GET', '/api/documents', { token: by.token })).json.documents.some((each) => each.address === address);
const write = async (address: string, by: Person, key: string) => {
  const stock = connectStock(`ws://127.0.0.1:${it.house.port}/sync`, address, by.token);
  await until('there', () => stock.provider.synced);
  stock.doc.getMap('m').set(key, true);
  const reader = connectStock(`ws://127.0.0.1:${it.house.port}/sync`, address, by.token);
  await until('stored', () => reader.doc.getMap('m').has(key));
  reader.stop();
  return stock;
};
const rowsOf = (address: string) =>
  it.house.store.sqlite.prepare('SELECT count(*) FROM documents WHERE address = ?').pluck().get(address);

test('[AC19] what somebody has begun is gone for everybody, with what they wrote, and one line says so', async () => {
  const address = await begin('open', 'joint');
  const stock = await write(address, own, '自己写的');
  const watching = connectStock(`ws://127.0.0.1:${it.house.port}/sync`, address, other.token);
  await until('the other sees it', () => watching.provider.synced);
  const codes: number[] = [];
  watching.provider.on('connection-close', (event: CloseEvent | null) => codes.push(event?.code ?? 0));
  const { room } = it.house.store.sqlite.prepare('SELECT room FROM documents WHERE address = ?').get(address) as {
    room: number;
  };
  expect(await takeAway(address)).toEqual([200, undefined]);
  await until('their socket is closed', () => codes.includes(4404));
  for (const each of [stock, watching]) each.stop();
  expect(await isListed(address)).toBe(false);
  expect(await isListed(address, other)).toBe(false);
  for (const table of ['documents', 'updates', 'baselines', 'clients'])
    expect(it.house.store.sqlite.prepare(`SELECT count(*) FROM ${table} WHERE room = ?`).pluck().get(room)).toBe(0);
  expect(auditOf(it).at(-1)).toEqual({ type: 'taken-away', member: own.id, detail: {} });
  // Once; after that it is as if there had never been one.
  expect(await takeAway(address)).toEqual([404, 'NoSuchDocument']);
});

test('[AC19] only whoever began it, and only while nobody else has written in it', async () => {
  const address = await begin('open', 'joint');
  expect(await takeAway(address, other)).toEqual([403, 'Forbidden']);
  const register = await begin();
  // Who may not read it is not told that there is one.
  expect(await takeAway(register, unit)).toEqual([404, 'NoSuchDocument']);
  (await write(address, other, '别人写的')).stop();
  expect(await takeAway(address)).toEqual([409, 'TakenUp']);
  expect(rowsOf(address)).toBe(1);
  expect(await takeAway(register)).toEqual([200, undefined]);
});

test('[AC19] whose a client id is counts also when the rows are folded', async () => {
  const address = await begin('open', 'joint');
  (await write(address, other, '别人写的')).stop();
  it.house.store.sqlite.prepare("UPDATE updates SET author = ''").run();
  expect(await takeAway(address)).toEqual([409, 'TakenUp']);
});

test('[AC19] not the directory, nothing that is signed off, in the books, or older than seven days', async () => {
  it.house.catalogue.ensureDirectory('社区');
  expect(await takeAway('directory/community/main')).toEqual([403, 'Forbidden']);
  const signed = await begin('minutes', 'joint');
  it.house.store.sqlite.prepare('UPDATE documents SET sealed_at = 1 WHERE address = ?').run(signed);
  expect(await takeAway(signed)).toEqual([409, 'TakenUp']);
  const old = await begin();
  const early = await begin();
  it.house.store.sqlite
    .prepare('UPDATE documents SET created_at = created_at - ? WHERE address = ?')
    .run(7 * 86_400_000 + 60_000, old);
  expect(await takeAway(old)).toEqual([409, 'TakenUp']);
  expect(await takeAway(early)).toEqual([200, undefined]);
});
