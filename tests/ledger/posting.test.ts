import {
  closePeriod,
  createCatalogue,
  decideWaiting,
  findDocument,
  listWaiting,
  partsOf,
  setApprovalLimit,
  verifyBooks,
} from '@lianxi/server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { committee, entryOf, grantOf, type Office, openOffice, reversalOf } from './office.ts';

let office: Office;
beforeEach(() => {
  office = openOffice();
});
afterEach(() => office.stop());
const reasons = (ledger: Parameters<Office['outcomes']>[0]) =>
  Object.fromEntries(
    Object.entries(office.outcomes(ledger)).map(([id, outcome]) => [
      id,
      outcome.state === 'refused' ? outcome.reason : outcome.number,
    ]),
  );

test('[LG14] an entry is posted in the commit that stores it, and its outcome is a row of the log beside it', async () => {
  const ledger = office.ledger('a');
  const gift = entryOf();
  const appended = await office.submit(ledger, [gift]);
  expect(appended).toMatchObject({ type: 'stored', seq: 2, consequences: [{ seq: 2, author: '' }] });
  expect(office.outcomes(ledger)).toEqual({
    [gift.id]: {
      state: 'posted',
      number: 1,
      at: office.now,
      approvedBy: null,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  });
  expect(office.rows('SELECT number, entry FROM ledger_entries')).toEqual([{ number: 1, entry: gift.id }]);
  expect(verifyBooks(office.store)).toEqual([]);
});

test('[AC19] a ledger is taken away by whoever began it only while nothing of it is in the books, refusals included', async () => {
  const member = 'm0000001';
  const grants = [grantOf('committee', 'community')];
  const account = { id: member, name: '', post: '', isDemo: false, createdAt: 0 } as unknown as Parameters<
    ReturnType<typeof createCatalogue>['takeAway']
  >[0];
  const takeAway = (ledger: ReturnType<Office['ledger']>) => {
    office.store.sqlite.prepare('UPDATE documents SET created_by = ? WHERE address = ?').run(member, ledger);
    const row = findDocument(office.store, ledger);
    if (!row) throw new Error(ledger);
    return createCatalogue(office.store).takeAway(account, grants, partsOf(row));
  };
  const [posted, refused, empty] = [office.ledger('a'), office.ledger('b'), office.ledger('c')];
  await office.submit(posted, [entryOf()], member);
  await office.submit(refused, [entryOf({ step: 'used' })], member);
  expect(Object.values(reasons(refused))).toEqual([expect.any(String)]);
  for (const ledger of [posted, refused]) expect(takeAway(ledger)).toEqual({ ok: false, error: { type: 'TakenUp' } });
  expect(takeAway(empty).ok).toBe(true);
  expect(verifyBooks(office.store)).toEqual([]);
});

test('[LG14] whoever has the document needs nothing but the row to see the outcome', async () => {
  const ledger = office.ledger('a');
  const gift = entryOf();
  const doc = new Y.Doc();
  doc.getMap('entries').set(gift.id, gift);
  const appended = await office.submit(ledger, [gift]);
  if (appended.type !== 'stored') throw new Error(appended.type);
  for (const { bytes } of appended.consequences) Y.applyUpdate(doc, bytes);
  expect(doc.getMap('outcomes').get(gift.id)).toMatchObject({ state: 'posted', number: 1 });
  const [client = 0] = [...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()].filter((id) => id !== doc.clientID);
  expect(client).toBeGreaterThan(2 ** 32);
});

test('[LG14] whatever words an entry has are posted as they are, and come to their hash', async () => {
  const ledger = office.ledger('a');
  const items = [
    'a\0b',
    '𠮷𡧛',
    '\u2028\u202e',
    "'; DROP TABLE ledger_entries; --",
    '冲'.repeat(200),
    ' x',
    '\ufeff.',
    'é',
  ];
  await office.submit(
    ledger,
    items.map((item, index) => entryOf({ item, at: index % 2 === 0 ? -index : Number.MAX_SAFE_INTEGER - index })),
  );
  expect(office.rows('SELECT item FROM ledger_entries').map(({ item }) => item)).toEqual(expect.arrayContaining(items));
  expect(verifyBooks(office.store)).toEqual([]);
});

test('[LG14] what is stored in other documents is posted nowhere', async () => {
  const ledger = office.ledger('a');
  const gift = entryOf();
  await office.submit(ledger, [{ ...gift, quantity: 0 }]);
  expect(office.outcomes(ledger)).toEqual({});
  office.store.sqlite.exec("UPDATE documents SET kind = 'open'");
  expect(await office.submit(ledger, [gift])).toMatchObject({ type: 'stored', consequences: [] });
  expect(office.rows('SELECT * FROM ledger_entries')).toEqual([]);
});

test('[LG15] the same entry again changes nothing', async () => {
  const ledger = office.ledger('a');
  const [gift, tooMuch] = [entryOf(), entryOf({ step: 'used' })];
  await office.submit(ledger, [gift, tooMuch]);
  const before = office.outcomes(ledger);
  office.now += 1_000;
  expect(await office.submit(ledger, [gift, tooMuch])).toMatchObject({ type: 'stored', consequences: [] });
  expect(office.outcomes(ledger)).toEqual(before);
  expect(office.rows('SELECT * FROM ledger_entries')).toHaveLength(1);
});

test('[LG16] no more is delivered than was promised, nor used than was delivered, by unit and measure', async () => {
  const ledger = office.ledger('a');
  const entries = [
    entryOf({ id: 'p', quantity: 100 }),
    entryOf({ id: 'd', step: 'delivered', quantity: 60 }),
    entryOf({ id: 'd2', step: 'delivered', quantity: 41 }),
    entryOf({ id: 'u', step: 'used', quantity: 61 }),
    entryOf({ id: 'u2', step: 'used', quantity: 60 }),
    entryOf({ id: 'other', step: 'delivered', unit: 'unit-bank', quantity: 1 }),
    entryOf({ id: 'piece', step: 'delivered', measure: 'piece', quantity: 1 }),
  ];
  await office.submit(ledger, entries);
  expect(reasons(ledger)).toEqual({
    p: 1,
    d: 2,
    d2: 'over-promised',
    u: 'over-delivered',
    u2: 3,
    other: 'over-promised',
    piece: 'over-promised',
  });
  expect(reasons(office.ledger('b'))).toEqual({});
  expect(verifyBooks(office.store)).toEqual([]);
});

test('[LG16] what a device wrote in several sessions is posted as it was entered, however it is packed', async () => {
  const ledger = office.ledger('a');
  const [promise, delivery] = [entryOf(), entryOf({ step: 'delivered' })];
  await office.submit(ledger, [delivery, promise]);
  expect(reasons(ledger)).toEqual({ [promise.id]: 1, [delivery.id]: 2 });
});

test('[LG17] a reversal is posted when it takes back, whole and once, what is posted and nothing rests on', async () => {
  const ledger = office.ledger('a');
  const promise = entryOf({ id: 'p' });
  const delivery = entryOf({ id: 'd', step: 'delivered' });
  const use = entryOf({ id: 'u', step: 'used' });
  const refused = entryOf({ id: 'r', step: 'used' });
  await office.submit(ledger, [promise, delivery, use, refused]);
  await office.submit(ledger, [
    reversalOf(promise, { id: 'of-promise' }),
    reversalOf(delivery, { id: 'of-delivery' }),
    reversalOf(refused, { id: 'of-refused' }),
    reversalOf(use, { id: 'half', quantity: -50 }),
    reversalOf(use, { id: 'of-unit', unit: 'unit-bank' }),
    reversalOf(use, { id: 'of-nothing', reverses: 'x' }),
  ]);
  await office.submit(ledger, [reversalOf(use, { id: 'of-use' })]);
  await office.submit(ledger, [reversalOf(use, { id: 'again' })]);
  await office.submit(ledger, [reversalOf(reversalOf(use, { id: 'of-use' }), { id: 'back', quantity: -100 })]);
  expect(reasons(ledger)).toMatchObject({
    'of-promise': 'delivery-stands',
    'of-delivery': 'use-stands',
    'of-refused': 'entry-refused',
    half: 'not-its-opposite',
    'of-unit': 'not-its-opposite',
    'of-nothing': 'entry-missing',
    'of-use': 4,
    again: 'already-reversed',
    back: 'not-its-opposite',
  });
  await office.submit(ledger, [reversalOf(delivery, { id: 'then-delivery' })]);
  await office.submit(ledger, [reversalOf(promise, { id: 'then-promise' })]);
  expect(reasons(ledger)).toMatchObject({ 'then-delivery': 5, 'then-promise': 6 });
  expect(office.rows('SELECT promised, delivered, used FROM ledger_totals')).toEqual([
    { promised: 0, delivered: 0, used: 0 },
  ]);
  expect(verifyBooks(office.store)).toEqual([]);
});

test('[LG18] an entry in another’s name is refused, whatever let it through', async () => {
  const ledger = office.ledger('a');
  await office.submit(ledger, [entryOf({ id: 'x' })], 'msomeone');
  expect(reasons(ledger)).toEqual({ x: 'stamp-of-another' });
});

test('[LG16] a sum that could no longer be counted exactly is refused', async () => {
  const ledger = office.ledger('a');
  const most = 10 ** 14 / 2;
  const gifts = Array.from({ length: 182 }, (_, index) => entryOf({ id: `g${index}`, quantity: most }));
  await office.submit(ledger, gifts);
  const refused = Object.values(office.outcomes(ledger)).filter(({ state }) => state === 'refused');
  expect(refused).toHaveLength(2);
  expect(refused[0]).toMatchObject({ reason: 'sum-too-large' });
  expect(verifyBooks(office.store)).toEqual([]);
});

test('[LG20] what is posted or refused is neither changed nor deleted nor put anywhere but at the end', async () => {
  const ledger = office.ledger('a');
  await office.submit(ledger, [entryOf(), entryOf(), entryOf({ step: 'used' })]);
  closePeriod(office.store, { until: '2026-11-19', by: null });
  const run = (sql: string) => () => office.store.sqlite.exec(sql);
  for (const sql of [
    'UPDATE ledger_entries SET quantity = 1',
    'DELETE FROM ledger_entries WHERE number = 2',
    'INSERT OR REPLACE INTO ledger_entries SELECT * FROM ledger_entries WHERE number = 2',
    "UPDATE ledger_refusals SET reason = 'x'",
    'DELETE FROM ledger_refusals',
    'INSERT OR REPLACE INTO ledger_refusals SELECT * FROM ledger_refusals',
    "UPDATE ledger_closings SET until = '2026-01-01'",
    'DELETE FROM ledger_closings',
    'UPDATE ledger_closing_heads SET number = 1',
    'DELETE FROM ledger_closing_heads',
  ]) {
    expect(run(sql), sql).toThrow(/never|once|follows/);
  }
  expect(run('UPDATE ledger_totals SET used = promised + 1')).toThrow('CHECK');
  expect(verifyBooks(office.store)).toEqual([]);
});

test('[LG21] from a limit on an entry waits until somebody else of the committee has approved or declined it', async () => {
  const ledger = office.ledger('a');
  setApprovalLimit(office.store, 'yuan', 500_00);
  const [small, large, other] = [
    entryOf({ id: 'small', quantity: 499_99 }),
    entryOf({ id: 'large', quantity: 500_00 }),
    entryOf({ id: 'other', quantity: 900_00, by: committee.id }),
  ];
  await office.submit(ledger, [small, large]);
  await office.submit(ledger, [other], committee.id);
  expect(reasons(ledger)).toEqual({ small: 1 });
  expect(listWaiting(office.store).map(({ entry }) => entry.id)).toEqual(['large', 'other']);
  const decide = (entry: string, by: typeof committee, isApproved = true) =>
    decideWaiting(office.store, { ledger, entry, isApproved, by });
  expect(decide('small', committee)).toMatchObject({ error: { type: 'NotWaiting' } });
  expect(decide('other', committee)).toMatchObject({ error: { type: 'OwnEntry' } });
  for (const grants of [[grantOf('unit', 'unit-linxi')], [grantOf('branch', 'wutongli')], []]) {
    expect(decide('large', { id: 'msomeone', grants })).toMatchObject({ error: { type: 'NotCommittee' } });
  }
  const past = { ...grantOf('committee', 'community'), to: office.now };
  expect(decide('large', { id: 'msomeone', grants: [past] })).toMatchObject({ error: { type: 'NotCommittee' } });
  expect(decide('large', committee)).toMatchObject({ ok: true, value: { state: 'posted', number: 2 } });
  expect(decide('large', committee)).toMatchObject({ error: { type: 'NotWaiting' } });
  expect(office.outcomes(ledger).large).toMatchObject({ state: 'posted', approvedBy: committee.id });
  expect(decide('other', { ...committee, id: 'manother' }, false)).toMatchObject({ value: { reason: 'declined' } });
  expect(reasons(ledger)).toEqual({ small: 1, large: 2, other: 'declined' });
  expect(listWaiting(office.store)).toEqual([]);
  expect(verifyBooks(office.store)).toEqual([]);
});

test('[LG21] an approved entry is judged by the books as they are when it is approved', async () => {
  const ledger = office.ledger('a');
  setApprovalLimit(office.store, 'piece', 10);
  const promise = entryOf({ measure: 'piece', quantity: 9 });
  const large = entryOf({ id: 'large', measure: 'piece', step: 'delivered', quantity: 9 });
  await office.submit(ledger, [promise, entryOf({ measure: 'piece', quantity: 9 })]);
  const waits = entryOf({ id: 'waits', measure: 'piece', step: 'delivered', quantity: 12 });
  await office.submit(ledger, [waits, reversalOf(waits, { id: 'back' })]);
  await office.submit(ledger, [large]);
  expect(reasons(ledger)).toMatchObject({ large: 3, back: 'entry-waiting' });
  expect(decideWaiting(office.store, { ledger, entry: 'waits', isApproved: true, by: committee })).toMatchObject({
    value: { state: 'refused', reason: 'over-promised' },
  });
  expect(verifyBooks(office.store)).toEqual([]);
});

test('[LG22] a closed period takes no entries; what is wrong in it is reversed in the open one', async () => {
  const ledger = office.ledger('a');
  const october = entryOf({ id: 'october', date: '2026-10-20' });
  await office.submit(ledger, [october, entryOf({ id: 'november', date: '2026-11-02' })]);
  expect(closePeriod(office.store, { until: '2026-10-31', by: 'mclerk11' })).toMatchObject({
    value: { number: 1, until: '2026-10-31', closedBy: 'mclerk11' },
  });
  await office.submit(ledger, [
    entryOf({ id: 'late', date: '2026-10-31' }),
    entryOf({ id: 'open', date: '2026-11-01' }),
    reversalOf(october, { id: 'back-then', date: '2026-10-31' }),
    reversalOf(october, { id: 'back-now', date: '2026-11-01' }),
  ]);
  expect(reasons(ledger)).toEqual({
    october: 1,
    november: 2,
    late: 'period-closed',
    open: 4,
    'back-then': 'period-closed',
    'back-now': 3,
  });
  expect(verifyBooks(office.store)).toEqual([]);
});

test('[LG22] a period is closed once, when it is over, nothing in it waits and the books hold', async () => {
  const ledger = office.ledger('a');
  setApprovalLimit(office.store, 'yuan', 1);
  const close = (until: string) => closePeriod(office.store, { until, by: null });
  await office.submit(ledger, [entryOf({ id: 'waits', date: '2026-10-31' })]);
  expect(close('2026-02-30')).toMatchObject({ error: { type: 'DayInvalid' } });
  expect(close('2026-11-21')).toMatchObject({ error: { type: 'DayAhead', today: '2026-11-20' } });
  expect(close('2026-10-31')).toMatchObject({ error: { type: 'EntriesWait', count: 1 } });
  expect(close('2026-10-30')).toMatchObject({ ok: true });
  expect(close('2026-10-30')).toMatchObject({ error: { type: 'ClosedAlready', until: '2026-10-30' } });
  decideWaiting(office.store, { ledger, entry: 'waits', isApproved: true, by: committee });
  expect(close('2026-11-20')).toMatchObject({ value: { number: 2 } });
  expect(verifyBooks(office.store)).toEqual([]);
});
