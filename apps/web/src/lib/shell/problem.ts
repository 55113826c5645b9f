import { m } from '#lib/paraglide/messages.js';
import type { ApiError } from '../session/index.ts';

/** What happened, and what to do, for whoever is signing in. */
export const signInProblem = (error: ApiError): string => {
  if (error.type === 'Unreachable') return m.shell_problem_unreachable();
  switch (error.name) {
    case 'WrongCredentials':
      return m.shell_problem_credentials();
    case 'WrongCode':
      return m.shell_problem_code();
    case 'TooManyAttempts':
      return m.shell_problem_attempts({ minutes: Math.max(1, Math.ceil((error.retryAfter ?? 60) / 60)) });
    case 'WeakPassphrase':
      return m.shell_problem_weak();
    case 'NameTaken':
      return m.people_problem_name_taken();
    case 'InvalidName':
      return m.people_problem_name();
    case 'PasskeysUnavailable':
      return m.people_problem_passkeys();
    default:
      return m.shell_problem_other({ name: error.name });
  }
};
