import { contentLine, escapeText, utcTime, wallTimeValue } from './lines.ts';

/** A meeting for somebody's calendar. It names no person: a file is forwarded. */
export interface CalendarEvent {
  /** The document's id: the same meeting is the same entry, whenever the file is fetched. */
  readonly id: string;
  readonly title: string;
  /** Wall times of the community, `YYYY-MM-DDTHH:mm`. */
  readonly start: string;
  /** null: an hour. */
  readonly end: string | null;
  readonly place: string | null;
  /** What stands below: the topics, a line each. */
  readonly description: string | null;
  readonly url: string | null;
  /** When any of this was last changed (ms). */
  readonly changedAt: number;
}

/**
 * The event as iCalendar (RFC 5545). The same meeting gives the same bytes: its stamp is the last change, and its sequence
 * counts the seconds up to it, so that a later file takes the place of an earlier one in a calendar.
 */
export const writeCalendar = (event: CalendarEvent): string => {
  const { id, title, start, end, place, description, url, changedAt } = event;
  const text = (name: string, value: string | null): readonly string[] =>
    value === null || value === '' ? [] : [`${name}:${escapeText(value)}`];
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Lianxi//Meetings//ZH',
    'CALSCALE:GREGORIAN',
    ...shanghai,
    'BEGIN:VEVENT',
    `UID:${id}@lianxi`,
    `DTSTAMP:${utcTime(changedAt)}`,
    `SEQUENCE:${Math.max(0, Math.floor((changedAt - countedFrom) / 1000))}`,
    `DTSTART;TZID=Asia/Shanghai:${wallTimeValue(start)}`,
    `DTEND;TZID=Asia/Shanghai:${wallTimeValue(end !== null && end > start ? end : hourLater(start))}`,
    ...text('SUMMARY', title),
    ...text('LOCATION', place),
    ...text('DESCRIPTION', description),
    ...(url === null ? [] : [`URL:${url}`]),
    'STATUS:CONFIRMED',
    'TRANSP:OPAQUE',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    ...text('DESCRIPTION', title),
    'TRIGGER:-PT1H',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ]
    .map(contentLine)
    .join('');
};

/** 32 bits of seconds from here last until 2088. */
const countedFrom = Date.UTC(2020, 0, 1);

/** One rule since 1991: eight hours ahead, no summer time. */
const shanghai = [
  'BEGIN:VTIMEZONE',
  'TZID:Asia/Shanghai',
  'BEGIN:STANDARD',
  'DTSTART:19910915T010000',
  'TZOFFSETFROM:+0900',
  'TZOFFSETTO:+0800',
  'TZNAME:CST',
  'END:STANDARD',
  'END:VTIMEZONE',
];

const hourLater = (start: string): string =>
  new Date(Date.parse(`${start}:00Z`) + 3_600_000).toISOString().slice(0, 16);
