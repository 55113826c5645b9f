import { jsonEquals } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Derived, derive } from '../derived.ts';
import { changedKeys } from '../table/index.ts';
import { chooseReversal, emptyTotals, type LedgerLine, sumLines, type Totals, toLine } from './balance.ts';
import { type Entry, type Outcome, parseEntry, parseOutcome } from './entry.ts';

/** The entries of a ledger and what they amount to, kept up to date event by event. */
export interface EntriesProjection {
  /** Lines as a ledger is read: newest day first, then the newest entry; the same array until something changes. */
  readonly lines: Derived<readonly LedgerLine[]>;
  line(id: string): LedgerLine | undefined;
  readonly totals: Derived<Totals>;
  /** By unit (scope), in the order of scopes; units without anything that counts are left out. */
  readonly totalsByUnit: Derived<readonly UnitTotals[]>;
  /** How many entries are waiting, posted, refused. */
  readonly counts: Derived<LineCounts>;
  /** How many keys hold something that this version cannot read as an entry; they are in no total. */
  readonly unreadable: number;
  subscribe(listener: () => void): () => void;
  subscribeLine(id: string, listener: () => void): () => void;
  readonly listenerCount: number;
  destroy(): void;
}

export type LineCounts = { readonly [S in LedgerLine['state']]: number };

export interface UnitTotals {
  readonly unit: string;
  readonly totals: Totals;
}

