import { type Clock, err, ok, type Result } from '@lianxi/base';
import type { IdentityStore } from './store.ts';

/**
 * How often somebody may try: a bucket a subject that takes `most` attempts and loses them again evenly over a quarter of an
 * hour. An attempt is noted before its outcome is known, so that many at once do not slip through, and it outlives a restart.
 *
 * A name is closed for everyone while it is being guessed at; that its owner has to wait too is the price. An address gets
 * more, because a whole office may share one.
 */
export interface Limit {
  readonly subject: string;
  readonly most: number;
}

export type TooManyAttempts = {
  readonly type: 'TooManyAttempts';
  /** Whole seconds. */
  readonly retryAfter: number;
};

export interface Attempts {
  take(limits: readonly Limit[]): Result<void, TooManyAttempts>;
  /** The attempt turned out well: it is given back, and a name's earlier mistakes are forgotten. */
  forgive(limits: readonly Limit[]): void;
}

export const attemptWindow = 15 * 60_000;

export const createAttempts = (store: IdentityStore, clock: Clock): Attempts => {
  const levelOf = ({ subject, most }: Limit, now: number): { count: number; at: number; interval: number } => {
    const interval = attemptWindow / most;
    const stored = store.findAttempts(subject);
    if (!stored) return { count: 0, at: now, interval };
    // A clock that was set back must not lock anybody out: time that lies ahead counts as now.
    const at = Math.min(stored.at, now);
    const lost = Math.floor((now - at) / interval);
    return lost >= stored.count
      ? { count: 0, at: now, interval }
      : { count: stored.count - lost, at: at + Math.round(lost * interval), interval };
  };
  return {
    take: (limits) => {
      const now = clock();
      store.removeAttemptsBefore(now - 2 * attemptWindow);
      const levels = limits.map((limit) => ({ ...limit, ...levelOf(limit, now) }));
      const waits = levels.map(({ count, most, at, interval }) => (count < most ? 0 : at + interval - now));
      const wait = Math.max(0, ...waits);
      if (wait > 0) return err({ type: 'TooManyAttempts', retryAfter: Math.ceil(wait / 1000) });
      for (const { subject, count, at } of levels) store.putAttempts(subject, { count: count + 1, at });
      return ok(undefined);
    },
    forgive: (limits) => {
      const now = clock();
      for (const limit of limits) {
        const { count, at } = levelOf(limit, now);
        const kept = limit.subject.startsWith('name:') ? 0 : Math.max(0, count - 1);
        store.putAttempts(limit.subject, { count: kept, at });
      }
    },
  };
};

export const signInLimits = (nameKey: string, address: string): readonly Limit[] => [
  { subject: `name:${nameKey}`, most: 10 },
  { subject: `address:${address}`, most: 60 },
];

/** 23^8 codes against 50 tries in a quarter of an hour, whoever asks. */
export const setupLimits = (address: string): readonly Limit[] => [
  { subject: `setup:${address}`, most: 10 },
  { subject: 'setup', most: 50 },
];
