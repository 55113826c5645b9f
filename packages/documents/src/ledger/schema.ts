import { choice, date, defineRecord, defineTable, flag, text, texts } from '../table/index.ts';

/**
 * The ledger of one project. Its card, milestones and notes are tables that everybody edits together; money and resources
 * are entries, which are facts: written once under their id in the root map `entries`, never changed, corrected by reversal
 * only. What the relay made of an entry stands in the root map `outcomes`, which only the server writes.
 */
export const stages = ['ask', 'decide', 'advance', 'review'] as const;
/** 问需选题, 研判立项, 靶向推进, 跟踪问效. */
export type Stage = (typeof stages)[number];

export const card = defineRecord('card', {
  title: text(100),
  /** 街道—社区—年份—序号. */
  code: text(60),
  /** The scope of the unit or branch that leads, e.g. `unit-linxi`. */
  lead: text(197),
  partners: texts(40, 100),
  /** Who answers for it: a row id of the directory's members, or a name. */
  person: text(64),
  stage: choice(...stages),
  askFrom: date(),
  askTo: date(),
  askNote: text(200),
  decideFrom: date(),
  decideTo: date(),
  decideNote: text(200),
  advanceFrom: date(),
  advanceTo: date(),
  advanceNote: text(200),
  reviewFrom: date(),
  reviewTo: date(),
  reviewNote: text(200),
  summary: text(4000),
});

export const milestones = defineTable('milestones', {
  title: text(100),
  due: date(),
  isDone: flag(),
  note: text(200),
});

/** Who wrote it and when stands in the row itself. */
export const notes = defineTable('notes', { text: text(4000) });

export const ledgerTables = [card, milestones, notes] as const;
export const ledgerVersion = 1;
export const entriesName = 'entries';
export const outcomesName = 'outcomes';
