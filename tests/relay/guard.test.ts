import { addHousehold, addResident, createAuthor, textOf } from '@lianxi/documents';
import { closeCode, encodeSync, syncType } from '@lianxi/protocol';
import { appendUpdate, verifyAudit } from '@lianxi/server';
import { createEncoder, toUint8Array, writeVarUint } from 'lib0/encoding';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readTrace } from '../convergence/traces.ts';
import { connectStock, type Harness, type Stock, startHarness, until, whenSynced } from './harness.ts';
import { connectRaw, type Raw, updatesOf } from './raw.ts';

let harness: Harness;
const raws: Raw[] = [];
const stocks: Stock[] = [];
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(async () => {
  for (const raw of raws.splice(0)) raw.close();
  for (const stock of stocks.splice(0)) stock.stop();
  await harness.stop();
});
const connect = async (address: string, member: string, isOurs = true): Promise<Raw> => {
  const raw = await connectRaw(harness.url, address, member, isOurs);
  raws.push(raw);
  return raw;
};
const join = async (address: string, member: string, doc?: Y.Doc): Promise<Stock> => {
  const stock = connectStock(harness.url, address, member, doc);
  stocks.push(stock);
  await whenSynced(stock);
  return stock;
};
const createDoc = (client: number): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = client;
  return doc;
};
const empty = new Uint8Array([0, 0]);
const reasonAt = async (raw: Raw, frame: number): Promise<string> => {
  await raw.until('answered', () => (raw.last('acknowledged')?.frames ?? 0) >= frame);
  const refused = raw.heard.find((each) => each.type === 'refused' && each.frame === frame);
  return refused?.type === 'refused' ? `${refused.reason} ${refused.detail}`.trim() : 'accepted';
};

