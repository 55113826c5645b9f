import type { SigningGap } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { ApiError } from '../session/index.ts';

const gaps = {
  'no-title': m.signing_gap_title,
  'no-start': m.signing_gap_start,
  'no-place': m.signing_gap_place,
  'no-chair': m.signing_gap_chair,
  'no-topics': m.signing_gap_topics,
  'nobody-present': m.signing_gap_nobody,
  'no-quorum': m.signing_gap_quorum,
} as const;

/** What is missing, as a sentence. */
export const gapText = (gap: SigningGap): string => {
  switch (gap.type) {
    case 'open-topics':
      return m.signing_gap_open({ count: gap.count });
    case 'open-votes':
      return m.signing_gap_votes({ count: gap.count });
    case 'expected':
      return m.signing_gap_expected({ count: gap.count });
    case 'no-lead':
      return m.signing_gap_lead({ numbers: gap.numbers.join('、') });
    case 'no-deadline':
      return m.signing_gap_deadline({ numbers: gap.numbers.join('、') });
    case 'unconfirmed':
      return m.signing_gap_unconfirmed({ numbers: gap.numbers.join('、') });
    case 'objected':
      return m.signing_gap_objected({ numbers: gap.numbers.join('、') });
    default:
      return gaps[gap.type]();
  }
};

/** Why the relay did not do it, and what is to be done. */
export const refusalText = (error: ApiError): string => {
  if (error.type === 'Unreachable') return m.signing_unreachable();
  switch (error.name) {
    case 'ChangedMeanwhile':
      return m.signing_changed();
    case 'SignedAlready':
      return m.signing_already();
    case 'Forbidden':
    case 'ViewOnly':
      return m.signing_forbidden();
    case 'TooManyHandouts':
      return m.signing_too_many();
    case 'TooManyAttempts':
      return m.signing_too_often();
    default:
      return m.shell_problem_other({ name: error.name });
  }
};

export const momentText = (time: number): string =>
  new Intl.DateTimeFormat(getLocale(), { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' }).format(time);
export const dayText = (time: number): string =>
  new Intl.DateTimeFormat(getLocale(), { dateStyle: 'long' }).format(time);
