import { ok, type Result } from '@lianxi/base';
import { isDay } from '@lianxi/documents';
import type { CliFailure } from './outcome.ts';
import { misused } from './outcome.ts';

export interface TermOptions {
  readonly from?: string;
  readonly to?: string;
}

/** A term as people say it: from the beginning of a day to the end of another, by the calendar where this machine stands. */
export const termFrom = ({
  from,
  to,
}: TermOptions): Result<{ readonly from: number | null; readonly to: number | null }, CliFailure> => {
  for (const day of [from, to]) {
    if (day !== undefined && !isDay(day)) {
      return misused(`“${day}” 不是日期，应如 2026-10-31。`, `“${day}” is no day; days look like 2026-10-31.`);
    }
  }
  const term = {
    from: from === undefined ? null : startOf(from, 0),
    to: to === undefined ? null : startOf(to, 1),
  };
  if (term.from !== null && term.to !== null && term.to <= term.from) {
    return misused('--to 不能早于 --from。', '--to is not before --from.');
  }
  return ok(term);
};

const startOf = (day: string, later: number): number => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).getTime();
};

/** `2026-10-31`, the last day where it is an end. */
export const dayOf = (time: number | null, isEnd = false): string =>
  time === null ? '–' : new Date(isEnd ? time - 1 : time).toLocaleDateString('sv-SE');
