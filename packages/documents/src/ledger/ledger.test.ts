import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Write } from '../kind.ts';
import { createAuthor } from '../table/index.ts';
import { ledgerActs } from '../testing/ledger-acts.ts';
import { pick, type Replica, runReplicas } from '../testing/replicas.ts';
import {
  describeProject,
  enterStage,
  leaveNote,
  ledgerDefinition,
  ledgerRules,
  ledgerTables,
  measures,
  type NewEntry,
  parseEntry,
  projectLedger,
  recordEntry,
  reverseEntry,
  steps,
} from './index.ts';

const open = (clientID = 1, member = 'm1') => {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  let time = 1_760_000_000_000;
  const author = createAuthor(member, () => time++);
  return { doc, author, ledger: projectLedger(doc) };
};
const must = (result: { ok: boolean; error?: unknown }) => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
};
const exchange = (one: Y.Doc, other: Y.Doc) => {
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
};
const gift: NewEntry = {
  id: 'e1',
  unit: 'unit-linxi',
  step: 'promised',
  measure: 'yuan',
  quantity: 800_000,
  item: '课堂材料费',
  date: '2026-09-10',
};
const outcome = (doc: Y.Doc, id: string, value: object) => doc.getMap('outcomes').set(id, value);
const refused = { state: 'refused', reason: 'over-promised', at: 1 };
const posted = (number: number) => ({ state: 'posted', number, at: 1 });

test('[LG1] an entry is written once: the same id again is refused, and the fact stays as it was', () => {
  const { doc, author, ledger } = open();
  must(recordEntry(doc, gift, author));
  expect(recordEntry(doc, { ...gift, quantity: 1 }, author)).toMatchObject({ error: { type: 'EntryExists' } });
  expect(ledger.entries.line('e1')?.entry).toMatchObject({ quantity: 800_000, by: 'm1', reverses: null });
});

test.each([
  [{ quantity: 0 }, 'QuantityInvalid'],
  [{ quantity: -5 }, 'QuantityInvalid'],
  [{ quantity: 1.5 }, 'QuantityInvalid'],
  [{ item: ' ' }, 'ItemMissing'],
  [{ item: 'x'.repeat(201) }, 'EntryInvalid'],
  [{ date: '2026-02-30' }, 'DayInvalid'],
  [{ unit: 'Linxi/x' }, 'EntryInvalid'],
] as const)('[LG1] an entry with %j is refused and nothing is written', (over, type) => {
  const { doc, author, ledger } = open();
  expect(recordEntry(doc, { ...gift, ...over }, author)).toMatchObject({ ok: false, error: { type } });
  expect(ledger.entries.lines.get()).toEqual([]);
});

test('[LG2] a reversal takes an entry back, whole, once', () => {
  const { doc, author, ledger } = open();
  must(recordEntry(doc, gift, author));
  must(reverseEntry(doc, { id: 'e1', item: '冲正：录重', date: '2026-09-11' }, author));
  expect(ledger.entries.totals.get().yuan.promised).toBe(0);
  const reversal = ledger.entries.lines.get()[0];
  expect(reversal?.entry).toMatchObject({ quantity: -800_000, reverses: 'e1', unit: 'unit-linxi' });
  expect(ledger.entries.line('e1')?.reversedBy).toBe(reversal?.entry.id);
  expect(reverseEntry(doc, { id: 'e1', item: '又', date: '2026-09-11' }, author)).toMatchObject({
    error: { type: 'AlreadyReversed' },
  });
  expect(reverseEntry(doc, { id: reversal?.entry.id ?? '', item: '又', date: '2026-09-11' }, author)).toMatchObject({
    error: { type: 'IsReversal' },
  });
  expect(reverseEntry(doc, { id: 'nothing', item: '又', date: '2026-09-11' }, author)).toMatchObject({
    error: { type: 'NoSuchEntry' },
  });
});

test.each([
  ['another unit', { unit: 'unit-bank' }],
  ['another step', { step: 'used' }],
  ['another measure', { measure: 'piece' }],
  ['a part of the quantity', { quantity: -1 }],
])('[LG2] a reversal of %s is shown with its flaw and counts nowhere', (_, over) => {
  const { doc, author, ledger } = open();
  must(recordEntry(doc, gift, author));
  const first = doc.getMap('entries').get('e1') as object;
  doc.getMap('entries').set('r1', { ...first, id: 'r1', quantity: -800_000, reverses: 'e1', ...over });
  expect(ledger.entries.line('r1')?.flaw).toBe('not-its-opposite');
  expect(ledger.entries.totals.get().yuan.promised).toBe(800_000);
  expect(ledger.entries.line('e1')?.reversedBy).toBeNull();
});

