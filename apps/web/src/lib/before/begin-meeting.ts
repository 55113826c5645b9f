import {
  type Author,
  addTopic,
  fillHeader,
  type InvitedPerson,
  inviteAttendees,
  type Template,
  wallTime,
} from '@lianxi/documents';
import type { DocumentView } from '#lib/workspace';

interface Given {
  readonly title: string;
  /** `YYYY-MM-DDTHH:mm`; empty where nobody knows yet. */
  readonly start: string;
  readonly place: string;
  readonly agenda: Template['agenda'];
  readonly people: readonly InvitedPerson[];
}

/** Writes into a new document what its template and whoever begins it say. */
export const beginMeeting = (doc: DocumentView['doc'], template: Template, given: Given, author: Author): void => {
  const { title, start, place, agenda, people } = given;
  const header = {
    type: template.type,
    title,
    start: start || null,
    end: start === '' || template.minutes === 0 ? null : minutesLater(start, template.minutes),
    place: place || null,
    proposalsUntil: lastDay(start, template.leadDays, wallTime(author.clock())),
  };
  fillHeader(doc, header, author);
  for (const { title: topic, minutes } of agenda)
    addTopic(doc, { title: topic, ...(minutes === null ? {} : { minutes }) }, author);
  if (people.length > 0)
    inviteAttendees(
      doc,
      people.map(({ name, unit, unitId, post }) => ({ name, unit, post, ...(unitId ? { unitId } : {}) })),
      author,
    );
};

/** Wall times have no zone: reckoned as if they were UTC, no hour is skipped. */
export const minutesLater = (start: string, minutes: number): string =>
  new Date(Date.parse(`${start}:00Z`) + minutes * 60_000).toISOString().slice(0, 16);

/** The last day for proposals: so many days ahead, but not before today; null where none are asked for or no day is known. */
export const lastDay = (start: string, leadDays: number, now: string): string | null => {
  if (start === '' || leadDays === 0) return null;
  const wanted = minutesLater(start, -leadDays * 1440).slice(0, 10);
  // Never after the meeting itself: of the three the one in the middle.
  return [wanted, now.slice(0, 10), start.slice(0, 10)].sort()[1] ?? null;
};
