import { appendUpdate, createMetrics, type LogEvent } from '@lianxi/server';
import { afterEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type Harness, startHarness, until } from './harness.ts';
import { connectRaw, updatesOf } from './raw.ts';

let harness: Harness;
const metrics = createMetrics('test');
const reports: LogEvent[] = [];
afterEach(async () => {
  reports.length = 0;
  await harness.stop();
});
const compactions = (outcome: string): number =>
  Number(metrics.text().match(new RegExp(`lianxi_compactions_total{outcome="${outcome}"} (\\d+)`))?.[1] ?? 0);

/** A table with more cells than fit into a small heap. */
const large = (): Uint8Array => {
  const doc = new Y.Doc();
  const rows = doc.getMap('rows');
  doc.transact(() => {
    for (let index = 0; index < 50_000; index++) rows.set(`row ${index}`, ['13800000000', index, 'm1111111']);
  });
  return Y.encodeStateAsUpdate(doc);
};

it('[RL58] a document that is too large to be folded is forwarded as before, said, counted, and let alone', async () => {
  harness = await startHarness({
    background: { compaction: { memory: 24 } },
    metrics: metrics.relay,
    log: (event) => reports.push(event),
  });
  const address = harness.document('open/joint/large');
  appendUpdate(harness.store, address, large());
  const writer = await connectRaw(harness.url, address, 'm1111111');
  writer.step2(new Uint8Array([0, 0]));
  const doc = new Y.Doc();
  const write = async (text: string): Promise<void> => {
    const frames = writer.last('acknowledged')?.frames ?? 0;
    for (const update of updatesOf(doc, () => doc.getText('t').insert(0, text))) writer.update(update);
    await writer.until('acknowledged', () => (writer.last('acknowledged')?.frames ?? 0) > frames);
  };
  await write('first ');
  await until('given up', () => compactions('out-of-memory') === 1, 60_000);
  expect(reports).toEqual([{ type: 'CompactionFailed', address: 'open/joint/#1', cause: 'it took more than 24 MiB' }]);
  for (const text of ['second ', 'third ']) await write(text);
  writer.close();
  await until('closed', () => harness.relay.roomCount === 0);
  const newcomer = await connectRaw(harness.url, address, 'm2222222');
  newcomer.step1();
  await until('joined', () => newcomer.last('step2') !== undefined, 30_000);
  expect(newcomer.doc.getMap('rows').size).toBe(50_000);
  expect(newcomer.doc.getText('t').toString()).toBe('third second first ');
  newcomer.step2(Y.encodeStateAsUpdate(newcomer.doc));
  newcomer.close();
  await until('closed', () => harness.relay.roomCount === 0);
  expect([compactions('out-of-memory'), compactions('failed')]).toEqual([1, 0]);
  expect(reports).toHaveLength(1);
});

it('[RL58] who comes back is sent the whole baseline where what they lack does not come out in time', async () => {
  harness = await startHarness({ background: { difference: { time: 0 } }, log: (event) => reports.push(event) });
  const address = harness.document('open/joint/long');
  const writer = await connectRaw(harness.url, address, 'm1111111');
  writer.step2(new Uint8Array([0, 0]));
  const doc = new Y.Doc();
  const half = new Y.Doc();
  for (let index = 0; index < 60; index++) {
    for (const update of updatesOf(doc, () => doc.getText('t').insert(0, `${index} `))) {
      writer.update(update);
      if (index < 30) Y.applyUpdate(half, update);
    }
    await writer.until('acknowledged', () => writer.last('acknowledged')?.frames === index + 2);
  }
  writer.close();
  const baselines = () => harness.store.sqlite.prepare('SELECT count(*) FROM baselines').pluck().get();
  await until('folded', () => baselines() === 1);
  for (const known of [half, half]) {
    const back = await connectRaw(harness.url, address, 'm2222222');
    Y.applyUpdate(back.doc, Y.encodeStateAsUpdate(known));
    back.step1();
    await back.until('joined', () => back.last('step2') !== undefined);
    expect(back.doc.getText('t').toString()).toBe(doc.getText('t').toString());
    back.close();
  }
  // The second is not made to wait for what has just failed.
  expect(reports).toEqual([{ type: 'DifferenceFailed', address: 'open/joint/#1', cause: 'it took longer than 0 s' }]);
});
