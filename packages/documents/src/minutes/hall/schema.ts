import { choice, dateTime, defineRecord, defineTable, text } from '../../table/index.ts';

/** 过半数, 超过三分之二, 超过五分之四 (elections) of those due. */
export const quorumRules = ['half', 'two-thirds', 'four-fifths'] as const;
export type QuorumRule = (typeof quorumRules)[number];

export const hallSchema = defineRecord('hall', {
  /** What this meeting needs; more than half where nobody chose. */
  quorum: choice(...quorumRules),
});

/** Who signed in by the hall's code and is on no line of the sheet yet. Written by the relay; matched or admitted by a person. */
export const walkInsSchema = defineTable('walkIns', {
  name: text(60),
  unit: text(80),
  post: text(60),
  time: dateTime(),
  /** The row of `attendance` that it came to. */
  attendee: text(64),
});

export const hallTables = [hallSchema, walkInsSchema] as const;
