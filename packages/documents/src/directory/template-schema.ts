import { type MeetingType, meetingTypes } from '../meeting-type.ts';
import { defineRecord, integer, text, texts } from '../table/index.ts';

/**
 * How the committee wants a type of meeting begun: a record each. A field that nobody has filled in (null) means what this
 * program ships (templates.ts).
 */
const fields = {
  /** The title, with `{年}` `{季}` `{月}` `{日}` for the meeting's day. */
  title: text(120),
  place: text(120),
  /** How long it lasts. */
  minutes: integer(0, 600),
  /** How many days before the meeting topics are collected up to; 0: none are collected. */
  leadDays: integer(0, 60),
  /** Topics that every such meeting has, each as the minutes planned (digits, or nothing), a tab, and the title. */
  agenda: texts(30, 130),
  /** Who is invited: rules of invited.ts. */
  invited: texts(60, 80),
};

export type TemplateField = keyof typeof fields;
export const templateFields = Object.keys(fields) as readonly TemplateField[];

export const templateSchemaOf = (type: MeetingType) => defineRecord(`template.${type}`, fields);
export const templateSchemas = meetingTypes.map(templateSchemaOf);
