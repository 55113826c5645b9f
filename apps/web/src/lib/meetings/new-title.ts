import type { MeetingType } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';

/** A title for who gives none: a joint meeting by its quarter, everything else by its month. */
export const suggestTitle = (label: string, type: MeetingType, start: string): string => {
  const month = start ? Number(start.slice(5, 7)) : new Date().getMonth() + 1;
  return type === 'joint'
    ? m.meetings_title_of_quarter({ quarter: Math.ceil(month / 3), type: label })
    : m.meetings_title_of_month({ month, type: label });
};
