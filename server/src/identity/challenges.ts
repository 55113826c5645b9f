import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock, Random } from '@lianxi/base';

/**
 * What an authenticator signs: 16 random bytes, the time in 8, and a seal over both and over whom it was given to, in 32. It
 * holds for five minutes, in the process that gave it, and is taken once. Nothing is kept of those that nobody brings back, so
 * nobody pushes another's out by asking for many.
 */
export interface Challenges {
  give(holder: string): Uint8Array<ArrayBuffer>;
  /** As base64url. */
  take(challenge: string, holder: string): boolean;
}

const lifetime = 5 * 60_000;

export const createChallenges = (clock: Clock, random: Random): Challenges => {
  const key = random(32);
  const taken = new Map<string, number>();
  const seal = (head: Uint8Array, holder: string): Buffer =>
    createHmac('sha256', key).update(head).update(holder).digest();
  return {
    give: (holder) => {
      const head = Buffer.alloc(24);
      head.set(random(16));
      head.writeBigUInt64BE(BigInt(clock()), 16);
      return Uint8Array.from(Buffer.concat([head, seal(head, holder)]));
    },
    take: (challenge, holder) => {
      const bytes = Buffer.from(challenge, 'base64url');
      if (bytes.length !== 56 || bytes.toString('base64url') !== challenge) return false;
      const head = bytes.subarray(0, 24);
      if (!timingSafeEqual(bytes.subarray(24), seal(head, holder))) return false;
      const now = clock();
      for (const [each, until] of taken) if (until <= now) taken.delete(each);
      const age = now - Number(head.readBigUInt64BE(16));
      if (age < 0 || age >= lifetime || taken.has(challenge)) return false;
      taken.set(challenge, now + lifetime);
      return true;
    },
  };
};
