export { followupDefinition } from './definition.ts';
export { type FollowupError, reportFeedback, reviewItem, takeBackStep } from './intents.ts';
export {
  type Addendum,
  type Followup,
  type FollowupItem,
  type FollowupState,
  type FollowupStep,
  readFollowup,
} from './read.ts';
export { followupRules } from './rules.ts';
export { type AddendumType, addendumTypes, followupTables, followupVersion, type ReviewOutcome } from './schema.ts';
export { addendumChange, followupSeed, type NewAddendum, type SignedMinutes } from './seed.ts';
