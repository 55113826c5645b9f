export { type ConsentProblem, findConsentProblem } from './consent.ts';
export {
  type CareError,
  type CareResult,
  type NewLabel,
  recordLabel,
  takeBackLabel,
  withdrawConsent,
} from './intents.ts';
export { careDefinition } from './kind.ts';
export { type CareProjection, type CareRecord, projectCare, recordsOf } from './read.ts';
export { careRules } from './rules.ts';
export {
  type CareLabel,
  type ConsentGiver,
  type ConsentWay,
  careKind,
  careLabels,
  careTables,
  careVersion,
  consentGivers,
  consentWays,
  labelsTable,
} from './schema.ts';
