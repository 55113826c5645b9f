import { appendUpdate, createDocument, createSqliteLog, readDocument, sealDocument } from '@lianxi/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { connectStock, type Harness, partsOf, type Stock, startHarness, until, whenSynced } from './harness.ts';
import { connectRaw, updatesOf } from './raw.ts';

let harness: Harness;
let second: Awaited<ReturnType<Harness['beside']>>;
const clients: Stock[] = [];
beforeEach(async () => {
  harness = await startHarness();
  second = await harness.beside();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.stop();
  await second.stop();
  await harness.stop();
});
const connect = (url: string, address: string, member: string): Stock => {
  const client = connectStock(url, address, member);
  clients.push(client);
  return client;
};

it('[RL60] two relays on one file hand each other what they have stored', async () => {
  const address = harness.document('open/joint/a');
  const here = connect(harness.url, address, 'm1111111');
  const there = connect(second.url, address, 'm2222222');
  await Promise.all([whenSynced(here), whenSynced(there)]);
  for (let index = 0; index < 200; index++) {
    here.doc.getMap('m').set(`here ${index}`, index);
    there.doc.getMap('m').set(`there ${index}`, index);
    if (index % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await until('equal', () => here.doc.getMap('m').size === 400 && there.doc.getMap('m').size === 400);
  const numbers = harness.store.sqlite.prepare('SELECT seq FROM updates ORDER BY seq').pluck().all() as number[];
  const base = (harness.store.sqlite.prepare('SELECT seq FROM baselines').pluck().get() as number | undefined) ?? 0;
  expect(numbers).toEqual(numbers.map((_, index) => base + index + 1));
});

it('[RL51] [RL60] what another process stores while a log is folded reaches whoever has the document open', async () => {
  const doc = new Y.Doc();
  const write = (text: string) => updatesOf(doc, () => doc.getText('t').insert(doc.getText('t').length, text));
  // The other process stores its row in the moment in which ours is stored, and nobody looks before both are folded.
  let storeMore = () => {};
  const unlooked = await startHarness((store) => {
    const log = createSqliteLog(store.sqlite, store.clock);
    const append: typeof log.append = async (batches) => {
      const answers = await log.append(batches);
      storeMore();
      return answers;
    };
    return { pollEvery: 60_000, roomLog: { ...log, append }, folding: { pause: 0 } };
  });
  const beside = await unlooked.beside();
  const address = unlooked.document('open/joint/a');
  const [writer, reader] = [
    await connectRaw(unlooked.url, address, 'm1111111'),
    await connectRaw(unlooked.url, address, 'm2222222'),
  ];
  writer.step2(new Uint8Array([0, 0]));
  const [much] = write('x'.repeat(270_000)) as [Uint8Array];
  const [more] = write(' and more') as [Uint8Array];
  storeMore = () => {
    storeMore = () => {};
    expect(appendUpdate(beside.store, address, more)).toBe(2);
  };
  writer.update(much);
  const folded = () => unlooked.store.sqlite.prepare('SELECT seq FROM baselines').pluck().get();
  await until('folded', () => folded() === 2, 60_000);
  await reader.until('told', () => reader.doc.getText('t').toString().endsWith(' and more'));
  for (const raw of [writer, reader]) raw.close();
  await beside.stop();
  await unlooked.stop();
});

it('[RL61] what a command appends, makes or seals beside the running relay reaches open sockets', async () => {
  const parts = partsOf('open/joint/b');
  const seedDoc = new Y.Doc();
  seedDoc.getText('t').insert(0, 'seed');
  const seed = Y.encodeStateAsUpdate(seedDoc);
  createDocument(second.store, { parts, title: 'b', createdBy: null, isDemo: false, seed });
  const raw = await connectRaw(harness.url, parts.address, 'm1111111');
  raw.step1();
  await raw.until('seed', () => raw.doc.getText('t').toString() === 'seed');
  seedDoc.getText('t').insert(4, ' and more');
  const appended = appendUpdate(
    second.store,
    parts.address,
    Y.encodeStateAsUpdate(seedDoc, Y.encodeStateVector(raw.doc)),
  );
  expect(appended).toBe(2);
  await raw.until('appended', () => raw.doc.getText('t').toString() === 'seed and more');
  sealDocument(second.store, parts.address);
  await raw.until('sealed', () => raw.last('sealed') !== undefined);
  raw.close();
});

it('[RL41] rights that another process has changed reach open sockets within a second', async () => {
  const address = harness.document('open/joint/a');
  const raw = await connectRaw(harness.url, address, 'm1111111');
  harness.gate.rights.set('m1111111', 'read');
  second.store.sqlite.prepare("INSERT INTO settings VALUES ('access_version', '1')").run();
  const started = performance.now();
  await raw.until('told', () => raw.last('rights')?.rights === 'read');
  expect(performance.now() - started).toBeLessThan(1_000);
  raw.close();
});

it('[RL62] the same process appends for itself, and open sockets hear of it', async () => {
  const address = harness.document('ledger/joint/p1');
  const raw = await connectRaw(harness.url, address, 'm1111111');
  raw.step1();
  await raw.until('synced', () => raw.last('step2') !== undefined);
  const doc = new Y.Doc();
  doc.getMap('outcomes').set('entry', { state: 'posted' });
  expect(appendUpdate(harness.store, address, Y.encodeStateAsUpdate(doc))).toBe(1);
  await raw.until('outcome', () => raw.doc.getMap('outcomes').has('entry'));
  expect(readDocument(harness.store, address)?.seq).toBe(1);
  raw.close();
});
