import { createUuid } from '@lianxi/base';
import {
  type Author,
  addTopic,
  advanceMeeting,
  fillHeader,
  inviteAttendees,
  recordResolution,
  wallTime,
} from '@lianxi/documents';
import type { DocumentView } from '#lib/workspace';
import { htmlOf, type KeptPicture } from './html.ts';
import type { Review, ReviewedTopic } from './review.svelte.ts';

/**
 * Writes what was looked over into a new document: a meeting whose text is whole and that nobody has signed here. When somebody
 * came is not known, and not made up.
 */
export const writeMeeting = (
  doc: DocumentView['doc'],
  review: Review,
  pictures: ReadonlyMap<number, KeptPicture>,
  author: Author,
  setText: (topic: string, html: string) => void,
): void => {
  const { type, title, number, start, end, place, chair, recorder } = review.header;
  const words = { number, start, end, place, chair, recorder };
  const given = Object.fromEntries(Object.entries(words).map(([field, value]) => [field, value.trim() || null]));
  fillHeader(doc, { type, title: title.trim(), ...given }, author);
  const people = review.takenPeople.map(({ name, unit, post, state, match }) => ({
    ...{ name: name.trim(), unit: unit.trim(), post: post.trim(), state, time: null },
    ...(match.type === 'one' && match.person.unitId !== null && match.person.unit === unit.trim()
      ? { unitId: match.person.unitId }
      : {}),
  }));
  if (people.length > 0) inviteAttendees(doc, people, author);
  const topics = new Map<ReviewedTopic, string>();
  for (const topic of review.takenTopics) {
    const id = createUuid(author.clock, author.random);
    addTopic(doc, { id, title: topic.title.trim() }, author);
    topics.set(topic, id);
    setText(id, htmlOf(topic.blocks, pictures));
  }
  const today = wallTime(author.clock()).slice(0, 10);
  for (const { topic: place, text, lead, assisting, deadline, isSettled } of review.takenResolutions) {
    const held = review.topics[place];
    const topic = held && topics.get(held);
    if (topic === undefined) continue;
    const rest = {
      ...(lead.trim() === '' ? {} : { lead: lead.trim() }),
      ...(assisting.length === 0 ? {} : { assisting }),
      ...(deadline === '' ? {} : { deadline }),
      ...(isSettled ? { settled: today } : {}),
    };
    recordResolution(doc, { topic, text: text.trim(), ...rest }, author);
  }
  advanceMeeting(doc, { state: 'awaiting' }, author);
};
