import { defineTable, text } from '../table/index.ts';

/** What a unit has against the words of a resolution (异议), since version 2: a row each, taken back by a flag. */
export const objectionsSchema = defineTable('objections', {
  resolution: text(64),
  unit: text(80),
  text: text(500),
});
