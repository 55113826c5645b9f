import { argon2, timingSafeEqual } from 'node:crypto';
import { type Random, systemRandom } from '@lianxi/base';
import { createGate } from './concurrency.ts';

/**
 * Passphrases as argon2id (RFC 9106) with 19 MiB, two passes and one lane: OWASP's first recommendation. Kept in the PHC
 * form `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, so that the cost can be raised later and old ones still verify.
 *
 * Invariants: the work is done on libuv's threads, never on the event loop, and by two at a time, so that a flood of
 * sign-ins costs at most 38 MiB; and refusing an unknown name costs what refusing a known one does.
 */
export interface Passphrases {
  hash(passphrase: string): Promise<string>;
  /** `stored` is undefined for a name that nobody has: the same work is done, and the answer is no. */
  verify(passphrase: string, stored: string | undefined): Promise<boolean>;
  /** The same work under a salt of the caller's, in hex: for what must be found by what it is (codes). */
  digest(words: string, salt: Uint8Array): Promise<string>;
}

interface Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

const standardCost: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const saltLength = 16;
const hashLength = 32;

export const createPassphrases = (random: Random = systemRandom, cost: Cost = standardCost): Passphrases => {
  const enter = createGate(2);
  const decoy = format({ cost, salt: random(saltLength), hash: random(hashLength) });
  return {
    hash: (passphrase) =>
      enter(async () => {
        const salt = random(saltLength);
        return format({ cost, salt, hash: await derive(passphrase, salt, cost) });
      }),
    verify: (passphrase, stored) =>
      enter(async () => {
        const parsed = parse(stored ?? decoy);
        if (!parsed) return false;
        const derived = await derive(passphrase, parsed.salt, parsed.cost);
        return timingSafeEqual(derived, parsed.hash) && stored !== undefined;
      }),
    digest: (words, salt) => enter(async () => (await derive(words, salt, cost)).toString('hex')),
  };
};

const derive = (passphrase: string, nonce: Uint8Array, cost: Cost): Promise<Buffer> => {
  // NFKC, so that one passphrase typed by two input methods is one passphrase.
  const message = passphrase.normalize('NFKC');
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce, tagLength: hashLength, ...cost }, (cause, key) =>
      cause ? reject(cause) : resolve(key),
    );
  });
};

interface Parts {
  readonly cost: Cost;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

const format = ({ cost, salt, hash }: Parts): string => {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${text(salt)}$${text(hash)}`;
};

/** Bounded: a row that somebody tampered with must not make the server allocate gigabytes. */
const parse = (stored: string): Parts | null => {
  const match = /^\$argon2id\$v=19\$m=(\d{4,6}),t=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{43})$/.exec(
    stored,
  );
  if (!match) return null;
  const [, memory, passes, parallelism, salt = '', hash = ''] = match;
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  if (cost.memory > 262_144 || cost.parallelism < 1 || cost.passes < 1) return null;
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
};
