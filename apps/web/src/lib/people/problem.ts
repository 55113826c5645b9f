import { m } from '#lib/paraglide/messages.js';
import type { ApiError } from '../session/index.ts';

/** Why something about people was not done, and what to do, for whoever asked for it. */
export const peopleProblem = (error: ApiError): string => {
  if (error.type === 'Unreachable') return m.people_problem_unreachable();
  switch (error.name) {
    case 'Forbidden':
      return m.people_problem_forbidden();
    case 'TermTooLong':
    case 'InvalidTerm':
      return m.people_problem_term();
    case 'NameTaken':
      return m.people_problem_name_taken();
    case 'InvalidName':
      return m.people_problem_name();
    case 'NothingToHandOver':
      return m.people_problem_nothing();
    case 'PasskeysUnavailable':
      return m.people_problem_passkeys();
    case 'NoSuchPasskey':
    case 'NoSuchInvitation':
    case 'NoSuchMember':
    case 'NoSuchDevice':
    case 'AlreadyRevoked':
      return m.people_problem_gone();
    case 'TooManyInvitations':
      return m.people_problem_many();
    case 'NeedsConfirmation':
      return m.people_problem_confirmation();
    case 'WrongCredentials':
      return m.people_problem_passphrase();
    case 'LastAdministrator':
      return m.people_problem_last_admin();
    case 'TooManyAttempts':
      return m.shell_problem_attempts({ minutes: Math.max(1, Math.ceil((error.retryAfter ?? 60) / 60)) });
    default:
      return m.shell_problem_other({ name: error.name });
  }
};
