import type { MeetingType } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import { quarterName } from './dates.ts';

/** A title for who gives none: a joint meeting by its quarter, everything else by its month. */
export const suggestTitle = (label: string, type: MeetingType, start: string): string => {
  const month = start ? Number(start.slice(5, 7)) : new Date().getMonth() + 1;
  return type === 'joint'
    ? m.meetings_title_of_quarter({ quarter: quarterName(month), type: label })
    : m.meetings_title_of_month({ month, type: label });
};
