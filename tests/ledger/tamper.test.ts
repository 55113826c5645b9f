import type { Address } from '@lianxi/access';
import { closePeriod, type Problem, verifyBooks } from '@lianxi/server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashOf } from './encoding.ts';
import { entryOf, type Office, openOffice, reversalOf } from './office.ts';

let office: Office;
let ledger: Address;
beforeEach(async () => {
  office = openOffice();
  ledger = office.ledger('a');
  const promises = [10, 20, 30].map((quantity) => entryOf({ quantity, date: '2026-10-20' }));
  await office.submit(ledger, promises);
  closePeriod(office.store, { until: '2026-10-31', by: null });
  await office.submit(ledger, [
    entryOf({ step: 'delivered', quantity: 25 }),
    entryOf({ id: 'refused', step: 'used', quantity: 26 }),
    entryOf({ step: 'used', quantity: 5, item: '手工课材料' }),
    reversalOf(promises[0] as (typeof promises)[0], { date: '2026-11-02' }),
  ]);
});
afterEach(() => office.stop());

/** As somebody with the file and the SQLite shell can. */
const tamper = (...statements: readonly string[]): void => {
  for (const { name } of office.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'")) {
    office.store.sqlite.exec(`DROP TRIGGER "${name}"`);
  }
  for (const statement of statements) office.store.sqlite.exec(statement);
};
const row = (type: string, number: number): Problem => ({ type, ledger, number }) as Problem;

test('[LG23] books that nobody has touched verify', () => {
  expect(verifyBooks(office.store)).toEqual([]);
});

test.each([
  ['quantity', '1'],
  ['unit', "'unit-bank'"],
  ['step', "'used'"],
  ['measure', "'piece'"],
  ['item', "'别的'"],
  ['date', "'2026-11-03'"],
  ['entered_by', "'msomeone'"],
  ['entered_at', '1'],
  ['reverses', "'e1'"],
  ['need', "'n1'"],
  ['offer', "'o1'"],
  ['approved_by', "'msomeone'"],
  ['posted_at', '1'],
  ['previous', "printf('%064d', 1)"],
  ['hash', "printf('%064d', 1)"],
])('[LG23] a row whose %s was changed is named', (column, value) => {
  tamper(`UPDATE ledger_entries SET ${column} = ${value} WHERE number = 4`);
  expect(verifyBooks(office.store)).toEqual([row('row-altered', 4)]);
});

test('[LG23] the last row, deleted with its sums put right, is missed', () => {
  tamper('DELETE FROM ledger_entries WHERE number = 6', 'UPDATE ledger_totals SET promised = promised + 10');
  expect(verifyBooks(office.store)).toEqual([row('row-missing', 6)]);
});

test('[LG23] a row deleted in the middle is missed, also when the others move up', () => {
  tamper('DELETE FROM ledger_entries WHERE number = 2');
  expect(verifyBooks(office.store)).toEqual([row('row-missing', 2)]);
  tamper('UPDATE ledger_entries SET number = number - 1 WHERE number > 2');
  expect(verifyBooks(office.store)).toEqual([row('row-altered', 2)]);
});

test('[LG23] two rows that changed places are named', () => {
  tamper(
    'UPDATE ledger_entries SET number = 99 WHERE number = 2',
    'UPDATE ledger_entries SET number = 2 WHERE number = 3',
    'UPDATE ledger_entries SET number = 3 WHERE number = 99',
  );
  expect(verifyBooks(office.store)).toEqual([row('row-altered', 2)]);
});

test('[LG23] all rows gone are missed', () => {
  tamper('DELETE FROM ledger_entries', 'DELETE FROM ledger_totals');
  expect(verifyBooks(office.store)).toEqual([row('row-missing', 1)]);
});

test('[LG23] a document gone with all its rows is missed by the closing that knew it', () => {
  tamper(
    'DELETE FROM ledger_entries',
    'DELETE FROM ledger_totals',
    'DELETE FROM ledger_refusals',
    'DELETE FROM documents',
    'DELETE FROM updates',
  );
  expect(verifyBooks(office.store)).toEqual([row('row-missing', 1)]);
});

test('[LG23] a sum, a refusal and a closing that were changed are named', () => {
  tamper('UPDATE ledger_totals SET used = used - 1');
  expect(verifyBooks(office.store)).toEqual([{ type: 'sum-differs', ledger, unit: 'unit-linxi', measure: 'yuan' }]);
  tamper('UPDATE ledger_totals SET used = used + 1', "UPDATE ledger_refusals SET reason = 'declined'");
  expect(verifyBooks(office.store)).toEqual([{ type: 'refusal-differs', ledger, entry: 'refused' }]);
  tamper("UPDATE ledger_refusals SET reason = 'over-delivered'", "UPDATE ledger_closings SET until = '2026-09-30'");
  expect(verifyBooks(office.store)).toEqual([{ type: 'closing-altered', closing: 1 }]);
});

test('[LG23] a chain that somebody computed anew does not match what the documents and the closing say', () => {
  tamper('UPDATE ledger_entries SET quantity = 12 WHERE number = 1');
  let previous = '0'.repeat(64);
  for (const row of office.rows('SELECT * FROM ledger_entries ORDER BY number')) {
    const hash = hashOf({ ...row, previous });
    office.store.sqlite
      .prepare('UPDATE ledger_entries SET previous = ?, hash = ? WHERE number = ?')
      .run(previous, hash, row.number);
    previous = hash;
  }
  expect(verifyBooks(office.store)).toEqual([row('row-not-in-document', 1)]);
});

test('[LG23] an entry taken out of the document, or written into it past the relay, is named', async () => {
  const doc = office.document(ledger);
  doc.getMap('entries').set('slipped', entryOf({ id: 'slipped' }));
  office.replaceDocument(ledger, doc);
  expect(verifyBooks(office.store)).toEqual([{ type: 'entry-unposted', ledger, entry: 'slipped' }]);
  doc.getMap('entries').delete('slipped');
  doc.getMap('entries').delete('refused');
  office.replaceDocument(ledger, doc);
  expect(verifyBooks(office.store)).toEqual([{ type: 'refusal-differs', ledger, entry: 'refused' }]);
});

test('[LG23] an outcome that the document tells otherwise is named', () => {
  const doc = office.document(ledger);
  const [id] = Object.keys(office.outcomes(ledger)).filter((each) => each !== 'refused');
  doc.getMap('outcomes').set(id ?? '', { state: 'refused', reason: 'declined', at: 1 });
  office.replaceDocument(ledger, doc);
  expect(verifyBooks(office.store)).toMatchObject([{ type: 'row-outcome-differs', ledger }]);
});