test('[LG2] a reversal that arrives before its entry waits for it', () => {
  const one = open(1);
  const two = open(2);
  must(recordEntry(one.doc, gift, one.author));
  const first = one.doc.getMap('entries').get('e1') as object;
  two.doc.getMap('entries').set('r1', { ...first, id: 'r1', quantity: -800_000, reverses: 'e1' });
  expect(two.ledger.entries.line('r1')?.flaw).toBe('entry-missing');
  expect(two.ledger.entries.totals.get().yuan.promised).toBe(0);
  exchange(one.doc, two.doc);
  expect(two.ledger.entries.line('r1')?.flaw).toBeNull();
  expect(two.ledger.entries.totals.get().yuan.promised).toBe(0);
});

test('[LG3] of two reversals made apart one counts, the posted one before the other', () => {
  const one = open(1, 'm1');
  const two = open(2, 'm2');
  must(recordEntry(one.doc, gift, one.author));
  exchange(one.doc, two.doc);
  must(reverseEntry(one.doc, { id: 'e1', item: '甲', date: '2026-09-11' }, one.author));
  must(reverseEntry(two.doc, { id: 'e1', item: '乙', date: '2026-09-11' }, two.author));
  exchange(one.doc, two.doc);
  const reversals = one.ledger.entries.lines.get().filter((line) => line.entry.reverses === 'e1');
  const [low, high] = reversals.map((line) => line.entry.id).sort() as [string, string];
  expect(one.ledger.entries.line('e1')?.reversedBy).toBe(low);
  expect(one.ledger.entries.line(high)?.flaw).toBe('already-reversed');
  expect(one.ledger.entries.totals.get()).toEqual(two.ledger.entries.totals.get());
  expect(one.ledger.entries.totals.get().yuan.promised).toBe(0);
  outcome(one.doc, high, posted(2));
  expect(one.ledger.entries.line('e1')?.reversedBy).toBe(high);
  expect(one.ledger.entries.line(low)?.flaw).toBe('already-reversed');
  expect(one.ledger.entries.totals.get().yuan.promised).toBe(0);
});

test('[LG4] without an outcome an entry waits and counts; refused it counts nowhere, nor does what reverses it', () => {
  const { doc, author, ledger } = open();
  must(recordEntry(doc, gift, author));
  expect(ledger.entries.line('e1')).toMatchObject({ state: 'pending', number: null });
  expect(ledger.entries.totals.get().yuan.promised).toBe(800_000);
  outcome(doc, 'e1', posted(28));
  expect(ledger.entries.line('e1')).toMatchObject({ state: 'posted', number: 28 });
  outcome(doc, 'e1', refused);
  expect(ledger.entries.line('e1')).toMatchObject({ state: 'refused', reason: 'over-promised' });
  expect(ledger.entries.totals.get().yuan.promised).toBe(0);
  expect(reverseEntry(doc, { id: 'e1', item: '冲正', date: '2026-09-11' }, author)).toMatchObject({
    error: { type: 'EntryRefused' },
  });
  const first = doc.getMap('entries').get('e1') as object;
  doc.getMap('entries').set('r1', { ...first, id: 'r1', quantity: -800_000, reverses: 'e1' });
  expect(ledger.entries.line('r1')?.flaw).toBe('entry-refused');
  expect(ledger.entries.totals.get().yuan.promised).toBe(0);
  expect(ledger.entries.counts.get()).toEqual({ pending: 1, posted: 0, refused: 1 });
});

test('[LG5] totals go by measure and by unit', () => {
  const { doc, author, ledger } = open();
  must(recordEntry(doc, gift, author));
  must(recordEntry(doc, { ...gift, id: 'e2', step: 'delivered', quantity: 300_000 }, author));
  must(recordEntry(doc, { ...gift, id: 'e3', unit: 'unit-bank', measure: 'hour', quantity: 6 }, author));
  expect(ledger.entries.totals.get()).toMatchObject({
    yuan: { promised: 800_000, delivered: 300_000, used: 0 },
    hour: { promised: 6, delivered: 0, used: 0 },
  });
  expect(ledger.entries.totalsByUnit.get().map(({ unit }) => unit)).toEqual(['unit-bank', 'unit-linxi']);
});

