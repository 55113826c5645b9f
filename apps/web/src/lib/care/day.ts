import { getLocale } from '#lib/paraglide/runtime.js';

/** `2026年9月9日` of `2026-09-09`. */
export const dayAndYear = (day: string): string => {
  const at = new Date(`${day}T00:00`);
  return Number.isNaN(at.getTime())
    ? day
    : new Intl.DateTimeFormat(getLocale(), { year: 'numeric', month: 'short', day: 'numeric' }).format(at);
};
