import type { Address } from '@lianxi/access';
import { type Entry, emptyTotals, type Measure, type Outcome, type Step, sumLines } from '@lianxi/documents';
import { closePeriod, decideWaiting, listWaiting, setApprovalLimit, verifyBooks } from '@lianxi/server';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { committee, entryOf, noon, type Office, openOffice, reversalOf } from './office.ts';

/** What people, devices and the committee do with two ledgers, in any order. */
type Act =
  | { readonly type: 'enter'; readonly ledger: number; readonly made: readonly Made[] }
  /** The same again: a device that has not heard, a relay that was killed. */
  | { readonly type: 'repeat'; readonly ledger: number; readonly which: number }
  | { readonly type: 'close'; readonly day: number }
  | { readonly type: 'limit'; readonly from: number | null }
  | { readonly type: 'decide'; readonly which: number; readonly isApproved: boolean }
  | { readonly type: 'restart' };

interface Made {
  readonly unit: string;
  readonly step: Step;
  readonly measure: Measure;
  readonly quantity: number;
  readonly day: number;
  /** The entry that it reverses, counted from the first; null for none. */
  readonly reverses: number | null;
  readonly isOpposite: boolean;
}

const days = ['2026-09-30', '2026-10-15', '2026-10-31', '2026-11-01', '2026-11-19'];
const made = fc.record<Made>({
  unit: fc.constantFrom('unit-linxi', 'unit-bank'),
  step: fc.constantFrom('promised', 'promised', 'delivered', 'used'),
  measure: fc.constantFrom('yuan', 'piece'),
  quantity: fc.integer({ min: 1, max: 9 }),
  day: fc.nat(4),
  reverses: fc.option(fc.nat(30), { freq: 2, nil: null }),
  isOpposite: fc.boolean(),
});
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('enter' as const),
      ledger: fc.nat(1),
      made: fc.array(made, { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('repeat' as const), ledger: fc.nat(1), which: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('close' as const), day: fc.nat(4) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('limit' as const), from: fc.option(fc.integer({ min: 3, max: 9 })) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('decide' as const), which: fc.nat(5), isApproved: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'restart' as const }) },
);

interface Played {
  readonly ledgers: readonly Address[];
  readonly entered: readonly (readonly Entry[])[];
}

const play = async (office: Office, acts: readonly Act[]): Promise<Played> => {
  const ledgers = [office.ledger('a'), office.ledger('b')];
  const entered: Entry[][] = [[], []];
  let count = 0;
  const toEntry = (list: readonly Entry[], one: Made): Entry => {
    const { day, reverses, isOpposite, ...rest } = one;
    const fixed = { id: `e${++count}`, at: noon + count, date: days[day] ?? '' };
    const original = reverses === null ? undefined : list[reverses];
    if (!original) return entryOf({ ...rest, ...fixed });
    const quantity = isOpposite ? -Math.abs(original.quantity) : -one.quantity;
    return reversalOf(original, { ...fixed, quantity, ...(isOpposite ? {} : { unit: one.unit }) });
  };
  for (const each of acts) {
    office.now += 60_000;
    switch (each.type) {
      case 'enter': {
        const list = entered[each.ledger] as Entry[];
        const fresh = each.made.map((one) => toEntry(list, one));
        list.push(...fresh);
        await office.submit(ledgers[each.ledger] as Address, fresh);
        break;
      }
      case 'repeat': {
        const entry = entered[each.ledger]?.[each.which];
        if (!entry) break;
        const again = await office.submit(ledgers[each.ledger] as Address, [entry]);
        expect(again).toMatchObject({ consequences: [] });
        break;
      }
      case 'close':
        closePeriod(office.store, { until: days[each.day] ?? '', by: null });
        break;
      case 'limit':
        setApprovalLimit(office.store, 'yuan', each.from);
        break;
      case 'decide': {
        const waiting = listWaiting(office.store)[each.which];
        if (!waiting) break;
        const { ledger, entry } = waiting;
        const decided = decideWaiting(office.store, {
          ledger: ledger as Address,
          entry: entry.id,
          isApproved: each.isApproved,
          by: committee,
        });
        expect(decided.ok).toBe(true);
        break;
      }
      case 'restart':
        office.reopen();
    }
  }
  return { ledgers, entered };
};

test('[LG19] whatever is entered, reversed, closed, approved and repeated: one outcome an entry, sums that match, a chain that verifies', async () => {
  let posted = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 25 }), async (acts) => {
      const [office, twin] = [openOffice(), openOffice()];
      try {
        const { ledgers, entered } = await play(office, acts);
        expect(verifyBooks(office.store)).toEqual([]);
        for (const [index, ledger] of ledgers.entries()) {
          const outcomes = office.outcomes(ledger);
          const waiting = new Set(
            listWaiting(office.store).flatMap((each) => (each.ledger === ledger ? [each.entry.id] : [])),
          );
          // Exactly one of: posted, refused, waiting; and nothing that nobody entered.
          const ids = new Set((entered[index] ?? []).map(({ id }) => id));
          expect(new Set([...Object.keys(outcomes), ...waiting])).toEqual(ids);
          for (const id of waiting) expect(outcomes[id]).toBeUndefined();
          const numbers = Object.values(outcomes).flatMap((each) => (each.state === 'posted' ? [each.number] : []));
          expect(numbers.sort((left, right) => left - right)).toEqual(numbers.map((_, place) => place + 1));
          posted += numbers.length;
          refused += Object.keys(outcomes).length - numbers.length;
          expectSameSums(office, ledger, outcomes);
        }
        // The same again on another machine comes out the same, hash by hash.
        await play(twin, acts);
        for (const ledger of ledgers) expect(twin.outcomes(ledger)).toEqual(office.outcomes(ledger));
      } finally {
        office.stop();
        twin.stop();
      }
    }),
    { numRuns: 40 },
  );
  // That much is tried at all; how much more is chance (111 were posted once where 150 were counted on).
  expect(posted).toBeGreaterThan(40);
  expect(refused).toBeGreaterThan(20);
});

/** What the app reads from the document is what the books say, unit by unit; and never is more there than was promised. */
const expectSameSums = (office: Office, ledger: Address, outcomes: { readonly [id: string]: Outcome }): void => {
  const lines = office
    .snapshot(ledger)
    .entries.map(({ state, number, reason, reversedBy, flaw, ...entry }) => ({
      entry,
      state,
      number,
      reason,
      reversedBy,
      flaw,
    }))
    .filter(({ entry }) => outcomes[entry.id]?.state === 'posted');
  for (const line of lines) expect(line.flaw, line.entry.id).toBeNull();
  const byUnit = Map.groupBy(lines, ({ entry }) => entry.unit);
  const totals = office.rows(
    'SELECT unit, measure, promised, delivered, used FROM ledger_totals WHERE ledger = ?',
    ledger,
  );
  expect(new Set(totals.map(({ unit }) => unit))).toEqual(new Set(byUnit.keys()));
  for (const { unit, measure, ...sum } of totals) {
    const read = sumLines(byUnit.get(String(unit)) ?? [], emptyTotals)[measure as Measure];
    expect(read).toEqual(sum);
    expect(read.used).toBeGreaterThanOrEqual(0);
    expect(read.delivered).toBeLessThanOrEqual(read.promised);
    expect(read.used).toBeLessThanOrEqual(read.delivered);
  }
};
