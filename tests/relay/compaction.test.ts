import type { Address } from '@lianxi/access';
import { createSeededNumbers } from '@lianxi/base';
import { appendUpdate, createBackground, readDocument, verifyAudit } from '@lianxi/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { connectStock, type Harness, startHarness, until, whenSynced } from './harness.ts';
import { connectRaw, updatesOf } from './raw.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(async () => {
  await harness.stop();
});

const baselineSeq = (): number =>
  (harness.store.sqlite.prepare('SELECT seq FROM baselines').pluck().get() as number | undefined) ?? 0;

it('[RL50] the compacted document has the content of the uncompacted one, for newcomers and for those who come back', async () => {
  const address = harness.document('open/joint/a');
  const random = createSeededNumbers(11);
  const truth = new Y.Doc();
  const everything = updatesOf(truth, () => {
    const text = truth.getText('t');
    for (let index = 0; index < 1_500; index++) {
      if (random() < 0.7 || text.length < 5) text.insert(Math.floor(random() * (text.length + 1)), 'ab');
      else text.delete(Math.floor(random() * (text.length - 3)), 2);
      if (index % 3 === 0) truth.getMap('m').set(`k${index % 40}`, [index, 'm1111111']);
    }
  });
  const raw = await connectRaw(harness.url, address, 'm1111111');
  raw.step2(new Uint8Array([0, 0]));
  const halfway = new Y.Doc();
  for (const [index, update] of everything.entries()) {
    raw.update(update);
    if (index < everything.length / 2) Y.applyUpdate(halfway, update);
    // A commit for every third, so that there are enough rows.
    if (index % 3 === 0) await raw.until('acknowledged', () => raw.last('acknowledged')?.frames === index + 2);
  }
  await raw.until('all acknowledged', () => raw.last('acknowledged')?.frames === everything.length + 1);
  const seq = raw.last('acknowledged')?.seq;
  raw.close();
  await until('compacted', () => baselineSeq() > 0);
  await until('folded when the last one left', () => harness.relay.roomCount === 0);
  const same = (doc: Y.Doc): void => {
    expect(doc.getText('t').toString()).toBe(truth.getText('t').toString());
    expect(doc.getMap('m').toJSON()).toEqual(truth.getMap('m').toJSON());
  };
  const exported = new Y.Doc();
  const whole = readDocument(harness.store, address);
  Y.applyUpdate(exported, whole?.update ?? new Uint8Array([0, 0]));
  same(exported);
  expect(whole?.seq).toBe(seq);
  expect(
    (harness.store.sqlite.prepare('SELECT min(seq) FROM updates').pluck().get() as number | null) ??
      Number.POSITIVE_INFINITY,
  ).toBeGreaterThan(baselineSeq());
  // Nothing known, half of it known, all of it known.
  for (const known of [new Y.Doc(), halfway, exported]) {
    const client = connectStock(harness.url, address, 'm2222222', known);
    await whenSynced(client);
    same(client.doc);
    expect(client.doc.store.pendingStructs).toBeNull();
    client.stop();
  }
});

it('[RL51] rooms go on while a baseline is made, and numbers are never given out twice', async () => {
  const address = harness.document('open/joint/a');
  const raw = await connectRaw(harness.url, address, 'm1111111');
  raw.step2(new Uint8Array([0, 0]));
  const doc = new Y.Doc();
  const seqs: number[] = [];
  let frames = 1;
  const deadline = performance.now() + 90_000;
  while (performance.now() < deadline && (baselineSeq() === 0 || seqs.length < 900)) {
    for (const update of updatesOf(doc, () => doc.getText('t').insert(0, 'x'))) raw.update(update);
    frames++;
    await raw.until('acknowledged', () => raw.last('acknowledged')?.frames === frames);
    seqs.push(raw.last('acknowledged')?.seq ?? 0);
  }
  expect(baselineSeq()).toBeGreaterThan(0);
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  raw.close();
});

it('[RL56] a new baseline waits for its turn', async () => {
  const address = harness.document('open/joint/a');
  const doc = new Y.Doc();
  for (const update of updatesOf(doc, () => doc.getText('t').insert(0, '会议室')))
    appendUpdate(harness.store, address as Address, update);
  const asked: (() => void)[] = [];
  const inTurn = async <T>(write: () => Promise<T>): Promise<T> => {
    await new Promise<void>((resolve) => asked.push(resolve));
    return write();
  };
  const background = createBackground(harness.store.file, { inTurn });
  const compacted = background.compact(1);
  await until('asked', () => asked.length === 1);
  expect(baselineSeq()).toBe(0);
  asked[0]?.();
  expect(await compacted).toMatchObject({ type: 'Compacted', seq: 1 });
  expect(baselineSeq()).toBe(1);
  await background.close();
});

it('[RL53] [AU7] a room goes on without a row that no document can be built with; who wrote it is written down', async () => {
  const address = harness.document('open/joint/a');
  const writer = await connectRaw(harness.url, address, 'm1111111');
  writer.step2(new Uint8Array([0, 0]));
  const doc = new Y.Doc();
  const write = async (text: string, raw = writer): Promise<void> => {
    const before = raw.last('acknowledged')?.frames ?? 0;
    for (const update of updatesOf(doc, () => doc.getText('t').insert(0, text))) raw.update(update);
    await raw.until('acknowledged', () => (raw.last('acknowledged')?.frames ?? 0) > before);
  };
  await write('before ');
  // Something that the guard would never let through: it builds on what is nowhere.
  const poisoner = new Y.Doc();
  poisoner.getText('t').insert(0, 'missing');
  const [poison] = updatesOf(poisoner, () => poisoner.getText('t').insert(3, 'poison')) as [Uint8Array];
  appendUpdate(harness.store, address, poison, 'm6666666');
  for (let index = 0; index < 60; index++) await write('x');
  writer.close();
  const apart = () => harness.store.sqlite.prepare('SELECT author FROM quarantine').pluck().all();
  await until('put apart when the last one left', () => apart().length === 1);
  expect(apart()).toEqual(['m6666666']);
  const [written] = harness.store.sqlite.prepare('SELECT type, member, room, detail FROM audit').all();
  expect(written).toEqual({ type: 'quarantined', member: 'm6666666', room: 1, detail: '{"seq":2}' });
  expect(verifyAudit(harness.store)).toMatchObject({ entries: 1, problem: null });

  const back = await connectRaw(harness.url, address, 'm1111111');
  back.step1();
  back.step2(new Uint8Array([0, 0]));
  await back.until('synced', () => back.last('step2') !== undefined);
  expect(back.doc.getText('t').toString()).toBe(doc.getText('t').toString());
  expect(back.doc.store.pendingStructs).toBeNull();
  await write('after ', back);
  back.step2(Y.encodeStateAsUpdate(poisoner));
  await back.until('refused', () => back.last('refused')?.reason === 'client-id');
  back.close();
});
