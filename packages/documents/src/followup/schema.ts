import { attachmentsSchema } from '../attachments/schema.ts';
import { choice, date, defineRecord, defineTable, integer, text, texts } from '../table/index.ts';

/**
 * What becomes of a meeting's resolutions once its minutes are signed and frozen (督办): a document beside the minutes, under
 * the same scope and id, which the relay makes when it signs. What was resolved stands in it as it was signed; units report,
 * the committee settles.
 */
export const followupVersion = 1;
export const followupKind = 'followup';

/** The signed minutes: the relay's. */
export const signedSchema = defineRecord('signed', {
  title: text(120),
  number: text(60),
  /** When the meeting began, wall time. */
  start: text(16),
  signedAt: integer(),
  hash: text(64),
});

/** A row a resolution, under the resolution's id: the relay's. */
export const itemsSchema = defineTable('items', {
  /** As in the minutes, `2-1`. */
  number: text(20),
  order: integer(),
  text: text(1000),
  lead: text(80),
  assisting: texts(20, 80),
  deadline: date(),
  /** The scopes of those of them that the directory knew on the day: who may report. */
  parties: texts(21, 200),
});

/** What a responsible unit says has been done (反馈). A row is never changed, only taken back by whoever wrote it. */
export const feedbackSchema = defineTable('feedback', {
  item: text(64),
  unit: text(80),
  text: text(1000),
});

export const reviewOutcomes = ['settled', 'continue'] as const;
export type ReviewOutcome = (typeof reviewOutcomes)[number];

/** What the committee decides: settled 办结, or go on 继续办理 with, where it says one, another deadline. */
export const reviewsSchema = defineTable('reviews', {
  item: text(64),
  outcome: choice(...reviewOutcomes),
  note: text(500),
  deadline: date(),
});

export const addendumTypes = ['correction', 'supplement'] as const;
export type AddendumType = (typeof addendumTypes)[number];

/** Corrections 更正 and supplements 补充 to the signed minutes, numbered and chained: the relay's. */
export const addendaSchema = defineTable('addenda', {
  order: integer(1),
  type: choice(...addendumTypes),
  text: text(2000),
  at: integer(),
  by: text(64),
  previous: text(64),
  hash: text(64),
});

export const followupTables = [
  signedSchema,
  itemsSchema,
  feedbackSchema,
  reviewsSchema,
  addendaSchema,
  attachmentsSchema,
] as const;
