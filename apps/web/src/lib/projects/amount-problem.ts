import type { Measure } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import type { AmountError } from './amount.ts';

/** What is wrong with an amount, and what to do. */
export const amountProblem = (error: AmountError, measure: Measure): string => {
  switch (error.type) {
    case 'AmountMissing':
      return m.projects_amount_missing();
    case 'AmountUnreadable':
      return measure === 'yuan' ? m.projects_amount_unreadable_money() : m.projects_amount_unreadable();
    case 'AmountTooFine':
      return measure === 'yuan' ? m.projects_amount_too_fine_money() : m.projects_amount_too_fine();
    case 'AmountTooLarge':
      return m.projects_amount_too_large();
    case 'AmountNotPositive':
      return m.projects_amount_not_positive();
  }
};
