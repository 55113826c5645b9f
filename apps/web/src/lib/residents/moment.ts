import { getLocale } from '#lib/paraglide/runtime.js';

const isSameDay = (left: Date, right: Date) => left.toDateString() === right.toDateString();

/** Today by the clock, this year by the day, else with the year. */
export const momentText = (time: number, now = Date.now()): string => {
  const moment = new Date(time);
  const today = new Date(now);
  if (isSameDay(moment, today)) {
    return new Intl.DateTimeFormat(getLocale(), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
      moment,
    );
  }
  const isThisYear = moment.getFullYear() === today.getFullYear();
  return new Intl.DateTimeFormat(getLocale(), {
    ...(isThisYear ? { day: 'numeric' } : { year: 'numeric' }),
    month: 'short',
  }).format(moment);
};
