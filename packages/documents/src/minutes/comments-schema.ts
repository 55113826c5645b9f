import { choice, defineTable, text } from '../table/index.ts';

export const commentStates = ['open', 'resolved', 'accepted', 'rejected'] as const;
export type CommentState = (typeof commentStates)[number];

/**
 * What people say about words of a topic's text, since version 2. The words carry the mark `comment` with the row's id, which
 * travels with them through everything that is typed, split and merged around them; `quote` keeps them as they were.
 */
export const commentsSchema = defineTable('comments', {
  topic: text(64),
  /** The comment that this one answers; null for the first of a thread. */
  thread: text(64),
  quote: text(500),
  text: text(1000),
  /** What the words should say instead; null where nothing is proposed. Empty: they should go. */
  proposal: text(2000),
  /** Of the first of a thread. */
  state: choice(...commentStates),
});
