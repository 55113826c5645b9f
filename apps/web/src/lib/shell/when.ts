import { getLocale } from '#lib/paraglide/runtime.js';

/** Times as people here say them. All of them are this device's. */
const format = (options: Intl.DateTimeFormatOptions) => (time: number | Date) =>
  new Intl.DateTimeFormat(getLocale(), options).format(time);

export const clockTime = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
export const dayAndMonth = format({ month: 'short', day: 'numeric' });
export const weekday = format({ weekday: 'long' });

export const isSameDay = (one: number, other: number): boolean =>
  new Date(one).toDateString() === new Date(other).toDateString();

/** `14:03` today, the day before that. */
export const shortTime = (time: number, now = Date.now()): string =>
  isSameDay(time, now) ? clockTime(time) : dayAndMonth(time);
