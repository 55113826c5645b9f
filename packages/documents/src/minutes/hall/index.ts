export {
  countsFit,
  outcomeOf,
  quorumOf,
  secrecyFloor,
  type VoteBase,
  type VoteCounts,
  voicesNeeded,
} from './count.ts';
export type { HallError } from './error.ts';
export {
  admitWalkIn,
  ballotId,
  castBallot,
  chooseQuorum,
  closeVote,
  createVoteId,
  dismissWalkIn,
  markLeft,
  matchWalkIn,
  type NewVote,
  openVote,
  withdrawVote,
} from './intents.ts';
export {
  type HallProjection,
  isEntitled,
  type Presence,
  projectHall,
  type VoteRead,
  type VoteResult,
  type WalkIn,
} from './read.ts';
export { type QuorumRule, quorumRules } from './schema.ts';
export {
  allMinutesTables,
  type BallotChoice,
  ballotChoices,
  type VoteOutcome,
  type VoteRule,
  type VoteWay,
  voteRules,
  voteWays,
} from './vote-schema.ts';
