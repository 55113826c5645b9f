import { type Grant, isInForce } from '@lianxi/access';
import { dayOf } from '../today/day.ts';

/** A term of office as people write it: its first and its last day, by this device's clock; empty where there is none. */
export interface TermDays {
  readonly first: string;
  readonly last: string;
}

export type TermError = { readonly type: 'TermEndsBeforeItBegins' };

/** Days to the moments of a grant: from the first one's beginning to the last one's end. */
export const termOf = ({ first, last }: TermDays): Pick<Grant, 'from' | 'to'> => ({
  from: first === '' ? null : startOf(first),
  to: last === '' ? null : startOf(last, 1),
});

export const daysOf = ({ from, to }: Pick<Grant, 'from' | 'to'>): TermDays => ({
  first: from === null ? '' : dayOf(from),
  // The end is no longer in it: it is the beginning of the day after.
  last: to === null ? '' : dayOf(to - 1),
});

export const isTerm = ({ from, to }: Pick<Grant, 'from' | 'to'>): boolean => from === null || to === null || from < to;

const startOf = (day: string, later = 0): number => {
  const at = new Date(`${day}T00:00`);
  at.setDate(at.getDate() + later);
  return at.getTime();
};

export type Standing = 'over' | 'in-force' | 'to-come';

export const standingOf = (grant: Grant, now: number): Standing => {
  if (isInForce(grant, now)) return 'in-force';
  return grant.to !== null && now >= grant.to ? 'over' : 'to-come';
};

/** How long something is still good: whole hours and minutes, upwards, so that the last minute is still one. */
export const remaining = (until: number, now: number): { readonly hours: number; readonly minutes: number } | null => {
  if (now >= until) return null;
  const minutes = Math.ceil((until - now) / 60_000);
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
};
