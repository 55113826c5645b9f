import { m } from '#lib/paraglide/messages.js';
import type { Changed } from '../lock/opening.ts';
import type { ApiError } from '../session/index.ts';
import { signInProblem } from '../shell/problem.ts';

/** What went wrong with another passphrase, and in which field it is to be mended. */
export const changeProblem = (error: ApiError): { readonly of: 'current' | 'next'; readonly text: string } => {
  // The answer may have been lost on its way, and the change not.
  if (error.type === 'Unreachable') return { of: 'current', text: m.people_change_unknown() };
  if (error.name === 'WrongCredentials') return { of: 'current', text: m.people_problem_passphrase() };
  return { of: error.name === 'WeakPassphrase' ? 'next' : 'current', text: signInProblem(error) };
};

/** What is true now, of the other devices and of what is sealed on this one. */
export const changeSaid = (became: Changed, keepsOthers: boolean): string => {
  if (became === 'older') return m.people_change_older();
  return keepsOthers ? m.people_change_done_kept() : m.people_change_done();
};
