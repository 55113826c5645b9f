import type { MeetingSummary } from '../meetings/summaries.svelte.ts';
import { daysBetween } from './day.ts';

export interface MeetingLine {
  readonly address: string;
  readonly title: string;
  /** `YYYY-MM-DDTHH:mm`. */
  readonly start: string;
  readonly summary: MeetingSummary;
}

/** Today's meetings by their hour; where there is none, the next within a fortnight. Signed minutes need nobody today. */
export const meetingsAhead = (lines: readonly MeetingLine[], today: string): readonly MeetingLine[] => {
  const open = lines
    .filter(({ summary }) => summary.header.state !== 'signed')
    .sort((one, other) => (one.start < other.start ? -1 : 1));
  const ofToday = open.filter(({ start }) => daysBetween(today, start) === 0);
  if (ofToday.length > 0) return ofToday;
  const next = open.find(({ start }) => {
    const days = daysBetween(today, start);
    return days > 0 && days <= 14;
  });
  return next ? [next] : [];
};
