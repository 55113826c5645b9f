import type { LedgerLine, Measure, Stage, Step, Sum } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { formatQuantity } from './amount.ts';

export const measureWord = (measure: Measure): string =>
  ({
    yuan: m.projects_measure_yuan,
    piece: m.projects_measure_piece,
    hour: m.projects_measure_hour,
    session: m.projects_measure_session,
    visit: m.projects_measure_visit,
  })[measure]();

export const stepWord = (step: Step): string =>
  ({ promised: m.projects_promised, delivered: m.projects_delivered, used: m.projects_used })[step]();

export const stageWord = (stage: Stage): string =>
  ({
    ask: m.projects_stage_ask,
    decide: m.projects_stage_decide,
    advance: m.projects_stage_advance,
    review: m.projects_stage_review,
  })[stage]();

export const quantityWords = (measure: Measure, quantity: number): string =>
  `${formatQuantity(measure, quantity)} ${measureWord(measure)}`;

export const sumWords = (measure: Measure, sum: Sum): string =>
  m.projects_sum_words({
    measure: measureWord(measure),
    promised: formatQuantity(measure, sum.promised),
    delivered: formatQuantity(measure, sum.delivered),
    used: formatQuantity(measure, sum.used),
  });

/** `9月10日`, with the year where it is another than `today`'s; also of `2026` and `2026-09`. */
export const dayWords = (day: string | null, today: string): string => {
  if (!day) return '';
  const [year = '', month, date] = day.split('-');
  const isThisYear = year === today.slice(0, 4) && month !== undefined;
  return new Intl.DateTimeFormat(getLocale(), {
    ...(isThisYear ? {} : { year: 'numeric' }),
    ...(month === undefined ? {} : { month: getLocale() === 'en' ? 'short' : 'long' }),
    ...(date === undefined ? {} : { day: 'numeric' }),
    timeZone: 'UTC',
  }).format(new Date(`${year}-${month ?? '01'}-${date ?? '01'}T00:00:00Z`));
};

export const timeWords = (ms: number, now: number): string => {
  const isToday = toDay(ms) === toDay(now);
  return new Intl.DateTimeFormat(getLocale(), {
    ...(isToday ? {} : { month: getLocale() === 'en' ? 'short' : 'long', day: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(new Date(ms));
};

/** The day where this device is, `YYYY-MM-DD`. */
export const toDay = (ms: number): string => {
  const at = new Date(ms);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
};

/** Whole days from `today` to `day`; negative when it has passed. */
export const daysUntil = (day: string, today: string): number =>
  Math.round((Date.parse(`${day.slice(0, 10)}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000);

/** `2026 年第 7 项` of `临溪—青禾—2026—007`; a code of another make as it is. */
export const placeWords = (code: string | null): string => {
  const [, year, number] = /(\d{4})\D+(\d+)$/.exec(code ?? '') ?? [];
  return year && number ? m.projects_place({ year, number: String(Number(number)) }) : (code ?? '');
};

export const numberWord = (line: LedgerLine): string =>
  line.number === null ? '—' : String(line.number).padStart(4, '0');

export const itemWords = (line: LedgerLine, original: LedgerLine | undefined): string => {
  if (line.entry.reverses === null) return line.entry.item;
  const number = original && original.number !== null ? numberWord(original) : (original?.entry.item ?? '');
  return m.projects_reversal_of({ number, why: line.entry.item });
};
