import { createHash, timingSafeEqual } from 'node:crypto';
import { type Random, systemRandom } from '@lianxi/base';
import { createSpokenCode, plainCode, showSpokenCode } from './spoken-code.ts';

/**
 * The code by which whoever started the server makes the first account: eight characters, printed at every start while
 * there is no account, and never stored. It is gone with the process, and useless once there is an account.
 */
export interface FirstRunCode {
  /** As printed: `XXXX-XXXX`. */
  readonly shown: string;
  /** Takes it as people type it. Constant in time. */
  matches(typed: string): boolean;
}

export const createFirstRunCode = (random: Random = systemRandom): FirstRunCode => {
  const code = createSpokenCode(random);
  return {
    shown: showSpokenCode(code),
    matches: (typed) => timingSafeEqual(digest(plainCode(typed)), digest(code)),
  };
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
