import { type Entry, type Measure, measures, type Outcome, type Step } from './entry.ts';

/**
 * What a set of entries amounts to. Everybody who has the same entries and outcomes finds the same: a reversal counts only
 * when it takes back, whole, an entry that stands; of several reversals of one entry exactly one counts.
 */
export interface LedgerLine {
  readonly entry: Entry;
  readonly state: 'pending' | 'posted' | 'refused';
  readonly number: number | null;
  /** Why the relay refused it. */
  readonly reason: string | null;
  /** The reversal that counts, by id. */
  readonly reversedBy: string | null;
  /** Why a reversal does not count; null for everything that does, and for what is no reversal. */
  readonly flaw: ReversalFlaw | null;
}

export type ReversalFlaw =
  /** The entry it names is not here (yet). */
  | 'entry-missing'
  /** Unit, step, measure or quantity differ, or it names a reversal. */
  | 'not-its-opposite'
  /** The entry was refused, so there is nothing to take back. */
  | 'entry-refused'
  /** Another reversal of the same entry counts. */
  | 'already-reversed';

export interface Sum {
  readonly promised: number;
  readonly delivered: number;
  readonly used: number;
}
export type Totals = { readonly [M in Measure]: Sum };

/** Of several sound reversals of one entry a posted one comes first, then the one with the smallest id. */
export const chooseReversal = (
  original: Entry,
  reversals: readonly Entry[],
  outcomeOf: (id: string) => Outcome | undefined,
): Entry | undefined => {
  if (outcomeOf(original.id)?.state === 'refused') return undefined;
  const sound = reversals.filter(
    (reversal) => isOpposite(reversal, original) && outcomeOf(reversal.id)?.state !== 'refused',
  );
  const rank = (entry: Entry) => (outcomeOf(entry.id)?.state === 'posted' ? 0 : 1);
  return sound.sort((left, right) => rank(left) - rank(right) || (left.id < right.id ? -1 : 1))[0];
};

export const isOpposite = (reversal: Entry, original: Entry): boolean =>
  original.reverses === null &&
  reversal.reverses === original.id &&
  reversal.unit === original.unit &&
  reversal.step === original.step &&
  reversal.measure === original.measure &&
  reversal.quantity === -original.quantity;

export const toLine = (
  entry: Entry,
  original: Entry | undefined,
  chosen: Entry | undefined,
  outcomeOf: (id: string) => Outcome | undefined,
): LedgerLine => {
  const outcome = outcomeOf(entry.id);
  return {
    entry,
    state: outcome?.state ?? 'pending',
    number: outcome?.state === 'posted' ? outcome.number : null,
    reason: outcome?.state === 'refused' ? outcome.reason : null,
    reversedBy: entry.reverses === null ? (chosen?.id ?? null) : null,
    flaw: entry.reverses === null || outcome?.state === 'refused' ? null : findFlaw(entry, original, chosen, outcomeOf),
  };
};

const findFlaw = (
  reversal: Entry,
  original: Entry | undefined,
  chosen: Entry | undefined,
  outcomeOf: (id: string) => Outcome | undefined,
): ReversalFlaw | null => {
  if (!original) return 'entry-missing';
  if (!isOpposite(reversal, original)) return 'not-its-opposite';
  if (outcomeOf(original.id)?.state === 'refused') return 'entry-refused';
  return chosen?.id === reversal.id ? null : 'already-reversed';
};

/** Whether a line is part of the totals. */
export const counts = (line: LedgerLine): boolean => line.state !== 'refused' && line.flaw === null;

const zero: Sum = Object.freeze({ promised: 0, delivered: 0, used: 0 });
export const emptyTotals: Totals = Object.freeze({ yuan: zero, piece: zero, hour: zero, session: zero, visit: zero });

/** Sums by measure; sums that are as in `before` are the same objects. */
export const sumLines = (lines: Iterable<LedgerLine>, before: Totals = emptyTotals): Totals => {
  const sums = new Map<Measure, { [S in Step]: number }>(
    measures.map((measure) => [measure, { promised: 0, delivered: 0, used: 0 }]),
  );
  for (const line of lines) {
    const sum = sums.get(line.entry.measure);
    if (sum && counts(line)) sum[line.entry.step] += line.entry.quantity;
  }
  const totals = Object.fromEntries(
    measures.map((measure) => {
      const sum = sums.get(measure) ?? zero;
      const old = before[measure];
      const isSame = sum.promised === old.promised && sum.delivered === old.delivered && sum.used === old.used;
      return [measure, isSame ? old : Object.freeze(sum)];
    }),
  ) as unknown as Totals;
  return measures.every((measure) => totals[measure] === before[measure]) ? before : Object.freeze(totals);
};

export const isNothing = (sum: Sum): boolean => sum.promised === 0 && sum.delivered === 0 && sum.used === 0;
