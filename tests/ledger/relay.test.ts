import { createAuthor, describeProject, type Entry, recordEntry } from '@lianxi/documents';
import { closePeriod, decideWaiting, seedOf, setApprovalLimit, verifyBooks } from '@lianxi/server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { connectStock, type Harness, partsOf, type Stock, startHarness, until, whenSynced } from '../relay/harness.ts';
import { connectRaw, type Raw, updatesOf } from '../relay/raw.ts';
import { committee, entryOf } from './office.ts';

const address = 'ledger/joint/a';
let harness: Harness;
beforeEach(async () => {
  harness = await startHarness({ folding: { pause: 0 } });
  harness.gate.units.set('mliaison', ['unit-linxi']);
  harness.gate.units.set('mteller1', ['unit-bank']);
  harness.document(address, seedOf(partsOf(address), '延时托管', '', 0) ?? undefined);
});
afterEach(() => harness.stop());

const stocks: Stock[] = [];
afterEach(() => {
  for (const stock of stocks.splice(0)) stock.stop();
});
const join = async (member: string, doc?: Y.Doc): Promise<Stock> => {
  const stock = connectStock(harness.url, address, member, doc);
  stocks.push(stock);
  await whenSynced(stock);
  return stock;
};
const enter = (doc: Y.Doc, entry: Entry) => doc.getMap('entries').set(entry.id, entry);
const outcomeOf = (stock: Stock, id: string) => stock.doc.getMap('outcomes').get(id);
const own = (over: Partial<Entry> = {}) => entryOf({ by: 'mliaison', ...over });