describe('client ids', () => {
  it('[GD4] stay whose they are over restarts and compaction, and no client hears whose', async () => {
    const address = harness.document('open/joint/a');
    const doc = createDoc(77);
    const first = await connect(address, 'mowner00');
    first.step2(empty);
    const updates = updatesOf(doc, () => {
      for (let index = 0; index < 120; index++) doc.getText('t').insert(index, 'x');
    });
    for (const update of updates) {
      first.update(update);
      await first.until(
        'acknowledged',
        () => (first.last('acknowledged')?.frames ?? 0) === updates.indexOf(update) + 2,
      );
    }
    first.close();
    const baselines = () => harness.store.sqlite.prepare('SELECT count(*) FROM baselines').pluck().get();
    await until('folded', () => baselines() === 1);
    await harness.restart();
    const forged = createDoc(77);
    Y.applyUpdate(forged, Y.encodeStateAsUpdate(doc));
    forged.clientID = 77;
    const [next] = updatesOf(forged, () => forged.getText('t').insert(0, '?')) as [Uint8Array];
    const other = await connect(address, 'mother00');
    other.step1();
    other.step2(empty);
    other.update(next);
    expect(await reasonAt(other, 2)).toBe('client-id another-member');
    const again = await connect(address, 'mowner00');
    again.step2(empty);
    again.update(next);
    expect(await reasonAt(again, 2)).toBe('accepted');
    await other.until('heard', () => other.doc.getText('t').length === 121);
    const heard = other.heard.map((each) => ('bytes' in each ? Buffer.from(each.bytes).toString('latin1') : ''));
    expect(heard.join()).not.toContain('mowner00');
  });

  it('[GD6] a stock client goes on with its document after a restart of the relay', async () => {
    const address = harness.document('open/joint/a');
    const stock = await join(address, 'm1111111');
    const watcher = await join(address, 'm2222222');
    stock.doc.getText('t').insert(0, 'before ');
    await until('shared', () => watcher.doc.getText('t').length === 7);
    await harness.restart();
    stock.doc.getText('t').insert(7, 'meanwhile ');
    await until('back', () => watcher.doc.getText('t').toString() === 'before meanwhile ');
    stock.doc.getText('t').insert(17, 'after');
    await until('shared', () => watcher.doc.getText('t').toString() === 'before meanwhile after');
  });

  it('[GD6] a client behind a socket that is half dead comes again with everything; what arrives late is known', async () => {
    const address = harness.document('open/joint/a');
    const doc = createDoc(77);
    const [one, two, three] = updatesOf(doc, () => {
      for (const text of ['one', 'two', 'three']) doc.getText('t').insert(doc.getText('t').length, text);
    }) as [Uint8Array, Uint8Array, Uint8Array];
    const old = await connect(address, 'm1111111');
    old.step2(empty);
    old.update(one);
    await reasonAt(old, 2);
    const fresh = await connect(address, 'm1111111');
    fresh.step2(Y.encodeStateAsUpdate(doc));
    expect(await reasonAt(fresh, 1)).toBe('accepted');
    old.update(two);
    old.update(three);
    expect(await reasonAt(old, 3)).toBe('accepted');
    expect(await reasonAt(old, 4)).toBe('accepted');
    expect((await join(address, 'm3333333')).doc.getText('t').toString()).toBe('onetwothree');
  });

  it('[GD6] what was written offline in earlier page lives comes with the first answer of the next', async () => {
    const address = harness.document('open/joint/a');
    const copy = createDoc(1);
    for (let life = 0; life < 300; life++) {
      copy.clientID = 1_000 + life;
      copy.getText('t').insert(0, `${life} `);
    }
    const raw = await connect(address, 'm1111111');
    raw.step2(Y.encodeStateAsUpdate(copy));
    expect(await reasonAt(raw, 1)).toBe('accepted');
  });

  it('[GD8] two who write apart under one id: the second is refused, and so is what follows on that socket', async () => {
    const address = harness.document('open/joint/a');
    const [here, there] = [createDoc(77), createDoc(77)];
    const first = await connect(address, 'm1111111');
    const second = await connect(address, 'm1111111');
    first.step2(empty);
    second.step2(empty);
    for (const update of updatesOf(here, () => here.getText('t').insert(0, 'one'))) first.update(update);
    expect(await reasonAt(first, 2)).toBe('accepted');
    const apart = updatesOf(there, () => {
      there.getText('t').insert(0, 'two');
      there.getText('t').insert(3, '!');
    });
    for (const update of apart) second.update(update);
    expect(await reasonAt(second, 2)).toBe('client-id fork');
    expect(await reasonAt(second, 3)).toBe('client-id fork');
    for (const update of updatesOf(here, () => here.getText('t').insert(3, '?'))) first.update(update);
    expect(await reasonAt(first, 3)).toBe('accepted');
    expect((await join(address, 'm3333333')).doc.getText('t').toString()).toBe('one?');
  });

  it("[GD9] nobody goes on under the server's own id", async () => {
    const seed = createDoc(5);
    seed.getMap('m').set('made', 1);
    const address = harness.document('open/joint/a', Y.encodeStateAsUpdate(seed));
    const [next] = updatesOf(seed, () => seed.getMap('m').set('made', 2)) as [Uint8Array];
    const raw = await connect(address, 'm1111111');
    raw.step2(empty);
    raw.update(next);
    expect(await reasonAt(raw, 2)).toBe('client-id another-member');
    expect(appendUpdate(harness.store, address, next)).toBe(2);
  });
});

