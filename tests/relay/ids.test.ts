import { closeCode } from '@lianxi/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as Y from 'yjs';
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
const empty = new Uint8Array([0, 0]);
const connect = async (address: string, member: string, url = harness.url, isOurs = true): Promise<Raw> => {
  const raw = await connectRaw(url, address, member, isOurs);
  raws.push(raw);
  raw.step1();
  raw.step2(empty);
  await raw.until('answered', () => raw.last('step2') !== undefined);
  return raw;
};
const author = (client: number): Y.Doc => {
  const doc = new Y.Doc();
  doc.clientID = client;
  return doc;
};
const typed = (doc: Y.Doc, text: string): Uint8Array =>
  updatesOf(doc, () => doc.getText('t').insert(0, text))[0] as Uint8Array;
/** How the last frame was answered. */
const say = async (raw: Raw, update: Uint8Array): Promise<string> => {
  const before = raw.last('acknowledged')?.frames ?? 0;
  raw.update(update);
  await raw.until('answered', () => (raw.last('acknowledged')?.frames ?? 0) > before);
  const refused = raw.heard.findLast((each) => each.type === 'refused' && each.frame > before);
  return refused?.type === 'refused' ? `${refused.reason} ${refused.detail}` : 'accepted';
};
const closed = () => until('closed', () => harness.relay.roomCount === 0);
const another = 'client-id another-member';

it('[GD18] anybody may delete what somebody else wrote', async () => {
  const address = harness.document('open/joint/a');
  const one = await connect(address, 'm1111111');
  const other = await connect(address, 'm2222222');
  expect(await say(one, typed(author(71), 'mine'))).toBe('accepted');
  await other.until('there', () => other.doc.getText('t').length === 4);
  const [deletion] = updatesOf(other.doc, () => other.doc.getText('t').delete(0, 4));
  expect(await say(other, deletion as Uint8Array)).toBe('accepted');
  await one.until('deleted', () => one.doc.getText('t').length === 0);
});

it('[GD24] a claim by presence ends with the room: who wrote nothing and left last can find it taken, and is told', async () => {
  const address = harness.document('open/joint/a');
  const shown = await connect(address, 'm1111111');
  shown.awareness(77, 1, { here: true });
  await shown.until('shown', () => shown.last('awareness') !== undefined);
  const early = await connect(address, 'm2222222');
  expect(await say(early, typed(author(77), 'early'))).toBe(another);
  for (const raw of [shown, early]) raw.close();
  await closed();
  const later = await connect(address, 'm2222222');
  expect(await say(later, typed(author(77), 'later'))).toBe('accepted');
  const back = await connect(address, 'm1111111');
  const carried = author(77);
  expect(await say(back, typed(carried, 'mine!'))).toMatch(/^client-id (fork|another-member)$/);
  expect(await say(back, typed(author(78), 'mine!'))).toBe('accepted');
});

it('[GD25] two processes never give one id to two members', async () => {
  const beside = await harness.beside();
  try {
    for (let round = 0; round < 12; round++) {
      const address = harness.document(`open/joint/race-${round}`);
      const here = await connect(address, 'm1111111');
      const there = await connect(address, 'm2222222', beside.url);
      const answers = await Promise.all([
        say(here, typed(author(500 + round), 'here')),
        say(there, typed(author(500 + round), 'there')),
      ]);
      expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1);
      expect(answers.find((answer) => answer !== 'accepted')).toMatch(/^client-id (fork|another-member)$/);
      const owners = harness.store.sqlite.prepare('SELECT DISTINCT member FROM clients WHERE client = ?');
      expect(owners.all(500 + round)).toHaveLength(1);
    }
  } finally {
    for (const raw of raws.splice(0)) raw.close();
    await beside.stop();
  }
});

it('[GD26] what is handed on of a third person is refused where the id is known, and else belongs to whom handed it on', async () => {
  const address = harness.document('open/joint/a');
  const third = await connect(address, 'm3333333');
  const known = author(73);
  const stranger = author(74);
  expect(await say(third, typed(known, 'known '))).toBe('accepted');
  const carrier = await connect(address, 'm2222222');
  expect(await say(carrier, typed(known, 'past the relay '))).toBe(another);
  expect(await say(carrier, typed(stranger, 'never heard of '))).toBe('accepted');
  expect(await say(third, typed(stranger, 'and on '))).toBe(another);
});

