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
  /** Once it is full it is closed for half an hour, whatever has been given back meanwhile. */
  readonly isLocked?: boolean;
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
/** No longer than what was tried is remembered. */
const lockTime = 2 * attemptWindow;

interface Level {
  readonly count: number;
  readonly at: number;
  readonly interval: number;
  /** Until when it is locked; in the past where it is not. */
  readonly until: number;
}

export const createAttempts = (store: IdentityStore, clock: Clock): Attempts => {
  const levelOf = ({ subject, most }: Limit, now: number): Level => {
    const interval = attemptWindow / most;
    const stored = store.findAttempts(subject);
    if (!stored) return { count: 0, at: now, interval, until: 0 };
    // A clock that was set back must not lock anybody out: time that lies ahead counts as now.
    const at = Math.min(stored.at, now);
    const until = Math.min(stored.until ?? 0, now + lockTime);
    const lost = Math.floor((now - at) / interval);
    return lost >= stored.count
      ? { count: 0, at: now, interval, until }
      : { count: stored.count - lost, at: at + Math.round(lost * interval), interval, until };
  };
  return {
    take: (limits) => {
      const now = clock();
      store.removeAttemptsBefore(now - lockTime);
      const levels = limits.map((limit) => ({ ...limit, ...levelOf(limit, now) }));
      const waits = levels.map(({ count, most, at, interval, until }) =>
        Math.max(until - now, count < most ? 0 : at + interval - now),
      );
      const wait = Math.max(0, ...waits);
      if (wait > 0) return err({ type: 'TooManyAttempts', retryAfter: Math.ceil(wait / 1000) });
      for (const { subject, count, at, most, isLocked = false } of levels) {
        const until = isLocked && count + 1 >= most ? now + lockTime : null;
        // A lock is remembered from its beginning on.
        store.putAttempts(subject, { count: count + 1, at: until === null ? at : now, until });
      }
      return ok(undefined);
    },
    forgive: (limits) => {
      const now = clock();
      for (const limit of limits) {
        const { count, at } = levelOf(limit, now);
        const kept = limit.subject.startsWith('name:') ? 0 : Math.max(0, count - 1);
        store.putAttempts(limit.subject, { count: kept, at, until: null });
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

/** Spoken codes of invitations: 23^8 of them, and at most a hundred tries in a quarter of an hour, whoever asks. */
export const invitationLimits = (address: string): readonly Limit[] => [
  { subject: `code:${address}`, most: 10, isLocked: true },
  { subject: 'code', most: 100 },
];

/** Two codes of the recovery sheet at once, which is 72 bits; asked for once in years. */
export const recoveryLimits = (address: string): readonly Limit[] => [
  { subject: `recovery:${address}`, most: 5, isLocked: true },
  { subject: 'recovery', most: 20 },
];

/** There is nothing to guess; it is work for the server. */
export const passkeyLimits = (address: string): readonly Limit[] => [{ subject: `address:${address}`, most: 60 }];

/** Messages to try the group's robot: a group is not to be flooded, nor we to be locked out there. */
export const robotLimits: readonly Limit[] = [{ subject: 'robot', most: 10 }];

/** 256 bits are not guessed; what is opened costs the server work. A whole office may read behind one address. */
export const handoutLimits = (address: string): readonly Limit[] => [
  { subject: `handout:${address}`, most: 60 },
  { subject: 'handout', most: 1_000 },
];
