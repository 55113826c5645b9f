import { choice, defineTable, text } from '../table/index.ts';

/** What was said of a topic when it was proposed, beside its row on the agenda. Its row is the proposer's own. */
export const proposalsSchema = defineTable('proposals', {
  topic: text(64),
  /** 建议: what the proposer would have the meeting decide. */
  suggestion: text(1000),
  /** 联系人 and how to reach them. */
  contact: text(60),
  phone: text(30),
});

export const verdicts = ['adopted', 'deferred'] as const;
export type Verdict = (typeof verdicts)[number];

/** What became of a proposal, a row each time it was decided; the latest stands. */
export const verdictsSchema = defineTable('verdicts', {
  topic: text(64),
  verdict: choice(...verdicts),
  why: text(300),
});

/** Which topics take up what an earlier meeting left open. */
export const carriedSchema = defineTable('carried', {
  topic: text(64),
  /** Id of the resolution or the topic that was left open. */
  item: text(64),
  /** Address of the meeting that left it. */
  meeting: text(300),
});

export const replyAnswers = ['coming', 'leave', 'substitute'] as const;
/** 参加, 请假, 派代表. */
export type ReplyAnswer = (typeof replyAnswers)[number];

/** An answer to an invitation, a row each time; the latest stands. */
export const repliesSchema = defineTable('replies', {
  attendee: text(64),
  answer: choice(...replyAnswers),
  /** Who was invited to this seat and as what: a substitute stands on the sheet in their place. */
  name: text(60),
  as: choice('expected', 'observer'),
  substitute: text(60),
  remark: text(200),
});
