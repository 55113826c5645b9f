import type { Clock } from '@lianxi/base';
import type { Note } from '../audit/index.ts';
import type { MemberId } from './member.ts';

/**
 * Sign-ins that came to nothing, for the audit log. Each that was looked at is a line, for tries are few; of those that were
 * not, one line a minute says how many there were since the line before, so that nobody fills the disk by knocking.
 */
export interface SignInRefusals {
  /** `member`: whose name was tried; null where nobody is called so. */
  wrong(member: MemberId | null, why: 'credentials' | 'code'): void;
  tooMany(): void;
}

const quiet = 60_000;

export const createSignInRefusals = (note: Note, clock: Clock): SignInRefusals => {
  let held = 0;
  let last = Number.NEGATIVE_INFINITY;
  return {
    wrong: (member, why) => note({ type: 'sign-in-refused', member, detail: { why, count: 1 } }),
    tooMany: () => {
      held++;
      const now = clock();
      if (Math.abs(now - last) < quiet) return;
      note({ type: 'sign-in-refused', member: null, detail: { why: 'attempts', count: held } });
      held = 0;
      last = now;
    },
  };
};
