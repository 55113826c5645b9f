import { createHash, timingSafeEqual } from 'node:crypto';
import { type Random, systemRandom } from '@lianxi/base';

/**
 * The code by which whoever started the server makes the first account: eight characters, printed at every start while
 * there is no account, and never stored. It is gone with the process, and useless once there is an account.
 */
export interface FirstRunCode {
  /** As printed: `XXXX-XXXX`. */
  readonly shown: string;
  /** Takes it as people type it: lower case, without the dash, with blanks. Constant in time. */
  matches(typed: string): boolean;
}

/** Without 0 O 1 I L 2 Z 5 S 8 B U V: nothing that looks like another when it is read from a screen across a room. */
const alphabet = 'ACDEFGHJKMNPQRTWXY34679';

export const createFirstRunCode = (random: Random = systemRandom): FirstRunCode => {
  const code = pick(random);
  return {
    shown: `${code.slice(0, 4)}-${code.slice(4)}`,
    matches: (typed) => timingSafeEqual(digest(plain(typed)), digest(code)),
  };
};

/** Bytes beyond the last whole multiple are thrown away, so that every character is equally likely. */
const pick = (random: Random): string => {
  const limit = 256 - (256 % alphabet.length);
  let code = '';
  while (code.length < 8)
    for (const byte of random(16)) if (byte < limit && code.length < 8) code += alphabet[byte % alphabet.length];
  return code;
};

const plain = (typed: string): string => typed.normalize('NFKC').toUpperCase().replaceAll(/[\s-]/g, '');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
