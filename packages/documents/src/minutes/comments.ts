import { createUuid, err } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Author, projectTable, type TableProjection } from '../table/index.ts';
import { type CommentState, commentsSchema } from './comments-schema.ts';
import { type Done, write } from './intents.ts';

export const longestQuote = 500;
export const longestProposal = 2000;

export interface NewComment {
  readonly id: string;
  readonly topic: string;
  readonly quote: string;
  readonly text?: string;
  readonly proposal?: string;
}

/** Begins a thread about the words that carry its id. Something must be said of them, or proposed. */
export const addComment = (doc: Y.Doc, comment: NewComment, author: Author): Done => {
  const words = (comment.text ?? '').trim();
  if (words === '' && comment.proposal === undefined) return err({ type: 'NothingWritten' });
  const { id, topic, quote, proposal } = comment;
  const values = {
    topic,
    thread: null,
    quote: quote.slice(0, longestQuote),
    text: words || null,
    proposal: proposal ?? null,
    state: 'open',
  };
  return write(doc, [{ type: 'create', table: 'comments', id, values }], author);
};

export const answerComment = (
  doc: Y.Doc,
  answer: { readonly thread: string; readonly topic: string; readonly text: string },
  author: Author,
): Done => {
  const words = answer.text.trim();
  if (words === '') return err({ type: 'NothingWritten' });
  const id = createUuid(author.clock, author.random);
  const { thread, topic } = answer;
  return write(doc, [{ type: 'create', table: 'comments', id, values: { topic, thread, text: words } }], author);
};

/** Settles a thread, or opens it again. */
export const settleComment = (
  doc: Y.Doc,
  { comment, state }: { readonly comment: string; readonly state: CommentState },
  author: Author,
): Done => write(doc, [{ type: 'set', table: 'comments', id: comment, field: 'state', value: state }], author);

export const removeComment = (doc: Y.Doc, { comment }: { readonly comment: string }, author: Author): Done =>
  write(doc, [{ type: 'remove', table: 'comments', id: comment }], author);

/** The comments of a meeting as read. Apart from the meeting's own projection: only an open text asks for them. */
export const projectComments = (doc: Y.Doc): TableProjection<(typeof commentsSchema)['fields']> =>
  projectTable(doc.getMap(commentsSchema.name), commentsSchema);
