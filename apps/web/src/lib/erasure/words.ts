import type { ErasureReason } from '@lianxi/protocol';
import { m } from '#lib/paraglide/messages.js';
import type { ApiError } from '#lib/session';

const reasons: Readonly<Record<ErasureReason, () => string>> = {
  request: m.erasure_reason_request,
  period: m.erasure_reason_period,
  error: m.erasure_reason_error,
};
export const reasonLabel = (reason: ErasureReason): string => reasons[reason]();

/** Why something about the queue was not done, and what to do. */
export const erasureProblem = (error: ApiError): string => {
  if (error.type === 'Unreachable') return m.erasure_problem_unreachable();
  switch (error.name) {
    case 'NoSuchErasure':
    case 'NoSuchResident':
    case 'NoSuchDocument':
      return m.erasure_problem_gone();
    case 'NeedsConfirmation':
      return m.erasure_problem_other();
    case 'Overtaken':
      return m.erasure_problem_overtaken();
    case 'WrongCredentials':
      return m.erasure_problem_passphrase();
    case 'Forbidden':
      return m.erasure_problem_forbidden();
    default:
      return m.shell_problem_other({ name: error.name });
  }
};
