import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';

const chinese = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/** Days and times as people here write them. Input is the documents' own: `YYYY-MM-DD` and `YYYY-MM-DDTHH:mm`. */
const parse = (text: string): Date => new Date(text.length === 10 ? `${text}T00:00` : text);

const format = (options: Intl.DateTimeFormatOptions) => (text: string) => {
  const at = parse(text);
  return Number.isNaN(at.getTime()) ? text : new Intl.DateTimeFormat(getLocale(), options).format(at);
};

export const dayAndMonth = format({ month: 'short', day: 'numeric' });
/** With its year: where days of many years stand together. */
export const wholeDay = format({ year: 'numeric', month: 'short', day: 'numeric' });
export const dayOfMonth = (text: string): string => {
  const at = parse(text);
  const week = new Intl.DateTimeFormat(getLocale(), { weekday: 'short' }).format(at);
  const day = new Intl.DateTimeFormat(getLocale(), { day: 'numeric' }).format(at);
  return `${day} ${week}`;
};
export const monthName = (year: number, month: number): string =>
  new Intl.DateTimeFormat(getLocale(), { month: 'short' }).format(new Date(year, month - 1, 1));

/** The quarter that a month lies in: 三 in Chinese, `3` elsewhere. */
export const quarterName = (month: number): string => {
  const quarter = Math.ceil(month / 3);
  return (getLocale() === 'zh-CN' ? chinese[quarter] : undefined) ?? String(quarter);
};

const monthOfYear = format({ year: 'numeric', month: 'long' });

/** When a meeting was, as it is spoken of: by the quarter or by the month; empty where it has no day yet. */
export const periodName = (start: string | null, isQuarterly: boolean): string => {
  if (!start) return '';
  if (!isQuarterly) return monthOfYear(start);
  return m.meetings_quarter({ year: start.slice(0, 4), quarter: quarterName(Number(start.slice(5, 7))) });
};

/** `14:30` of a moment; empty where it has none. */
export const clockTime = (text: string | null): string => text?.slice(11, 16).replace(/^0/, '') ?? '';

/** `9月10日 14:30–16:00`; with the second day where the meeting ends on another. */
export const span = (start: string | null, end: string | null): string => {
  if (!start) return '';
  const begin = `${dayAndMonth(start)} ${clockTime(start)}`;
  if (!end) return begin;
  return start.slice(0, 10) === end.slice(0, 10)
    ? `${begin}–${clockTime(end)}`
    : `${begin} – ${dayAndMonth(end)} ${clockTime(end)}`;
};

/** Whole days from one day to another; negative when it has passed. */
export const daysUntil = (day: string, today: string): number =>
  Math.round((parse(day.slice(0, 10)).getTime() - parse(today.slice(0, 10)).getTime()) / 86_400_000);

/** A topic's ordinal as it stands in minutes: 二、 in Chinese, `2.` elsewhere. */
export const ordinal = (number: number): string => {
  if (getLocale() !== 'zh-CN') return `${number}. `;
  if (number <= 10) return `${chinese[number]}、`;
  const tens = Math.floor(number / 10);
  return `${tens === 1 ? '' : chinese[tens]}十${number % 10 === 0 ? '' : chinese[number % 10]}、`;
};
