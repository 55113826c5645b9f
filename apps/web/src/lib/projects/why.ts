import type { LedgerError } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';

/** Why an intent wrote nothing, for a person. The forms ask for what is missing; this is for what changed meanwhile. */
export const whyNot = (type: string): string => {
  switch (type as LedgerError['type']) {
    case 'AlreadyReversed':
      return m.projects_flaw_already();
    case 'EntryRefused':
      return m.projects_flaw_refused();
    case 'NoSuchEntry':
    case 'NoSuchRow':
      return m.projects_why_gone();
    case 'UnfitValue':
    case 'EntryInvalid':
      return m.projects_why_unfit();
    case 'TitleMissing':
      return m.projects_title_missing();
    case 'QuantityInvalid':
      return m.projects_amount_not_positive();
    case 'DayInvalid':
      return m.projects_date_missing();
    default:
      return type;
  }
};
