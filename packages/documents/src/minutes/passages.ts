import type * as Y from 'yjs';
import { headerOf, type MinutesProjection } from './read.ts';
import { plainTextOf, textOf } from './text.ts';

/** Where in a meeting a piece of its text stands. */
export type MinutesPlace =
  | { readonly type: 'header' }
  | { readonly type: 'topic' | 'text' | 'resolution'; readonly topic: string };

/**
 * What is searched of a meeting: its head, its topics with their text, what was resolved. The lists of people are not: where
 * somebody has been over the years is nobody's to look up.
 */
export const passagesOf = (
  doc: Y.Doc,
  minutes: MinutesProjection,
): readonly { readonly place: MinutesPlace; readonly text: string }[] => {
  const { title, number, place } = headerOf(minutes);
  const { agenda, proposed } = minutes.topics.get();
  const head = [title, number, place].filter((each) => each !== null && each !== '').join(' ');
  const passages: { place: MinutesPlace; text: string }[] = [{ place: { type: 'header' }, text: head }];
  const resolved = minutes.numbered.get();
  for (const topic of [...agenda, ...proposed]) {
    passages.push({ place: { type: 'topic', topic }, text: minutes.agenda.values(topic).title ?? '' });
    for (const line of plainTextOf(textOf(doc, topic)).split('\n'))
      if (line.trim() !== '') passages.push({ place: { type: 'text', topic }, text: line });
    for (const { id } of resolved.filter((each) => each.topic === topic))
      passages.push({ place: { type: 'resolution', topic }, text: minutes.resolutions.values(id).text ?? '' });
  }
  return passages;
};
