import type { Measure, Step, Sum } from '@lianxi/documents';
import type { Store } from '../open.ts';
import { readClosings } from './records.ts';

/** What the books come to at the end of a day, and what has moved since the last closing before it. */
export interface Trial {
  /** The last day counted; null: everything posted. */
  readonly until: string | null;
  /** The last day of the closed period before; what is dated later has moved. */
  readonly since: string | null;
  /** How many entries are counted. */
  readonly entries: number;
  readonly lines: readonly TrialLine[];
  readonly totals: readonly (TrialSums & { readonly measure: Measure })[];
}

/** One unit's contributions of one measure in one ledger. */
export interface TrialLine extends TrialSums {
  readonly ledger: string;
  readonly unit: string;
  readonly measure: Measure;
}

export interface TrialSums {
  readonly opening: Sum;
  readonly moved: Sum;
  readonly closing: Sum;
}

interface Row {
  readonly ledger: string;
  readonly unit: string;
  readonly measure: Measure;
  readonly step: Step;
  readonly entries: number;
  readonly opening: number;
  readonly moved: number;
}

export const drawTrial = (store: Store, until: string | null): Trial => {
  const since =
    readClosings(store)
      .filter((closing) => until === null || closing.until < until)
      .at(-1)?.until ?? null;
  const rows = store.sqlite
    .prepare(
      `SELECT ledger, unit, measure, step, count(*) AS entries,
         sum(iif(date <= @since, quantity, 0)) AS opening, sum(iif(date <= @since, 0, quantity)) AS moved
       FROM ledger_entries WHERE date <= @until GROUP BY ledger, unit, measure, step ORDER BY ledger, unit, measure`,
    )
    .all({ since: since ?? '', until: until ?? '9999-12-31' }) as Row[];
  const lines = [...Map.groupBy(rows, ({ ledger, unit, measure }) => `${ledger} ${unit} ${measure}`).values()];
  const byMeasure = [...Map.groupBy(rows, ({ measure }) => measure)];
  return {
    until,
    since,
    entries: rows.reduce((sum, { entries }) => sum + entries, 0),
    lines: lines.map((of) => {
      const { ledger, unit, measure } = of[0] as Row;
      return { ledger, unit, measure, ...sumsOf(of) };
    }),
    totals: byMeasure.map(([measure, of]) => ({ measure, ...sumsOf(of) })),
  };
};

const sumsOf = (rows: readonly Row[]): TrialSums => {
  const of = (pick: (row: Row) => number): Sum => {
    const sum = { promised: 0, delivered: 0, used: 0 };
    for (const row of rows) sum[row.step] += pick(row);
    return sum;
  };
  return {
    opening: of(({ opening }) => opening),
    moved: of(({ moved }) => moved),
    closing: of(({ opening, moved }) => opening + moved),
  };
};
