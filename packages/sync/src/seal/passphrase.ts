import { argon2idAsync } from '@noble/hashes/argon2.js';

/**
 * What a passphrase is worth on a disk that somebody has taken away: each guess costs this much. It is what the server spends,
 * OWASP's first recommendation for argon2id; why not more, and why not PBKDF2: docs/decisions/argon2id-in-script.md.
 */
export interface Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
}

export const standardCost: Cost = { memory: 19_456, passes: 2 };

/** Bounded: a record that somebody tampered with must not make the page allocate gigabytes. */
export const isBearable = ({ memory, passes }: Cost): boolean =>
  memory >= 1_024 && memory <= 262_144 && passes >= 1 && passes <= 16;

export const saltLength = 16;

/** 32 bytes. The page goes on meanwhile: the work is cut into pieces of ten milliseconds. */
export const deriveKey = (passphrase: string, salt: Uint8Array, { memory, passes }: Cost): Promise<Uint8Array> =>
  // NFKC as on the server, so that one passphrase typed by two input methods is one passphrase.
  argon2idAsync(passphrase.normalize('NFKC'), salt, { m: memory, t: passes, p: 1, dkLen: 32, asyncTick: 10 });