export const projectEntries = (entriesMap: Y.Map<unknown>, outcomesMap: Y.Map<unknown>): EntriesProjection => {
  const entries = new Map<string, Entry>();
  const outcomes = new Map<string, Outcome>();
  const reversalsOf = new Map<string, Set<string>>();
  const lines = new Map<string, LedgerLine>();
  const unreadable = new Set<string>();
  const listeners = new Set<() => void>();
  const lineListeners = new Map<string, Set<() => void>>();
  let ordered: readonly LedgerLine[] | undefined;
  let totals = emptyTotals;
  let byUnit: readonly UnitTotals[] = [];
  let areTotalsStale = true;
  const outcomeOf = (id: string) => outcomes.get(id);

  const takeEntry = (key: string) => {
    const old = entries.get(key);
    if (old?.reverses) reversalsOf.get(old.reverses)?.delete(key);
    const entry = parseEntry(key, entriesMap.get(key));
    unreadable.delete(key);
    if (entry) entries.set(key, entry);
    else {
      entries.delete(key);
      if (entriesMap.has(key)) unreadable.add(key);
    }
    if (!entry?.reverses) return;
    const siblings = reversalsOf.get(entry.reverses);
    if (siblings) siblings.add(key);
    else reversalsOf.set(entry.reverses, new Set([key]));
  };

  const takeOutcome = (key: string) => {
    const outcome = parseOutcome(outcomesMap.get(key));
    if (outcome) outcomes.set(key, outcome);
    else outcomes.delete(key);
  };

  /** An entry, what it reverses, and every reversal of either: all whose line may change with it. */
  const touchedBy = (key: string): Set<string> => {
    const touched = new Set([key]);
    const original = entries.get(key)?.reverses ?? lines.get(key)?.entry.reverses ?? null;
    if (original !== null) touched.add(original);
    for (const id of [...touched]) for (const reversal of reversalsOf.get(id) ?? []) touched.add(reversal);
    return touched;
  };

  const chosenFor = (original: Entry | undefined): Entry | undefined => {
    if (!original) return undefined;
    const ids = [...(reversalsOf.get(original.id) ?? [])];
    return chooseReversal(
      original,
      ids.flatMap((id) => entries.get(id) ?? []),
      outcomeOf,
    );
  };

  const reshape = (id: string): boolean => {
    const entry = entries.get(id);
    const old = lines.get(id);
    if (!entry) return lines.delete(id);
    const original = entry.reverses === null ? entry : entries.get(entry.reverses);
    const line = toLine(entry, original, chosenFor(original), outcomeOf);
    if (old && old.entry === line.entry && jsonEquals({ ...old, entry: null }, { ...line, entry: null })) return false;
    lines.set(id, Object.freeze(line));
    return true;
  };

  const take = (keys: Iterable<string>, takeOne: (key: string) => void) => {
    const touched = new Set<string>();
    for (const key of keys) {
      for (const id of touchedBy(key)) touched.add(id);
      takeOne(key);
      for (const id of touchedBy(key)) touched.add(id);
    }
    const changed = [...touched].filter(reshape);
    if (changed.length === 0) return;
    ordered = undefined;
    areTotalsStale = true;
    const called = new Set(listeners);
    for (const id of changed) for (const listener of lineListeners.get(id) ?? []) called.add(listener);
    for (const listener of called) listener();
  };

  const refreshTotals = () => {
    if (!areTotalsStale) return;
    totals = sumLines(lines.values(), totals);
    byUnit = sumByUnit(lines.values(), byUnit);
    areTotalsStale = false;
  };

  const observeEntries = (event: Y.YMapEvent<unknown>) => take(changedKeys(event), takeEntry);
  const observeOutcomes = (event: Y.YMapEvent<unknown>) => take(changedKeys(event), takeOutcome);
  take(entriesMap.keys(), takeEntry);
  take(outcomesMap.keys(), takeOutcome);
  entriesMap.observe(observeEntries);
  outcomesMap.observe(observeOutcomes);

  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  const deriveFrom = <T>(compute: () => T, equals: (left: T, right: T) => boolean = Object.is) =>
    derive({ watch: subscribe, compute, equals });

  return {
    lines: deriveFrom(() => {
      ordered ??= [...lines.values()].sort(byDayThenNewest);
      return ordered;
    }),
    line: (id) => lines.get(id),
    totals: deriveFrom(() => {
      refreshTotals();
      return totals;
    }),
    totalsByUnit: deriveFrom(() => {
      refreshTotals();
      return byUnit;
    }),
    counts: deriveFrom<LineCounts>(() => countStates(lines.values()), jsonEquals),
    get unreadable() {
      return unreadable.size;
    },
    subscribe,
    subscribeLine: (id, listener) => {
      const ofLine = lineListeners.get(id) ?? new Set();
      lineListeners.set(id, ofLine.add(listener));
      return () => {
        ofLine.delete(listener);
        if (ofLine.size === 0 && lineListeners.get(id) === ofLine) lineListeners.delete(id);
      };
    },
    get listenerCount() {
      let count = listeners.size;
      for (const ofLine of lineListeners.values()) count += ofLine.size;
      return count;
    },
    destroy: () => {
      entriesMap.unobserve(observeEntries);
      outcomesMap.unobserve(observeOutcomes);
      listeners.clear();
      lineListeners.clear();
    },
  };
};

const countStates = (lines: Iterable<LedgerLine>): LineCounts => {
  const counts = { pending: 0, posted: 0, refused: 0 };
  for (const line of lines) counts[line.state]++;
  return counts;
};

const byDayThenNewest = ({ entry: left }: LedgerLine, { entry: right }: LedgerLine): number => {
  if (left.date !== right.date) return left.date < right.date ? 1 : -1;
  return left.id < right.id ? 1 : -1;
};

const sumByUnit = (lines: Iterable<LedgerLine>, before: readonly UnitTotals[]): readonly UnitTotals[] => {
  const linesByUnit = Map.groupBy(lines, (line) => line.entry.unit);
  const sums = [...linesByUnit.keys()].sort().flatMap((unit): readonly UnitTotals[] => {
    const old = before.find((each) => each.unit === unit);
    const totals = sumLines(linesByUnit.get(unit) ?? [], old?.totals);
    if (totals === emptyTotals) return [];
    return [old && old.totals === totals ? old : { unit, totals }];
  });
  return sums.length === before.length && sums.every((each, index) => each === before[index]) ? before : sums;
};