it('[GD27] a stock client that knows more than a restored file brings all of it; ids that were never seen become its member’s', async () => {
  const before = harness.document('open/joint/before');
  const mine = author(81);
  const [anna, bao] = [
    connectStock(harness.url, before, 'm1111111', mine),
    connectStock(harness.url, before, 'm2222222'),
  ];
  stocks.push(anna, bao);
  await Promise.all([anna, bao].map(whenSynced));
  mine.getText('t').insert(0, 'Anna ');
  await until('shared', () => bao.doc.getText('t').length === 5);
  bao.doc.getText('t').insert(5, 'Bao');
  // The file from before any of it.
  const restored = harness.document('open/joint/restored');
  const back = connectStock(harness.url, restored, 'm2222222', bao.doc);
  stocks.push(back);
  await whenSynced(back);
  const reader = await connect(restored, 'm3333333');
  await reader.until('all of it', () => reader.doc.getText('t').toString() === 'Anna Bao');
  const late = await connect(restored, 'm1111111');
  expect(await say(late, typed(mine, 'on and on '))).toBe(another);
});

it('[GD28] in a file from before the table a row says whose an id is, and a baseline says nothing: another id is taken, once', async () => {
  const address = harness.document('open/joint/a');
  const doc = author(91);
  const first = await connect(address, 'm1111111');
  expect(await say(first, typed(doc, 'before '))).toBe('accepted');
  first.close();
  await closed();
  const forgetOwners = async (): Promise<void> => {
    harness.store.sqlite.exec('DELETE FROM clients');
    await harness.restart();
  };
  await forgetOwners();
  const other = await connect(address, 'm2222222');
  expect(await say(other, typed(doc, 'not mine '))).toBe(another);
  other.close();
  const own = await connect(address, 'm1111111');
  const apart = new Y.Doc();
  Y.applyUpdate(apart, Y.encodeStateAsUpdate(own.doc));
  apart.clientID = 91;
  for (let index = 0; index < 60; index++) expect(await say(own, typed(apart, `${index} `))).toBe('accepted');
  own.close();
  await until('folded', () => harness.store.sqlite.prepare('SELECT count(*) FROM baselines').pluck().get() === 1);
  await forgetOwners();
  const back = await connect(address, 'm1111111');
  expect(await say(back, typed(apart, 'meanwhile '))).toBe(another);
  const anew = new Y.Doc();
  Y.applyUpdate(anew, Y.encodeStateAsUpdate(back.doc));
  anew.clientID = 92;
  for (const text of ['meanwhile ', 'after ']) expect(await say(back, typed(anew, text))).toBe('accepted');
  expect(back.heard.filter(({ type }) => type === 'refused')).toHaveLength(1);
});

it('[GD23] a stock client that is refused is closed, with a code that says whether it may come back', async () => {
  const cases: readonly (readonly [string, number, (doc: Y.Doc) => readonly Uint8Array[]])[] = [
    ['open', closeCode.protocolError, () => [new Uint8Array([255, 0, 255])]],
    ['open', closeCode.tooLarge, (doc) => updatesOf(doc, () => doc.getMap('m').set('k'.repeat(2_000), 1))],
    [
      'open',
      closeCode.tooManyRequests,
      () =>
        Array.from({ length: 1_001 }, (_, index) => {
          const doc = author(10_000 + index);
          return typed(doc, 'x');
        }),
    ],
    ['minutes', closeCode.forbidden, (doc) => updatesOf(doc, () => doc.getMap('meta').set('version', 9))],
  ];
  for (const [index, [kind, code, make]] of cases.entries()) {
    const address = harness.document(`${kind}/joint/stock-${index}`);
    const stock = await connect(address, `mstock0${index}`, harness.url, false);
    for (const update of make(new Y.Doc())) stock.update(update);
    await stock.until('closed', () => stock.closed !== null);
    expect([index, stock.closed]).toEqual([index, code]);
  }
});
