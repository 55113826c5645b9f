import { isNothing, type Measure, measures, type Stage, type Sum, stages, type Totals } from '@lianxi/documents';
import type { Project } from './ledger.svelte.ts';

/** Sums over many ledgers, for the board's head; only measures in which something was promised, delivered or used. */
export const sumProjects = (all: readonly Totals[]): readonly { readonly measure: Measure; readonly sum: Sum }[] =>
  measures
    .map((measure) => ({
      measure,
      sum: all.reduce(
        (sum, totals): Sum => ({
          promised: sum.promised + totals[measure].promised,
          delivered: sum.delivered + totals[measure].delivered,
          used: sum.used + totals[measure].used,
        }),
        { promised: 0, delivered: 0, used: 0 },
      ),
    }))
    .filter(({ sum }) => !isNothing(sum));

export const shownMeasures = (totals: Totals) => sumProjects([totals]);

/** A project without a stage stands in the first. Newest code first within a stage. */
export const groupByStage = (projects: readonly Project[]): readonly { stage: Stage; projects: readonly Project[] }[] =>
  stages.map((stage) => ({
    stage,
    projects: projects
      .filter(({ ledger }) => (ledger.card.stage ?? stages[0]) === stage)
      .toSorted((left, right) => byCode(right, left)),
  }));

const byCode = (left: Project, right: Project): number => {
  const [one, other] = [left.ledger.card.code ?? '', right.ledger.card.code ?? ''];
  return one === other ? (left.address < right.address ? -1 : 1) : one < other ? -1 : 1;
};

/** 临溪—青禾—2026—007 → 2026-007; anything else as it is. */
export const shortCode = (code: string | null): string => {
  const [, year, number] = /(\d{4})[—–-]+(\d+)$/.exec(code ?? '') ?? [];
  return year && number ? `${year}-${number}` : (code ?? '');
};

/** The code after the highest of this year, in the manner of the latest one. */
export const nextCode = (codes: readonly (string | null)[], year: string): string => {
  let prefix = '';
  let highest = 0;
  let width = 3;
  for (const code of codes) {
    const found = /^(.*?)(\d{4})[—–-]+(\d+)$/.exec(code ?? '');
    if (!found) continue;
    prefix ||= found[1] ?? '';
    if (found[2] !== year) continue;
    const number = Number(found[3]);
    if (number >= highest) [highest, prefix, width] = [number, found[1] ?? '', Math.max(3, (found[3] ?? '').length)];
  }
  return `${prefix}${year}—${String(highest + 1).padStart(width, '0')}`;
};
