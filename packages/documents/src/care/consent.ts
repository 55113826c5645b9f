/** What a record of consent lacks; the first thing in the order in which the form asks. */
export type ConsentProblem =
  | 'person-missing'
  | 'age-missing'
  | 'giver-missing'
  /** Under 14 a guardian's consent is required. */
  | 'guardian-required'
  | 'guardian-missing'
  /** A guardian is named where the person consented. */
  | 'guardian-unfit'
  | 'day-missing'
  | 'way-missing'
  | 'witness-missing';

/** Asked alike by whoever writes, by the relay, which believes nobody, and by whoever reads. */
export const findConsentProblem = (values: { readonly [field: string]: unknown }): ConsentProblem | null => {
  const { resident, household, isMinor, consentBy, guardian, consentOn, consentHow, witness } = values;
  if (!isSaid(resident) || !isSaid(household)) return 'person-missing';
  if (typeof isMinor !== 'boolean') return 'age-missing';
  if (consentBy !== 'self' && consentBy !== 'guardian') return 'giver-missing';
  if (isMinor && consentBy !== 'guardian') return 'guardian-required';
  if (consentBy === 'guardian' && !isSaid(guardian)) return 'guardian-missing';
  if (consentBy === 'self' && (guardian ?? null) !== null) return 'guardian-unfit';
  if (!isDay(consentOn)) return 'day-missing';
  if (consentHow !== 'written' && consentHow !== 'witnessed') return 'way-missing';
  return consentHow === 'witnessed' && !isSaid(witness) ? 'witness-missing' : null;
};

/** A whole day: a consent is not given “some time in May”. */
export const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);

const isSaid = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
