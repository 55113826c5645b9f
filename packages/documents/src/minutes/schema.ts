import { type MeetingType, meetingTypes } from '../meeting-type.ts';
import { choice, date, dateTime, defineRecord, defineTable, integer, text, texts } from '../table/index.ts';
import { carriedSchema, proposalsSchema, repliesSchema, verdictsSchema } from './before-schema.ts';
import { commentsSchema } from './comments-schema.ts';
import { hallTables } from './hall/schema.ts';
import { objectionsSchema } from './objections-table.ts';
import { signingSchema } from './signing.ts';

export { type MeetingType, meetingTypes };

/**
 * A meeting and its minutes. Besides these tables each topic has its discussion as rich text in the root fragment
 * `text/<topic id>`, which exists as soon as somebody types into it.
 *
 * Version 1 had no tables for what comes before a meeting (before-schema.ts), nor comments, objections, the signing and
 * what happens in the hall.
 */
export const minutesVersion = 2;

/** 征集议题 → 已通知 → 记录中 → 待签发 → 已签发. Only the relay writes the last. */
export const meetingStates = ['collecting', 'notified', 'recording', 'awaiting', 'signed'] as const;
export type MeetingState = (typeof meetingStates)[number];

export const headerSchema = defineRecord('header', {
  type: choice(...meetingTypes),
  title: text(120),
  /** The issue, 期号, as printed: 〔2026〕3号 with whatever stands before it. */
  number: text(60),
  start: dateTime(),
  end: dateTime(),
  place: text(120),
  chair: text(60),
  recorder: text(60),
  state: choice(...meetingStates),
  /** The last day on which units may propose topics. */
  proposalsUntil: date(),
});

/** `proposed` waits for adoption; `deferred` returns to a later meeting. */
export const topicStates = ['proposed', 'open', 'current', 'done', 'deferred'] as const;
export type TopicState = (typeof topicStates)[number];

export const agendaSchema = defineTable('agenda', {
  title: text(120),
  /** A fractional index (see order.ts): topics sort by it, ties by id. */
  order: text(120),
  /** The proposing unit by its name at the time; minutes keep the name they were written with. */
  proposer: text(80),
  reason: text(500),
  /** Minutes planned for it. */
  minutes: integer(0, 600),
  state: choice(...topicStates),
  startedAt: dateTime(),
  endedAt: dateTime(),
});

export const attendanceStates = ['expected', 'present', 'observer', 'leave', 'absent'] as const;
export type AttendanceState = (typeof attendanceStates)[number];

export const attendanceSchema = defineTable('attendance', {
  name: text(60),
  unit: text(80),
  /** The unit's id in the directory, where it is one of the community's. */
  unitId: text(64),
  post: text(60),
  phone: text(30),
  state: choice(...attendanceStates),
  /** When the person signed in. */
  time: dateTime(),
  /** When the person left before the end (早退). */
  left: dateTime(),
  /** The account that this person votes from; written by whoever holds the meeting. */
  member: text(16),
  remark: text(200),
});

export const resolutionsSchema = defineTable('resolutions', {
  topic: text(64),
  text: text(1000),
  lead: text(80),
  assisting: texts(20, 80),
  deadline: date(),
  /** The day on which it was settled (办结); null while it is under follow-up. */
  settled: date(),
  dissent: text(1000),
});

/** One row a confirmation, so that two units that confirm at the same moment both stand. */
export const confirmationsSchema = defineTable('confirmations', {
  resolution: text(64),
  unit: text(80),
});

export const minutesTables = [
  headerSchema,
  agendaSchema,
  attendanceSchema,
  resolutionsSchema,
  confirmationsSchema,
  proposalsSchema,
  verdictsSchema,
  carriedSchema,
  repliesSchema,
  commentsSchema,
  objectionsSchema,
  signingSchema,
  ...hallTables,
] as const;