describe('[GD11] honest work is never refused', () => {
  it('nine thousand people in one first answer', async () => {
    const address = harness.document('register/joint/r1');
    const doc = new Y.Doc();
    const author = createAuthor('m1111111', Date.now);
    doc.transact(() => {
      for (let index = 0; index < 3_000; index++) {
        addHousehold(doc, { building: `${index % 40}`, room: `${index}` }, [], author, `h${index}`);
        for (let each = 0; each < 3; each++) addResident(doc, `h${index}`, { name: `居民${index}-${each}` }, author);
      }
    });
    const raw = await connect(address, 'm1111111');
    const whole = Y.encodeStateAsUpdate(doc);
    raw.step2(whole);
    const started = performance.now();
    expect(await reasonAt(raw, 1)).toBe('accepted');
    console.info(`9,000 people, ${whole.length} bytes: ${(performance.now() - started).toFixed(0)} ms`);
  });

  it('a paper pasted at once, as plain text and as a meeting of paragraphs', async () => {
    const text = readTrace('automerge-paper').endContent;
    const address = harness.document('open/joint/paper');
    const stock = await join(address, 'm1111111');
    const late = await join(address, 'm2222222');
    stock.doc.getText('t').insert(0, text);
    await until('pasted', () => late.doc.getText('t').length === text.length);
    const minutes = harness.document('minutes/joint/m1');
    const [one, other] = [await join(minutes, 'm1111111'), await join(minutes, 'm2222222')];
    const paragraphs = text.split('\n').map((line) => {
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText(line)]);
      return paragraph;
    });
    textOf(one.doc, 'topic').insert(0, paragraphs);
    await until('pasted', () => textOf(other.doc, 'topic').length === paragraphs.length);
    expect(one.provider.wsconnected).toBe(true);
  });

  it('coming back after the whole history of a paper was written offline', async () => {
    const address = harness.document('open/joint/paper');
    const { txns, endContent } = readTrace('automerge-paper');
    const doc = new Y.Doc();
    const text = doc.getText('t');
    doc.transact(() => {
      for (const { patches } of txns) {
        for (const [position, deleted, inserted] of patches) {
          if (deleted > 0) text.delete(position, deleted);
          if (inserted !== '') text.insert(position, inserted);
        }
      }
    });
    const stock = await join(address, 'm1111111', doc);
    const late = await join(address, 'm2222222');
    await until('all there', () => late.doc.getText('t').length === endContent.length, 30_000);
    expect(late.doc.getText('t').toString()).toBe(endContent);
    expect(stock.provider.wsconnected).toBe(true);
  });

  it('5,000 edits made offline, each in its own frame', async () => {
    const address = harness.document('open/joint/a');
    const doc = new Y.Doc();
    const raw = await connect(address, 'm1111111');
    raw.step2(empty);
    const updates = updatesOf(doc, () => {
      for (let index = 0; index < 5_000; index++) doc.getMap('m').set(`k${index % 700}`, index);
    });
    for (const update of updates) raw.update(update);
    await raw.until('acknowledged', () => raw.last('acknowledged')?.frames === 5_001);
    expect(raw.last('refused')).toBeUndefined();
  });
});

it('[GD10] a question that names more client ids than there can be is none', async () => {
  const address = harness.document('open/joint/a');
  const raw = await connect(address, 'mhostile');
  const encoder = createEncoder();
  writeVarUint(encoder, 600_000);
  for (let client = 0; client < 600_000; client++) {
    writeVarUint(encoder, client);
    writeVarUint(encoder, 1);
  }
  raw.send(encodeSync(syncType.step1, toUint8Array(encoder)));
  await until('closed', () => raw.closed === closeCode.protocolError);
});

it('[GD20] every refusal is counted, [GD21] and a row says who, where, why and when, and never goes', async () => {
  const address = harness.document('minutes/joint/m1');
  const raw = await connect(address, 'mhostile');
  raw.step2(empty);
  const doc = new Y.Doc();
  for (const key of ['version', 'createdAt']) {
    for (const update of updatesOf(doc, () => doc.getMap('meta').set(key, 999))) raw.update(update);
  }
  await reasonAt(raw, 3);
  expect(harness.relay.refusals).toMatchObject({ rule: 1, gap: 1, sealed: 0 });
  await harness.restart();
  const { sqlite } = harness.store;
  const rows = sqlite.prepare('SELECT type, member, detail FROM audit ORDER BY seq').all();
  const gap = 'builds on what is not here';
  expect(rows).toEqual([
    { type: 'refused', member: 'mhostile', detail: '{"reason":"rule","rule":"server-only","count":1}' },
    { type: 'refused', member: 'mhostile', detail: `{"reason":"gap","rule":"${gap}","count":1}` },
  ]);
  expect(verifyAudit(harness.store)).toMatchObject({ entries: 2, problem: null });
});
