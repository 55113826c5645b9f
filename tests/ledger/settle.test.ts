import type { Address } from '@lianxi/access';
import { appendUpdate, openStore, setApprovalLimit, settleLedgers, verifyBooks } from '@lianxi/server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { expectRunning, openFolder } from '../relay/cli-harness.ts';
import { until } from '../relay/harness.ts';
import { entryOf, type Office, openOffice, reversalOf } from './office.ts';

let office: Office;
let ledger: Address;
beforeEach(() => {
  office = openOffice();
  ledger = office.ledger('a');
});
afterEach(() => office.stop());

const settle = (isThorough = false) => settleLedgers(office.store, { isThorough });
/** Something in the document that did not come by the relay. */
const slip = (write: (doc: Y.Doc) => void): void => {
  const doc = new Y.Doc();
  write(doc);
  appendUpdate(office.store, ledger, Y.encodeStateAsUpdate(doc));
};
const [promise, delivery, refused, waits, tooMuch] = [
  entryOf({ id: 'p' }),
  entryOf({ id: 'd', step: 'delivered', quantity: 40 }),
  entryOf({ id: 'r', step: 'used', quantity: 99 }),
  entryOf({ id: 'w', step: 'used', quantity: 40 }),
  entryOf({ id: 't', step: 'used', quantity: 1 }),
];
const back = reversalOf(promise, { id: 'b' });

test('[LG24] a ledger from before there were books: its outcomes stand, and what waited is posted or refused', () => {
  slip((doc) => {
    for (const entry of [promise, delivery, refused, waits, tooMuch, back]) doc.getMap('entries').set(entry.id, entry);
    doc.getMap('outcomes').set('d', { state: 'posted', number: 2, at: 20 });
    doc.getMap('outcomes').set('p', { state: 'posted', number: 1, at: 10 });
    doc.getMap('outcomes').set('r', { state: 'refused', reason: '超出可用的', at: 30 });
  });
  expect(settle()).toBe(3);
  expect(office.outcomes(ledger)).toMatchObject({
    p: { number: 1, at: 10 },
    d: { number: 2, at: 20 },
    r: { reason: '超出可用的', at: 30 },
    w: { state: 'posted', number: 3, at: office.now },
    t: { state: 'refused', reason: 'over-delivered' },
    b: { state: 'refused', reason: 'delivery-stands' },
  });
  expect(verifyBooks(office.store)).toEqual([]);
  expect(settle()).toBe(0);
  expect(settle(true)).toBe(0);
});

test('[LG24] a document is gone through once; a thorough look posts what slipped in since, once', async () => {
  await office.submit(ledger, [promise]);
  expect(settle()).toBe(0);
  slip((doc) => doc.getMap('entries').set('d', delivery));
  expect(verifyBooks(office.store)).toEqual([{ type: 'entry-unposted', ledger, entry: 'd' }]);
  expect(settle()).toBe(0);
  expect(settle(true)).toBe(1);
  expect(settle(true)).toBe(0);
  expect(office.outcomes(ledger)).toMatchObject({ p: { number: 1 }, d: { number: 2 } });
  expect(verifyBooks(office.store)).toEqual([]);
});

test('[LG24] an outcome that the document has lost is written again, as it was', async () => {
  await office.submit(ledger, [promise, tooMuch]);
  const before = office.outcomes(ledger);
  const doc = new Y.Doc();
  for (const entry of [promise, tooMuch]) doc.getMap('entries').set(entry.id, entry);
  office.replaceDocument(ledger, doc);
  expect(verifyBooks(office.store)).toMatchObject([{ type: 'row-outcome-differs', number: 1 }]);
  office.now += 5_000;
  expect(settle(true)).toBe(2);
  expect(office.outcomes(ledger)).toEqual(before);
  expect(verifyBooks(office.store)).toEqual([]);
});

test('[LG24] what waits for approval goes on waiting', async () => {
  setApprovalLimit(office.store, 'yuan', 1);
  await office.submit(ledger, [promise]);
  expect(settle(true)).toBe(0);
  expect(office.outcomes(ledger)).toEqual({});
  expect(verifyBooks(office.store)).toEqual([]);
});

test('[LG24] an outcome of the books that the file no longer has is not taken from the document', async () => {
  await office.submit(ledger, [promise]);
  for (const { name } of office.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'")) {
    office.store.sqlite.exec(`DROP TRIGGER "${name}"`);
  }
  office.store.sqlite.exec('DELETE FROM ledger_entries; DELETE FROM ledger_totals');
  expect(settle()).toBe(0);
  expect(settle(true)).toBe(0);
  expect(verifyBooks(office.store)).toEqual([{ type: 'row-missing', ledger, number: 1 }]);
});

test('[LG24] a start posts what waited', async () => {
  const folder = openFolder();
  try {
    const address = await folder.done(['document', 'create', 'ledger', '--title', '延时托管']);
    const doc = new Y.Doc();
    doc.getMap('entries').set('p', promise);
    const store = openStore(folder.path);
    if (!store.ok) throw new Error(store.error.type);
    appendUpdate(store.value, address as Address, Y.encodeStateAsUpdate(doc));
    expect((await folder.lianxi(['ledger', 'verify'])).stderr).toContain('lianxi ledger post');
    expectRunning(await folder.start());
    await until('posted', () => verifyBooks(store.value).length === 0);
    store.value.close();
    const snapshot = JSON.parse(await folder.done(['document', 'export', address]));
    expect(snapshot.entries).toMatchObject([{ id: 'p', state: 'posted', number: 1 }]);
  } finally {
    await folder.dispose();
  }
});
