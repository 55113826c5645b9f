import { createBucket } from './bucket.ts';
import type { GuardLimits } from './limits.ts';

/** What the sockets of one member may do together. Each says how many milliseconds to wait before more is read; 0: go on. */
export interface Pace {
  send(bytes: number): number;
  /** Something of theirs was refused. */
  refuse(): number;
}

export interface Paces {
  enter(member: string): Pace;
  leave(member: string): void;
}

/** A member who has gone is remembered for so long, in ms: coming back does not fill the buckets. */
const remembered = 300_000;

export const createPaces = (
  limits: Pick<GuardLimits, 'frames' | 'bytes' | 'refusals'>,
  now: () => number = () => performance.now(),
): Paces => {
  const known = new Map<string, { readonly pace: Pace; sockets: number; leftAt: number }>();

  const create = (): Pace => {
    const frames = createBucket(limits.frames, now);
    const bytes = createBucket(limits.bytes, now);
    const refusals = createBucket(limits.refusals, now);
    return {
      send: (count) => Math.max(frames.take(1), bytes.take(count)),
      refuse: () => refusals.take(1),
    };
  };
  const forgetThoseGone = (): void => {
    for (const [member, { sockets, leftAt }] of known) {
      if (sockets === 0 && now() - leftAt > remembered) known.delete(member);
    }
  };

  return {
    enter: (member) => {
      const each = known.get(member) ?? { pace: create(), sockets: 0, leftAt: 0 };
      if (each.sockets === 0) forgetThoseGone();
      each.sockets++;
      known.set(member, each);
      return each.pace;
    },
    leave: (member) => {
      const each = known.get(member);
      if (!each) return;
      each.sockets--;
      each.leftAt = now();
    },
  };
};
