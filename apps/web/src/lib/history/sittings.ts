import type { Moment } from '@lianxi/documents/minutes-history';

/** Moments that lie close together: a meeting, an hour of writing it up. */
export interface Sitting {
  /** Indices of its moments, the earliest first. */
  readonly first: number;
  readonly last: number;
  /** Ms since 1970. */
  readonly from: number;
  readonly to: number;
  readonly authors: readonly string[];
}

export interface Day {
  /** `2026-09-10`, by this device's clock. */
  readonly day: string;
  readonly sittings: readonly Sitting[];
}

/** ms. A longer pause begins another sitting. */
const pause = 30 * 60_000;

/** The latest day first, and of each day the latest sitting. */
export const groupSittings = (moments: readonly Moment[], dayOf: (at: number) => string): readonly Day[] => {
  const days: { day: string; sittings: Sitting[] }[] = [];
  for (const [index, { at, until, authors }] of moments.entries()) {
    const day = dayOf(at);
    if (days[0]?.day !== day) days.unshift({ day, sittings: [] });
    const sittings = days[0]?.sittings ?? [];
    const current = sittings[0];
    if (!current || at - current.to > pause)
      sittings.unshift({ first: index, last: index, from: at, to: until, authors: [...new Set(authors)] });
    else
      sittings[0] = {
        ...current,
        last: index,
        to: Math.max(current.to, until),
        authors: [...new Set([...current.authors, ...authors])],
      };
  }
  return days;
};
