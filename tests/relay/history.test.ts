/** The history of minutes through the whole server: kept over folds, a kill and a backup, shown to whoever may read, gone with the document. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendParagraphs, plainTextOf, textOf } from '@lianxi/documents';
import { openHistory, readVersion, wordsOfVersion } from '@lianxi/documents/minutes-history';
import type { HistoryAnswer } from '@lianxi/protocol';
import {
  backUp,
  checkFile,
  createDocument,
  createForeground,
  createSqliteLog,
  findDocument,
  openStore,
  readHistory,
} from '@lianxi/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { lianxiOn } from '../web/support/lianxi.ts';
import { connectStock, partsOf, type Stock, until, whenSynced } from './harness.ts';
import { startHouse, type TestHouse } from './identity-harness.ts';
import { killHard, startRelayProcess } from './kills.ts';
import { auditOf, outcomeOf, said } from './people-harness.ts';
import { connectRaw, updatesOf } from './raw.ts';

let it: TestHouse;
type Person = Awaited<ReturnType<TestHouse['person']>>;
let clerk: Person;
let school: Person;
const stocks: Stock[] = [];
beforeAll(async () => {
  it = await startHouse();
  clerk = await it.person('干事', 'committee', 'community');
  school = await it.person('联络员', 'unit', 'unit-linxi');
});
afterAll(async () => {
  for (const each of stocks) each.stop();
  await it.dispose();
});

const enter = async (who: Person, address: string): Promise<Stock> => {
  const stock = connectStock(`ws://127.0.0.1:${it.house.port}/sync`, address, who.token, new Y.Doc());
  stocks.push(stock);
  await whenSynced(stock);
  return stock;
};
const ask = (who: Person, address: string, after = 0) =>
  it.call('GET', `/api/history?address=${address}&after=${after}`, { token: who.token });
const open = (answer: HistoryAnswer) =>
  openHistory(
    answer.entries.map((entry) => ({ ...entry, bytes: new Uint8Array(Buffer.from(entry.bytes, 'base64')) })),
    new Map(answer.owners),
  );
const latest = (answer: HistoryAnswer): string => {
  const history = open(answer);
  return wordsOfVersion(readVersion(history, 't1', { from: null, to: history.moments.length - 1 }));
};
const sqlite = () => it.house.store.sqlite;
const roomOf = (address: string) =>
  sqlite().prepare('SELECT room FROM documents WHERE address = ?').pluck().get(address) as number;
const count = (table: string, room: number) =>
  sqlite().prepare(`SELECT count(*) FROM ${table} WHERE room = ?`).pluck().get(room) as number;
const fold = (room: number) => createForeground(createSqliteLog(sqlite(), it.house.store.clock)).compact(room);
const begin = async (kind: string, scope: string, id: string) => {
  const body = { kind, scope, id, title: '例会' };
  expect((await it.call('POST', '/api/documents', { token: clerk.token, body })).status).toBe(201);
  return `${kind}/${scope}/${id}`;
};

test('[HI1] [HI4] [HI20] what two wrote is there minute by minute after folds and a restart, for whoever may read it now', async () => {
  const address = await begin('minutes', 'joint', 'hist1');
  const room = roomOf(address);
  const [one, other] = [await enter(clerk, address), await enter(school, address)];
  const stored = async () => {
    await until('stored', () => {
      const text = (stock: Stock) => plainTextOf(textOf(stock.doc, 't1'));
      return text(one) === text(other) && one.provider.synced;
    });
  };
  const told: string[] = [];
  for (const [index, text] of ['甲说的', '乙说的', '又说的'].entries()) {
    appendParagraphs(textOf((index === 1 ? other : one).doc, 't1'), [{ text }]);
    await stored();
    told.push(plainTextOf(textOf(one.doc, 't1')));
    it.pass(60_000);
    if (index === 1) expect((await fold(room)).type).toBe('Compacted');
  }
  textOf(one.doc, 't1').delete(0, 1);
  await stored();
  const before = said<HistoryAnswer>(await ask(clerk, address));
  expect((await fold(room)).type).toBe('Compacted');
  expect([count('updates', room), count('history', room)]).toEqual([0, before.entries.length]);
  for (const each of stocks.splice(0)) each.stop();
  await it.restart();
  // Entries are the same, folded or not.
  const answer = said<HistoryAnswer>(await ask(school, address));
  expect(answer).toEqual(before);
  const history = open(answer);
  const words = history.moments.map((_, to) => wordsOfVersion(readVersion(history, 't1', { from: null, to })));
  expect(words.filter((each) => each !== '')).toEqual([...told, '乙说的\n又说的']);
  expect(history.moments.slice(-4).map(({ authors }) => authors)).toEqual([
    [clerk.id],
    [school.id],
    [clerk.id],
    [clerk.id],
  ]);
  // From behind an entry on; nothing behind the last one.
  const [first] = answer.entries;
  expect(said<HistoryAnswer>(await ask(clerk, address, first?.seq)).entries).toEqual(answer.entries.slice(1));
  const stranger = await it.person('外人', 'unit', 'unit-xiao');
  it.house.identity.store.replaceGrants(stranger.id as never, [], null);
  expect(outcomeOf(await ask(stranger, address))).toEqual([404, 'NoSuchDocument']);
  it.house.identity.store.replaceGrants(school.id as never, [], null);
  expect(outcomeOf(await ask(school, address))).toEqual([404, 'NoSuchDocument']);
});

test('[HI5] [HI20] of registers and all other kinds nothing is kept, and nobody is told a history', async () => {
  for (const [kind, scope] of [
    ['register', 'wutongli.g1'],
    ['open', 'joint'],
    ['ledger', 'joint'],
  ] as const) {
    const address = await begin(kind, scope, 'hist2');
    const log = createSqliteLog(sqlite(), it.house.store.clock);
    const doc = new Y.Doc();
    doc.getMap('m').set('a', 1);
    const head = (await log.heads([roomOf(address)]))[0];
    const rows = [{ author: clerk.id, bytes: Y.encodeStateAsUpdate(doc) }];
    await log.append([{ room: roomOf(address), after: head?.seq ?? 0, rows, entries: [] }]);
    expect((await fold(roomOf(address))).type).toBe('Compacted');
    expect(count('history', roomOf(address))).toBe(0);
    expect(outcomeOf(await ask(clerk, address))).toEqual([404, 'NoSuchDocument']);
  }
});

test('[HI6] a document that is taken away or rebuilt leaves nothing of its history, and begins a new one', async () => {
  const address = await begin('minutes', 'joint', 'hist3');
  const room = roomOf(address);
  const writer = await enter(clerk, address);
  appendParagraphs(textOf(writer.doc, 't1'), [{ text: '会被清除的话' }]);
  const log = createSqliteLog(sqlite(), it.house.store.clock);
  await until('stored', () => count('updates', room) > 0);
  writer.stop();
  await fold(room);
  expect(count('history', room)).toBeGreaterThan(0);
  const rebuilt = new Y.Doc();
  appendParagraphs(textOf(rebuilt, 't1'), [{ text: '留下的话' }]);
  const head = (await log.heads([room]))[0];
  const document = {
    room,
    from: head?.seq ?? 0,
    epoch: head?.epoch ?? 0,
    state: Y.encodeStateAsUpdate(rebuilt),
    stateVector: Y.encodeStateVector(rebuilt),
    deletions: Y.encodeStateAsUpdate(rebuilt, Y.encodeStateVector(rebuilt)),
    retired: [],
    erased: [],
  };
  expect(await log.rebuild({ documents: [document], erasures: [], by: null })).toBe(true);
  expect(count('history', room)).toBe(0);
  const answer = said<HistoryAnswer>(await ask(clerk, address));
  expect([answer.entries.length, latest(answer)]).toEqual([1, '留下的话']);
  // What is written from now on comes behind it, also when that is folded.
  appendParagraphs(textOf(rebuilt, 't1'), [{ text: '后来的话' }]);
  const rows = [{ author: clerk.id, bytes: Y.encodeStateAsUpdate(rebuilt, document.stateVector) }];
  it.pass(60_000);
  await log.append([{ room, after: document.from + 1, rows, entries: [] }]);
  const unfolded = said<HistoryAnswer>(await ask(clerk, address));
  await fold(room);
  expect(said<HistoryAnswer>(await ask(clerk, address))).toEqual(unfolded);
  expect([open(unfolded).moments.length, latest(unfolded)]).toEqual([2, '留下的话\n后来的话']);
  const gone = await it.call('DELETE', '/api/documents', { token: clerk.token, body: { address } });
  expect([gone.status, count('history', room)]).toEqual([200, 0]);
});

test('[HI7] a kill amid folding and a backup keep it, and a check says where it does not come to what stands there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lianxi-history-'));
  const opened = () => {
    const store = openStore(folder);
    if (!store.ok) throw new Error(store.error.type);
    return store.value;
  };
  try {
    const parts = partsOf('minutes/joint/killed');
    const first = opened();
    createDocument(first, { parts, title: '会', createdBy: null, isDemo: false, seed: null });
    first.close();
    const relay = await startRelayProcess(folder, {}, ['FULL', 'fold']);
    const raw = await connectRaw(relay.url, parts.address, 'mwriter0');
    raw.step2(new Uint8Array([0, 0]));
    const doc = new Y.Doc();
    for (let line = 0; line < 40; line++) {
      const text = [{ text: `第${line}句` }];
      for (const update of updatesOf(doc, () => appendParagraphs(textOf(doc, 't1'), text))) raw.update(update);
      await raw.until('acknowledged', () => raw.last('acknowledged')?.frames === line + 2);
    }
    await killHard(relay.child);
    raw.close();
    const store = opened();
    const room = findDocument(store, parts.address)?.room ?? 0;
    const page = readHistory(store, room, 0);
    const kept = Number(store.sqlite.prepare('SELECT count(*) FROM history').pluck().get());
    expect(kept).toBeGreaterThan(0);
    const history = openHistory(page?.entries ?? [], new Map());
    const words = readVersion(history, 't1', { from: null, to: history.moments.length - 1 });
    expect(wordsOfVersion(words)).toBe(plainTextOf(textOf(doc, 't1')));
    const copy = join(folder, 'copy.sqlite');
    expect(backUp(store, copy).ok).toBe(true);
    store.close();
    const lianxi = lianxiOn(folder);
    await lianxi(['check', copy]);
    await lianxi(['restore', copy]);
    const restored = opened();
    expect(readHistory(restored, room, 0)?.entries).toEqual(page?.entries);
    restored.sqlite.prepare("UPDATE history SET bytes = x'0000' WHERE seq = (SELECT min(seq) FROM history)").run();
    restored.close();
    const checked = checkFile(join(folder, 'lianxi.sqlite'));
    expect(checked.ok && checked.value.problems).toEqual([{ type: 'HistoryUnsound', address: parts.address }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('[HI15] [AU12] versions from before are cleared for good beside the running server, and a line says so', async () => {
  const address = await begin('minutes', 'joint', 'hist4');
  const writer = await enter(clerk, address);
  appendParagraphs(textOf(writer.doc, 't1'), [{ text: '不该写的名字' }, { text: '该写的' }]);
  const other = await enter(clerk, address);
  await until('stored', () => textOf(other.doc, 't1').length === 2);
  textOf(writer.doc, 't1').delete(0, 1);
  await until('deleted', () => textOf(other.doc, 't1').length === 1);
  const lianxi = lianxiOn(it.folder);
  await lianxi(['document', 'forget', address]);
  const answer = said<HistoryAnswer>(await ask(clerk, address));
  expect([answer.entries.length, latest(answer)]).toEqual([1, '该写的']);
  expect(auditOf(it).at(-1)).toEqual({ type: 'history-forgotten', member: null, detail: {} });
  await expect
    .poll(() => sqlite().prepare("SELECT count(*) FROM settings WHERE key = 'scrub_due'").pluck().get())
    .toBe(0);
  const bytes = readFileSync(it.house.store.file);
  expect([bytes.includes('该写的'), bytes.includes('不该写的名字')]).toEqual([true, false]);
  // It goes on from there.
  appendParagraphs(textOf(writer.doc, 't1'), [{ text: '后来的' }]);
  await until('stored', () => textOf(other.doc, 't1').length === 2);
  for (const each of stocks.splice(0)) each.stop();
  expect(latest(said<HistoryAnswer>(await ask(clerk, address)))).toBe('该写的\n后来的');
  await expect(lianxi(['document', 'forget', 'register/wutongli.g1/hist2'])).rejects.toThrow('no address of minutes');
});