const anEntry = {
  id: 'e9',
  unit: 'unit-linxi',
  step: 'promised',
  measure: 'yuan',
  quantity: 5,
  item: '笔',
  date: '2026-09-10',
  by: 'm1',
  at: 5,
  reverses: null,
  need: null,
  offer: null,
};
const liaison = { member: 'm1', isCommittee: false, units: ['unit-linxi'], isServer: false };
const committee = { member: 'm1', isCommittee: true, units: [], isServer: false };
const server = { member: 'server', isCommittee: false, units: [], isServer: true };
const write = (over: Partial<Write>): Write => ({
  container: 'entries',
  key: 'e9',
  value: anEntry,
  exists: false,
  writer: liaison,
  ...over,
});

test.each([
  ['[LG6] a liaison for the own unit', {}, null],
  ['[LG6] a liaison for another unit', { value: { ...anEntry, unit: 'unit-bank' } }, 'entry-of-another-unit'],
  ['[LG6] the committee for any unit', { writer: committee, value: { ...anEntry, unit: 'unit-bank' } }, null],
  [
    '[LG6] a branch for itself',
    { writer: { ...liaison, units: ['wutongli'] }, value: { ...anEntry, unit: 'wutongli' } },
    null,
  ],
  ['[LG6] somebody in another name', { value: { ...anEntry, by: 'm2' } }, 'stamp-of-another'],
  ['[LG1] an entry anew', { exists: true }, 'entry-is-final'],
  ['[LG1] the committee over an entry', { exists: true, writer: committee }, 'entry-is-final'],
  ['[LG1] a key that is not its id', { key: 'e8' }, 'unfit-value'],
  ['[LG2] a negative quantity that reverses nothing', { value: { ...anEntry, quantity: -5 } }, 'unfit-value'],
  ['[LG2] a positive reversal', { value: { ...anEntry, reverses: 'e1' } }, 'unfit-value'],
  ['[LG2] a reversal of itself', { value: { ...anEntry, quantity: -5, reverses: 'e9' } }, 'unfit-value'],
  ['[LG7] a field more', { value: { ...anEntry, extra: 1 } }, 'unfit-value'],
  ['[LG7] half a 分', { value: { ...anEntry, quantity: 0.5 } }, 'unfit-value'],
  ['[LG7] a day that does not exist', { value: { ...anEntry, date: '2026-02-30' } }, 'unfit-value'],
  ['[LG4] an outcome', { container: 'outcomes', value: posted(1), writer: committee }, 'server-only'],
  ['[LG4] the server an outcome', { container: 'outcomes', value: posted(1), writer: server }, null],
  ['[LG10] a card cell', { container: 'card', key: 'self/title', value: ['新', 1, 'm1'] }, null],
  [
    '[LG10] a card cell in another name',
    { container: 'card', key: 'self/title', value: ['新', 1, 'm2'] },
    'stamp-of-another',
  ],
  [
    '[LG10] a stage that there is not',
    { container: 'card', key: 'self/stage', value: ['later', 1, 'm1'] },
    'unfit-value',
  ],
  ['[LG10] the version', { container: 'meta', key: 'version', value: 2 }, 'server-only'],
  ['[LG10] an unknown container', { container: 'wallet' }, 'unknown-container'],
] as const)('the relay judges %s', (_, over, rule) => {
  const result = ledgerRules.mayWrite(write(over));
  expect(result.ok ? null : result.error.rule).toBe(rule);
});

test('[LG10] nothing is deleted from a ledger', () => {
  for (const name of ['card', 'milestones', 'notes', 'entries', 'outcomes', 'meta']) {
    expect(ledgerRules.mayDelete(name)).toBe(false);
  }
});

test('[LG7] what is no entry is in no line and no total, and is counted apart', () => {
  const { doc, ledger } = open();
  doc.getMap('entries').set('x', { id: 'x', quantity: 5 });
  doc.getMap('entries').set('y', 'nonsense');
  doc.getMap('outcomes').set('x', { state: 'perhaps' });
  expect(ledger.entries.lines.get()).toEqual([]);
  expect(ledger.entries.unreadable).toBe(2);
  expect(parseEntry('e9', { ...anEntry, quantity: Number.NaN })).toBeNull();
});