describe('a real relay', () => {
  test('[LG14] its stock clients, the writer and the others, hear what became of an entry', async () => {
    const [writer, other] = [await join('mliaison'), await join('mteller1')];
    const [promise, tooMuch] = [own(), own({ step: 'delivered', quantity: 101 })];
    enter(writer.doc, promise);
    enter(writer.doc, tooMuch);
    for (const stock of [writer, other]) {
      await until('outcomes', () => stock.doc.getMap('outcomes').size === 2);
      expect(outcomeOf(stock, promise.id)).toMatchObject({ state: 'posted', number: 1 });
      expect(outcomeOf(stock, tooMuch.id)).toMatchObject({ state: 'refused', reason: 'over-promised' });
    }
    // Nothing waits, and everybody goes on.
    expect(writer.doc.store.pendingStructs).toBeNull();
    enter(writer.doc, own({ step: 'delivered', quantity: 100 }));
    await until('the next', () => other.doc.getMap('outcomes').size === 3);
    const late = await join('mlate111');
    expect(late.doc.getMap('outcomes').toJSON()).toEqual(other.doc.getMap('outcomes').toJSON());
    expect(verifyBooks(harness.store)).toEqual([]);
  });

  test('[LG14] what was entered offline in several sessions is posted as it was entered', async () => {
    const doc = new Y.Doc();
    const [promise, delivery] = [own(), own({ step: 'delivered' })];
    enter(doc, promise);
    // Another life of the page: another client id, which travels first.
    const later = new Y.Doc();
    later.clientID = 4_000_000_000;
    Y.applyUpdate(later, Y.encodeStateAsUpdate(doc));
    enter(later, delivery);
    const stock = await join('mliaison', later);
    await until('both', () => stock.doc.getMap('outcomes').size === 2);
    expect(outcomeOf(stock, promise.id)).toMatchObject({ number: 1 });
    expect(outcomeOf(stock, delivery.id)).toMatchObject({ number: 2 });
  });

  test('[LG18] an entry for another unit is refused by the guard: it is stored nowhere and never posted', async () => {
    const other = await join('mteller1');
    const raw = await connectRaw(harness.url, address, 'mteller1');
    raw.step2(new Uint8Array([0, 0]));
    const doc = new Y.Doc();
    for (const update of updatesOf(doc, () => enter(doc, entryOf({ by: 'mteller1' })))) raw.update(update);
    await raw.until('refused', () => raw.last('refused') !== undefined);
    expect(raw.last('refused')).toMatchObject({
      reason: 'rule',
      detail: expect.stringContaining('entry-of-another-unit'),
    });
    enter(other.doc, entryOf({ id: 'good', by: 'mteller1', unit: 'unit-bank' }));
    await until('posted', () => outcomeOf(other, 'good') !== undefined);
    expect(other.doc.getMap('entries').size).toBe(1);
    expect(harness.store.sqlite.prepare('SELECT entry FROM ledger_entries').pluck().all()).toEqual(['good']);
    raw.close();
  });

  test('[LG25] so many entries at once are posted, and more are refused', async () => {
    const writer = await join('mliaison');
    const fill = (count: number) => {
      const doc = new Y.Doc();
      doc.transact(() => {
        for (let index = 0; index < count; index++) enter(doc, own({ quantity: 1 }));
      });
      return Y.encodeStateAsUpdate(doc);
    };
    const raw = await connectRaw(harness.url, address, 'mliaison');
    raw.step2(fill(2_001));
    await raw.until('refused', () => raw.last('refused') !== undefined);
    expect(raw.last('refused')).toMatchObject({ reason: 'too-large', detail: 'entries' });
    raw.update(fill(2_000));
    await until('posted', () => writer.doc.getMap('outcomes').size === 2_000);
    expect(verifyBooks(harness.store)).toEqual([]);
    raw.close();
  });

  test('[LG15] two relays on one file post one after the other, and what was written twice under one id stands once', async () => {
    const beside = await harness.beside();
    try {
      const [one, two] = [
        await connectRaw(harness.url, address, 'mliaison'),
        await connectRaw(beside.url, address, 'mliaison'),
      ];
      for (const raw of [one, two]) raw.step2(new Uint8Array([0, 0]));
      const write = (raw: Raw, entries: readonly Entry[]) => {
        const doc = new Y.Doc();
        for (const entry of entries) for (const update of updatesOf(doc, () => enter(doc, entry))) raw.update(update);
      };
      for (let round = 0; round < 10; round++) {
        write(one, [own({ id: `one${round}` }), own({ id: `twice${round}`, quantity: 7 })]);
        write(two, [own({ id: `two${round}` }), own({ id: `twice${round}`, quantity: 8 })]);
        await until('a round', () => one.doc.getMap('outcomes').size >= (round + 1) * 3);
      }
      for (const raw of [one, two]) {
        await raw.until('all of it', () => raw.doc.getMap('outcomes').size === 30);
      }
      expect(two.doc.getMap('outcomes').toJSON()).toEqual(one.doc.getMap('outcomes').toJSON());
      expect(verifyBooks(harness.store)).toEqual([]);
      const rows = harness.store.sqlite.prepare('SELECT count(*) FROM ledger_entries').pluck().get();
      expect(rows).toBe(30);
      for (const raw of [one, two]) raw.close();
    } finally {
      await beside.stop();
    }
  });

  test('[LG4] nobody else writes an outcome, nor goes on where the server wrote one', async () => {
    const writer = await join('mliaison');
    enter(writer.doc, own({ id: 'mine' }));
    await until('posted', () => outcomeOf(writer, 'mine') !== undefined);
    const server = [...Y.decodeStateVector(Y.encodeStateVector(writer.doc)).keys()].find((id) => id > 2 ** 32) ?? 0;
    const forged = new Y.Doc();
    Y.applyUpdate(forged, Y.encodeStateAsUpdate(writer.doc));
    forged.clientID = server;
    const attempts = [
      () => forged.getMap('notes').set('n1', { text: '冒名', $by: 'mliaison', $at: 1 }),
      () => forged.getMap('outcomes').set('mine', { state: 'refused', reason: 'declined', at: 1 }),
    ];
    for (const attempt of attempts) {
      const raw = await connectRaw(harness.url, address, 'mliaison');
      raw.step2(new Uint8Array([0, 0]));
      for (const update of updatesOf(forged, attempt)) raw.update(update);
      await raw.until('refused', () => raw.last('refused') !== undefined);
      raw.close();
    }
    expect(verifyBooks(harness.store)).toEqual([]);
  });

  test('[LG14] outcomes go on after the log was folded into a baseline, for those who were there and for newcomers', async () => {
    const writer = await join('mliaison');
    // More than is left unfolded while people are there.
    const many = 800;
    for (let index = 0; index < many; index++) enter(writer.doc, own({ item: '延时托管'.repeat(20) }));
    await until('posted', () => writer.doc.getMap('outcomes').size === many);
    const count = harness.store.sqlite.prepare('SELECT count(*) FROM baselines').pluck();
    await until('folded', () => count.get() === 1);
    expect(verifyBooks(harness.store)).toEqual([]);
    const late = await join('mlate111');
    expect(late.doc.getMap('outcomes').toJSON()).toEqual(writer.doc.getMap('outcomes').toJSON());
    enter(writer.doc, own({ id: 'after' }));
    for (const stock of [writer, late]) await until('the next', () => outcomeOf(stock, 'after') !== undefined);
    expect(outcomeOf(late, 'after')).toMatchObject({ state: 'posted', number: many + 1 });
    expect(verifyBooks(harness.store)).toEqual([]);
  });

  test('[LG21] [LG22] approval and closing by a command beside the running relay reach whoever is connected', async () => {
    const { store } = harness;
    setApprovalLimit(store, 'yuan', 100);
    const writer = await join('mliaison');
    const large = own({ id: 'large', quantity: 100 });
    enter(writer.doc, large);
    enter(writer.doc, own({ id: 'small', quantity: 99 }));
    await until('the small one', () => outcomeOf(writer, 'small') !== undefined);
    expect(outcomeOf(writer, 'large')).toBeUndefined();
    const ledger = partsOf(address).address;
    expect(decideWaiting(store, { ledger, entry: 'large', isApproved: true, by: committee }).ok).toBe(true);
    await until('the large one', () => outcomeOf(writer, 'large') !== undefined);
    expect(outcomeOf(writer, 'large')).toMatchObject({ state: 'posted', number: 2, approvedBy: committee.id });
    expect(closePeriod(store, { until: large.date, by: null }).ok).toBe(true);
    enter(writer.doc, own({ id: 'late', quantity: 1 }));
    await until('the late one', () => outcomeOf(writer, 'late') !== undefined);
    expect(outcomeOf(writer, 'late')).toMatchObject({ state: 'refused', reason: 'period-closed' });
  });

  test('[LG14] after a restart nothing is posted again, and the numbers go on', async () => {
    const writer = await join('mliaison');
    const author = createAuthor('mliaison');
    for (let index = 0; index < 30; index++) enter(writer.doc, own());
    describeProject(writer.doc, { summary: '托管' }, author);
    await until('posted', () => writer.doc.getMap('outcomes').size === 30);
    const before = writer.doc.getMap('outcomes').toJSON();
    await harness.restart();
    recordEntry(
      writer.doc,
      { unit: 'unit-linxi', step: 'promised', measure: 'yuan', quantity: 5, item: '又一笔', date: '2026-11-11' },
      author,
    );
    await until('the next', () => writer.doc.getMap('outcomes').size === 31);
    expect(writer.doc.getMap('outcomes').toJSON()).toMatchObject(before);
    expect(verifyBooks(harness.store)).toEqual([]);
  });
});
