import type { CareError, CareLabel, CareRecord } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import { dayAndYear } from './day.ts';

const labels: Readonly<Record<CareLabel, () => string>> = {
  aloneVisits: m.care_label_aloneVisits,
  agedCare: m.care_label_agedCare,
  disabilityService: m.care_label_disabilityService,
  illnessFollowUp: m.care_label_illnessFollowUp,
  wanderingWatch: m.care_label_wanderingWatch,
  hardshipAid: m.care_label_hardshipAid,
  bereavedParents: m.care_label_bereavedParents,
  childInNeed: m.care_label_childInNeed,
  maternityCare: m.care_label_maternityCare,
};

export const labelWord = (label: CareLabel): string => labels[label]();

/** Who consented, how and when, in one line; `guardian`: as the register, or the record, calls them. */
export const consentText = ({ consent }: CareRecord, guardian: string): string => {
  const how = consent.how === 'written' ? m.care_how_written() : m.care_how_witnessed();
  const day = dayAndYear(consent.on);
  const given =
    consent.by === 'self' ? m.care_consent_self({ how, day }) : m.care_consent_guardian({ guardian, how, day });
  return consent.witness ? `${given} · ${m.care_witness_is({ witness: consent.witness })}` : given;
};

/** Which field of the form a refusal is about, and what to do there. */
export type FormField = 'person' | 'label' | 'age' | 'giver' | 'guardian' | 'day' | 'how' | 'witness' | 'form';

export const explainCare = (
  error: CareError | { readonly type: 'InFuture' | 'ReadOnly' },
): { field: FormField; text: string } => {
  switch (error.type) {
    case 'LabelMissing':
      return { field: 'label', text: m.care_why_label() };
    case 'AlreadyLabelled':
      return { field: 'label', text: m.care_why_already() };
    case 'AlreadyWithdrawn':
      return { field: 'form', text: m.care_why_already_withdrawn() };
    case 'DayMissing':
      return { field: 'day', text: m.care_why_day() };
    case 'InFuture':
      return { field: 'day', text: m.care_why_future() };
    case 'ConsentUnfit':
      return problems[error.problem]();
    default:
      return { field: 'form', text: m.care_why_other({ type: error.type }) };
  }
};

type Problem = Extract<CareError, { readonly type: 'ConsentUnfit' }>['problem'];
const problems: Readonly<Record<Problem, () => { field: FormField; text: string }>> = {
  'person-missing': () => ({ field: 'person', text: m.care_why_person() }),
  'age-missing': () => ({ field: 'age', text: m.care_why_age() }),
  'giver-missing': () => ({ field: 'giver', text: m.care_why_giver() }),
  'guardian-required': () => ({ field: 'giver', text: m.care_why_guardian_required() }),
  'guardian-missing': () => ({ field: 'guardian', text: m.care_why_guardian() }),
  'guardian-unfit': () => ({ field: 'guardian', text: m.care_why_giver() }),
  'day-missing': () => ({ field: 'day', text: m.care_why_day() }),
  'way-missing': () => ({ field: 'how', text: m.care_why_way() }),
  'witness-missing': () => ({ field: 'witness', text: m.care_why_witness() }),
};