test('[LG8] an entry that comes leaves the other lines and the other sums as they were', () => {
  const { doc, author, ledger } = open();
  must(recordEntry(doc, gift, author));
  let heard = 0;
  let ofFirst = 0;
  const stops = [ledger.entries.totals.subscribe(() => heard++), ledger.entries.subscribeLine('e1', () => ofFirst++)];
  const [line, totals, units] = [
    ledger.entries.line('e1'),
    ledger.entries.totals.get(),
    ledger.entries.totalsByUnit.get(),
  ];
  must(recordEntry(doc, { ...gift, id: 'e2', unit: 'unit-bank', measure: 'hour', quantity: 2 }, author));
  expect(ledger.entries.line('e1')).toBe(line);
  expect(ledger.entries.totals.get().yuan).toBe(totals.yuan);
  expect(ledger.entries.totals.get().hour).not.toBe(totals.hour);
  expect(ledger.entries.totalsByUnit.get()[1]).toBe(units[0]);
  expect([heard, ofFirst]).toEqual([1, 0]);
  must(leaveNote(doc, '周末先试两周', author));
  expect(heard).toBe(1);
  for (const stop of stops) stop();
  expect(ledger.entries.listenerCount).toBe(0);
});

test('[LG9] entering a stage dates it and ends the one before, and keeps what somebody wrote', () => {
  const { doc, author, ledger } = open();
  must(describeProject(doc, { title: '延时托管' }, author));
  must(enterStage(doc, { stage: 'ask', today: '2026-05-06' }, author));
  must(describeProject(doc, { decideFrom: '2026-06-12' }, author));
  must(enterStage(doc, { stage: 'decide', today: '2026-06-20' }, author));
  expect(ledger.card.values('self')).toMatchObject({
    stage: 'decide',
    askFrom: '2026-05-06',
    askTo: '2026-06-20',
    decideFrom: '2026-06-12',
    decideTo: null,
  });
  expect(describeProject(doc, { title: '' }, author)).toMatchObject({ error: { type: 'TitleMissing' } });
});

/** The relay is one: only the first device stands in for it. */
const decide = ({ doc, chance, index }: Replica) => {
  const line = pick(projectLedger(doc).entries.lines.get(), chance);
  if (line && index === 0) outcome(doc, line.entry.id, chance() < 0.6 ? posted(Math.floor(chance() * 99)) : refused);
};

test('[LG11] three devices that enter and reverse apart read the same, and every sum is what its lines say', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0 }), { minLength: 5, maxLength: 80 }), async (numbers) => {
      const living = new Map<Y.Doc, ReturnType<typeof projectLedger>>();
      const replicas = await runReplicas({
        numbers,
        acts: [...ledgerActs, decide],
        tables: ledgerTables.map((table) => table.name),
        check: ({ doc }) => {
          const ledger = living.get(doc) ?? projectLedger(doc);
          living.set(doc, ledger);
          expectSoundSums(ledger);
        },
      });
      const snapshots = replicas.map(({ doc }) => ledgerDefinition.snapshot(doc));
      for (const snapshot of snapshots) expect(snapshot).toEqual(snapshots[0]);
      for (const { doc } of replicas) {
        const fresh = projectLedger(doc);
        expectSoundSums(fresh);
        expect(living.get(doc)?.entries.lines.get() ?? fresh.entries.lines.get()).toEqual(fresh.entries.lines.get());
      }
    }),
    { numRuns: 60 },
  );
});

/** Recomputed the long way: entry by entry, from nothing but the lines. */
const expectSoundSums = ({ entries }: ReturnType<typeof projectLedger>) => {
  for (const measure of measures) {
    for (const step of steps) {
      let sum = 0;
      for (const { entry, state, reversedBy } of entries.lines.get()) {
        if (entry.measure !== measure || entry.step !== step || entry.reverses !== null) continue;
        if (state !== 'refused' && reversedBy === null) sum += entry.quantity;
      }
      expect(entries.totals.get()[measure][step]).toBe(sum);
      const ofUnits = entries.totalsByUnit.get().reduce((all, each) => all + each.totals[measure][step], 0);
      expect(ofUnits).toBe(sum);
      expect(sum).toBeGreaterThanOrEqual(0);
    }
  }
};
