import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { type CalendarEvent, writeCalendar } from './index.ts';
import { contentLine, escapeText, utcTime, wallTimeValue } from './lines.ts';

const meeting: CalendarEvent = {
  id: '0199a1b2-0000-7000-8000-000000000001',
  title: '三季度党建联席会议',
  start: '2026-09-10T14:30',
  end: '2026-09-10T16:00',
  place: '青禾社区党群服务中心，二楼议事厅',
  description: '一、上次议定事项；\n二、早市 \\ 东门',
  url: 'https://lianxi.example/meetings/minutes/joint/0199a1b2',
  changedAt: Date.UTC(2026, 7, 1, 0, 2, 5),
};
const read = (text: string) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const zone = calendar.getFirstSubcomponent('vtimezone');
  const component = calendar.getFirstSubcomponent('vevent');
  if (!component || !zone) throw new Error('no event, or no time zone');
  return { event: new ICAL.Event(component), component, zone: new ICAL.Timezone(zone) };
};

test('[MN30] the examples of RFC 5545: a text with commas and a line break, a time of the day, a moment', () => {
  expect(escapeText('Project XYZ Final Review\nConference Room - 3B\nCome Prepared.')).toBe(
    'Project XYZ Final Review\\nConference Room - 3B\\nCome Prepared.',
  );
  expect(escapeText('Networld+Interop Conference and Exhibit, Las Vegas; a\\b')).toBe(
    'Networld+Interop Conference and Exhibit\\, Las Vegas\\; a\\\\b',
  );
  expect(wallTimeValue('1998-01-18T23:00')).toBe('19980118T230000');
  expect(utcTime(Date.UTC(1998, 0, 19, 7))).toBe('19980119T070000Z');
});

test('[MN30] of control characters only the tab and line breaks are left', () => {
  expect(escapeText('a\u0000b\tc\u001b[0m\u007f\u0085d\r\ne')).toBe('ab\tc[0md\\ne');
});

test('[MN30] lines are folded at 75 octets wherever that is, no character is torn, and unfolding gives them back', () => {
  const unfold = (text: string) => text.replace(/\r\n /g, '').replace(/\r\n$/, '');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.nat(80), (words, count) => {
      const line = `${'x'.repeat(count)}${words.replace(/[\r\n]/g, '')}𠮷会`;
      const folded = contentLine(line);
      const lines = folded.split('\r\n');
      expect(lines.pop()).toBe('');
      for (const each of lines) {
        expect(Buffer.byteLength(each)).toBeLessThanOrEqual(75);
        expect(each.isWellFormed()).toBe(true);
      }
      expect(unfold(folded)).toBe(line);
    }),
  );
});

test('[MN30] a parser reads the meeting at its hour in Shanghai, with place, topics and address, and one alarm', () => {
  const { event, component, zone } = read(writeCalendar(meeting));
  expect(event.summary).toBe(meeting.title);
  expect(event.location).toBe(meeting.place);
  expect(event.description).toBe(meeting.description);
  expect(component.getFirstPropertyValue('url')).toBe(meeting.url);
  expect(component.getAllSubcomponents('valarm')).toHaveLength(1);
  expect(component.getFirstProperty('dtstart')?.getParameter('tzid')).toBe('Asia/Shanghai');
  const at = (time: InstanceType<typeof ICAL.Time>) => {
    time.zone = zone;
    return new Date(time.toUnixTime() * 1000).toISOString();
  };
  expect([at(event.startDate), at(event.endDate)]).toEqual(['2026-09-10T06:30:00.000Z', '2026-09-10T08:00:00.000Z']);
});

test('[MN30] the same meeting gives the same bytes; a later change a greater sequence under the same UID', () => {
  expect(writeCalendar(meeting)).toBe(writeCalendar({ ...meeting }));
  const first = read(writeCalendar(meeting));
  const later = read(writeCalendar({ ...meeting, start: '2026-09-11T09:00', changedAt: meeting.changedAt + 1000 }));
  expect(later.event.sequence).toBeGreaterThan(first.event.sequence);
  expect(later.event.uid).toBe(first.event.uid);
  expect(first.component.getFirstPropertyValue('dtstamp')?.toString()).toBe('2026-08-01T00:02:05Z');
});

test('[MN30] a meeting without an end lasts an hour, over midnight too; whatever people typed is text and no line of its own', () => {
  const { event, component } = read(
    writeCalendar({
      ...meeting,
      title: 'a\r\nEND:VEVENT\u0007',
      start: '2026-12-31T23:30',
      end: null,
      place: '',
      description: null,
      url: null,
    }),
  );
  expect(event.summary).toBe('a\nEND:VEVENT');
  expect(event.endDate.toString()).toBe('2027-01-01T00:30:00');
  expect(component.hasProperty('location')).toBe(false);
});
