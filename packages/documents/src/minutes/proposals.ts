import { createUuid, err, type Json } from '@lianxi/base';
import type * as Y from 'yjs';
import { attach, type NewAttachment } from '../attachments/changes.ts';
import { type Author, type Change, recordId, valueAt } from '../table/index.ts';
import { topicPlace } from './agenda-order.ts';
import type { Verdict } from './before-schema.ts';
import { type Done, write } from './intents.ts';
import type { MeetingState } from './schema.ts';
import { wallTime } from './wall-time.ts';

/** Topics are proposed while a meeting collects them, up to and including its last day for it. `today`: `YYYY-MM-DD`. */
export const areProposalsOpen = (
  { state, proposalsUntil }: { readonly state: MeetingState | null; readonly proposalsUntil: string | null },
  today: string,
): boolean =>
  // A day may be known to its month only: then the whole month counts.
  (state ?? 'collecting') === 'collecting' &&
  (proposalsUntil === null || today.slice(0, proposalsUntil.length) <= proposalsUntil);

export interface NewProposal {
  readonly id?: string;
  readonly title: string;
  /** The unit or branch in whose name it is proposed. */
  readonly proposer: string;
  readonly reason?: string;
  readonly suggestion?: string;
  readonly contact?: string;
  readonly phone?: string;
  /** Files that go with it onto the agenda. */
  readonly files?: readonly NewAttachment[];
}

/** Proposes a topic (议题征集) with everything that is said of it. */
export const proposeTopic = (doc: Y.Doc, proposal: NewProposal, author: Author): Done => {
  const title = proposal.title.trim();
  if (title === '') return err({ type: 'NothingWritten' });
  const closed = findClosed(doc, author);
  if (closed) return closed;
  const topic = proposal.id ?? createUuid(author.clock, author.random);
  const { order, respaced } = topicPlace(doc, topic, 'end', author.random);
  const values = {
    title,
    order,
    proposer: given(proposal.proposer),
    reason: given(proposal.reason),
    state: 'proposed',
  };
  return write(
    doc,
    [
      ...respaced,
      { type: 'create', table: 'agenda', id: topic, values },
      said(topic, proposal, author),
      ...attach(topic, proposal.files ?? [], author),
    ],
    author,
  );
};

/** Says otherwise what was proposed, as long as topics are collected. */
export const reviseProposal = (
  doc: Y.Doc,
  {
    topic,
    row,
    ...said
  }: Omit<NewProposal, 'id' | 'proposer'> & { readonly topic: string; readonly row: string | null },
  author: Author,
): Done => {
  const title = said.title.trim();
  if (title === '') return err({ type: 'NothingWritten' });
  const closed = findClosed(doc, author);
  if (closed) return closed;
  const set = (table: string, id: string, values: { readonly [field: string]: Json }): Change[] =>
    Object.entries(values).map(([field, value]) => ({ type: 'set', table, id, field, value }));
  const about = { suggestion: given(said.suggestion), contact: given(said.contact), phone: given(said.phone) };
  const beside: Change[] = row
    ? set('proposals', row, about)
    : [
        {
          type: 'create',
          table: 'proposals',
          id: createUuid(author.clock, author.random),
          values: { topic, ...about },
        },
      ];
  const files = attach(topic, said.files ?? [], author);
  return write(doc, [...set('agenda', topic, { title, reason: given(said.reason) }), ...beside, ...files], author);
};

/** Puts a proposal on the agenda: after another topic, first (`null`), or last where nothing is said. */
export const adoptTopic = (
  doc: Y.Doc,
  { topic, after }: { readonly topic: string; readonly after?: string | null },
  author: Author,
): Done => {
  const place = after === undefined ? 'end' : after === null ? 'start' : { after };
  const { order, respaced } = topicPlace(doc, topic, place, author.random);
  const set = (field: string, value: Json): Change => ({ type: 'set', table: 'agenda', id: topic, field, value });
  return write(
    doc,
    [...respaced, set('order', order), set('state', 'open'), decided(topic, 'adopted', null, author)],
    author,
  );
};

/** Leaves a proposal for a later meeting (暂缓); it stays beside the agenda, and its proposer reads why. */
export const deferProposal = (
  doc: Y.Doc,
  { topic, why }: { readonly topic: string; readonly why: string },
  author: Author,
): Done => write(doc, [decided(topic, 'deferred', given(why), author)], author);

const findClosed = (doc: Y.Doc, author: Author) => {
  const header = doc.getMap('header');
  const read = (field: string) => valueAt(header, recordId, field);
  const state = read('state') as MeetingState | null;
  // What is signed says so itself.
  if (state === 'signed') return null;
  const isOpen = areProposalsOpen(
    { state, proposalsUntil: read('proposalsUntil') as string | null },
    wallTime(author.clock()).slice(0, 10),
  );
  return isOpen ? null : err({ type: 'ProposalsClosed' } as const);
};

const given = (value: string | undefined): string | null => value?.trim() || null;

const said = (topic: string, { suggestion, contact, phone }: NewProposal, author: Author): Change => ({
  type: 'create',
  table: 'proposals',
  id: createUuid(author.clock, author.random),
  values: { topic, suggestion: given(suggestion), contact: given(contact), phone: given(phone) },
});

const decided = (topic: string, verdict: Verdict, why: string | null, author: Author): Change => ({
  type: 'create',
  table: 'verdicts',
  id: createUuid(author.clock, author.random),
  values: { topic, verdict, why },
});
