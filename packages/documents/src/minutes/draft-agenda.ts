import { createUuid } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Author, type Change, projectTable } from '../table/index.ts';
import { topicPlace } from './agenda-order.ts';
import { projectBefore, readCarried } from './before.ts';
import { carriedSchema } from './before-schema.ts';
import { type Done, write } from './intents.ts';
import { orderBetween } from './order.ts';
import { headerOf, projectMinutes } from './read.ts';
import { textOf } from './text.ts';

/** What a meeting left open: a resolution that is not settled, or a topic that it put off. */
export interface OpenItem {
  /** Id of the resolution or the topic. */
  readonly item: string;
  readonly kind: 'resolution' | 'topic';
  /** Where it was left: the meeting's address, title and beginning, and its number there (`2-1`, or the topic's place). */
  readonly meeting: string;
  readonly meetingTitle: string;
  readonly start: string | null;
  readonly number: string;
  readonly text: string;
  readonly lead: string | null;
  readonly assisting: readonly string[];
  readonly deadline: string | null;
  readonly reason: string | null;
}

export interface EarlierMeeting {
  readonly open: readonly OpenItem[];
  /** What this meeting itself took up from those before it. */
  readonly carried: readonly string[];
}

/** One earlier meeting, for the draft agenda of a later one. */
export const readOpenItems = (doc: Y.Doc, meeting: string): EarlierMeeting => {
  const minutes = projectMinutes(doc);
  const before = projectBefore(doc);
  const { title, start } = headerOf(minutes);
  const { agenda } = minutes.topics.get();
  const about = { meeting, meetingTitle: title ?? '', start };
  const resolutions = minutes.numbered.get().flatMap(({ id, number }): readonly OpenItem[] => {
    const { text, lead, assisting, deadline, settled } = minutes.resolutions.values(id);
    if (settled !== null) return [];
    const named = { text: text ?? '', lead, assisting: assisting ?? [], deadline, reason: null };
    return [{ item: id, kind: 'resolution', ...about, number, ...named }];
  });
  const deferred = before.proposals.get().filter(({ fate }) => fate === 'deferred');
  const putOff = new Set([
    ...agenda.filter((id) => minutes.agenda.values(id).state === 'deferred'),
    ...deferred.map(({ topic }) => topic),
  ]);
  const topics = [...putOff].map((id): OpenItem => {
    const { title: text, proposer, reason } = minutes.agenda.values(id);
    const at = agenda.indexOf(id);
    const named = { text: text ?? '', lead: proposer, assisting: [], deadline: null, reason };
    return { item: id, kind: 'topic', ...about, number: at < 0 ? '' : String(at + 1), ...named };
  });
  const carried = [...before.carried.get().keys()];
  minutes.destroy();
  before.destroy();
  return { open: [...resolutions, ...topics], carried };
};

/**
 * The draft agenda of a meeting: what earlier ones left open and it has not taken up yet. Each stands once; a topic that a
 * later meeting has taken up is that meeting's to put off again, while a resolution comes back until it is settled. By
 * deadline, what has none after, topics that were put off last.
 */
export const draftAgenda = (earlier: readonly EarlierMeeting[], taken: ReadonlySet<string>): readonly OpenItem[] => {
  const takenUp = new Set(earlier.flatMap(({ carried }) => carried));
  const items = new Map(earlier.flatMap(({ open }) => open).map((each) => [each.item, each]));
  const rank = ({ kind, deadline, start, item }: OpenItem) =>
    `${kind === 'resolution' ? (deadline ?? '9998') : '9999'} ${start ?? ''} ${item}`;
  return [...items.values()]
    .filter(({ item, kind }) => !taken.has(item) && !(kind === 'topic' && takenUp.has(item)))
    .sort((left, right) => (rank(left) < rank(right) ? -1 : 1));
};

/** A topic that takes up what was left open; in whose words is the caller's business. */
export interface TakenItem {
  readonly item: string;
  readonly meeting: string;
  readonly title: string;
  readonly proposer: string | null;
  readonly reason: string | null;
  readonly minutes: number | null;
}

/** Puts open items at the end of the agenda, all in one step; what is there already is left out. */
export const takeUp = (doc: Y.Doc, items: readonly TakenItem[], author: Author): Done => {
  const minutes = projectMinutes(doc);
  const table = projectTable(doc.getMap(carriedSchema.name), carriedSchema);
  const there = new Set(readCarried(table, new Set(minutes.agenda.ids())).keys());
  minutes.destroy();
  table.destroy();
  const changes: Change[] = [];
  let order: string | null = null;
  for (const { item, meeting, title, proposer, reason, minutes: planned } of items) {
    if (there.has(item)) continue;
    there.add(item);
    const topic = createUuid(author.clock, author.random);
    if (order === null) {
      const place = topicPlace(doc, topic, 'end', author.random);
      order = place.order;
      changes.push(...place.respaced);
    } else order = orderBetween(order, null, author.random);
    const said = { title: clip(title, 120), proposer: clip(proposer, 80), reason: clip(reason, 500) };
    const values = { ...said, order, minutes: planned, state: 'open' };
    const row = createUuid(author.clock, author.random);
    changes.push(
      { type: 'create', table: 'agenda', id: topic, values },
      { type: 'create', table: 'carried', id: row, values: { topic, item, meeting } },
    );
  }
  return write(doc, changes, author);
};

/**
 * Two who were apart may have taken up the same. The oldest topic stays; a later one goes as long as nothing was written
 * under it and nothing resolved. Whoever does it, and however many do, the same topics go.
 */
export const mergeRepeats = (doc: Y.Doc, author: Author): Done => {
  const minutes = projectMinutes(doc);
  const table = projectTable(doc.getMap(carriedSchema.name), carriedSchema);
  const topics = new Set(minutes.agenda.ids());
  const kept = new Set([...readCarried(table, topics).values()].map(({ topic }) => topic));
  const resolved = new Set(minutes.resolutions.ids().map((id) => minutes.resolutions.values(id).topic));
  const repeats = table.ids().flatMap((id) => {
    const { topic } = table.values(id);
    if (topic === null || !topics.has(topic) || kept.has(topic) || resolved.has(topic)) return [];
    return textOf(doc, topic).length === 0 ? [topic] : [];
  });
  minutes.destroy();
  table.destroy();
  const changes = [...new Set(repeats)].map((id): Change => ({ type: 'remove', table: 'agenda', id }));
  return write(doc, changes, author);
};

/** Shortened to what a field holds, no character torn. */
const clip = <T extends string | null>(text: T, most: number): T | string => {
  if (text === null || text.length <= most) return text;
  let short = '';
  for (const { segment } of new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(text)) {
    if (short.length + segment.length > most - 1) break;
    short += segment;
  }
  return `${short}…`;
};
