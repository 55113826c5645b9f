import { headerOf, projectMinutes } from '@lianxi/documents';
import { writeCalendar } from '@lianxi/exchange/calendar';
import { projectionOf } from '#lib/view';
import type { DocumentView } from '#lib/workspace';
import { saveFile } from '../exports/writer.ts';

/** The meeting as a file for a calendar; false where it has no day yet. */
export const saveCalendar = ({ address, doc }: Pick<DocumentView, 'address' | 'doc'>): boolean => {
  const minutes = projectionOf(doc, projectMinutes);
  const { title, start, end, place } = headerOf(minutes);
  if (start === null) return false;
  const topics = minutes.topics
    .get()
    .agenda.map((id, index) => `${index + 1}. ${minutes.agenda.values(id).title ?? ''}`);
  const changes = [minutes.header.row('self'), ...minutes.agenda.allIds().map((id) => minutes.agenda.row(id))].flatMap(
    (row) => (row ? [row.createdAt, ...row.changes.map(({ time }) => time)] : []),
  );
  const text = writeCalendar({
    id: address.slice(address.lastIndexOf('/') + 1),
    title: title ?? '',
    start,
    end,
    place,
    description: topics.join('\n') || null,
    url: `${location.origin}/meetings/${address}`,
    changedAt: Math.max(0, ...changes),
  });
  saveFile(new TextEncoder().encode(text), `${fileName(title ?? '')}.ics`, 'text/calendar;charset=utf-8');
  return true;
};

const fileName = (title: string): string => title.replace(/[\\/:*?"<>|]/g, ' ').trim() || 'meeting';
