import { attachmentsSchema } from '../../attachments/schema.ts';
import { choice, dateTime, defineTable, integer, text } from '../../table/index.ts';
import { circulationSchema } from '../circulation-schema.ts';
import { minutesTables } from '../schema.ts';
import { quorumRules } from './schema.ts';

/** 记名: a ballot a person; 举手: counted by the recorder; 无记名: counted by the relay. */
export const voteWays = ['named', 'hands', 'secret'] as const;
export type VoteWay = (typeof voteWays)[number];

/** What it takes: more than half of 应到 or of 实到, or two thirds of them. */
export const voteRules = ['due-half', 'present-half', 'due-two-thirds', 'present-two-thirds'] as const;
export type VoteRule = (typeof voteRules)[number];

/** A question that was put to those present. A row is final: it can be withdrawn while it is open, and nothing else. */
export const votesSchema = defineTable('votes', {
  topic: text(64),
  question: text(200),
  way: choice(...voteWays),
  rule: choice(...voteRules),
});

export const ballotChoices = ['for', 'against', 'abstain'] as const;
export type BallotChoice = (typeof ballotChoices)[number];

/** A named ballot under `<attendee>.<vote>`, so that one person has one in each vote, from whatever device it comes. */
export const ballotsSchema = defineTable('ballots', {
  vote: text(64),
  attendee: text(64),
  choice: choice(...ballotChoices),
});

export const voteOutcomes = ['passed', 'rejected', 'void'] as const;
/** `void`: those present were no quorum. */
export type VoteOutcome = (typeof voteOutcomes)[number];

/** What a vote came to, under the vote's own id and written once: it closes the vote. */
export const resultsSchema = defineTable('results', {
  quorum: choice(...quorumRules),
  /** 应到 and 实到 when it was closed. */
  due: integer(0, 100_000),
  present: integer(0, 100_000),
  for: integer(0, 100_000),
  against: integer(0, 100_000),
  abstain: integer(0, 100_000),
  outcome: choice(...voteOutcomes),
  at: dateTime(),
});

/**
 * Every table of a meeting. What is voted has no undo and keeps no lost values, so a device that only lists meetings does without
 * these three, the attachments and 分送 (`minutesTables`).
 */
export const allMinutesTables = [
  ...minutesTables,
  votesSchema,
  ballotsSchema,
  resultsSchema,
  attachmentsSchema,
  circulationSchema,
] as const;
