import { createUuid, err, type Result } from '@lianxi/base';
import type * as Y from 'yjs';
import { attach, detach, type NewAttachment, readAttachments } from '../attachments/changes.ts';
import { type Author, type Change, type ChangeError, commit } from '../table/index.ts';
import { feedbackSchema, followupTables, itemsSchema, type ReviewOutcome, reviewsSchema } from './schema.ts';

/** The only writers of a follow-up. What is said stands beside what others say; taking it back hides it. */
export type FollowupError = ChangeError | { readonly type: 'NothingWritten' } | { readonly type: 'NoSuchItem' };
type Done = Result<readonly Change[], FollowupError>;

/** A responsible unit says what has been done, and shows it. */
export const reportFeedback = (
  doc: Y.Doc,
  {
    item,
    unit,
    files = [],
    ...input
  }: {
    readonly item: string;
    readonly unit: string | null;
    readonly text: string;
    readonly files?: readonly NewAttachment[];
  },
  author: Author,
): Done => {
  const text = input.text.trim();
  if (text === '') return err({ type: 'NothingWritten' });
  return create(doc, feedbackSchema.name, { item, unit, text }, author, files);
};

/** The committee settles an item, or sends it back with what is missing and, where it says one, another deadline. */
export const reviewItem = (
  doc: Y.Doc,
  input: {
    readonly item: string;
    readonly outcome: ReviewOutcome;
    readonly note?: string;
    readonly deadline?: string | null;
  },
  author: Author,
): Done => {
  const { item, outcome, deadline = null } = input;
  const note = input.note?.trim() || null;
  return create(doc, reviewsSchema.name, { item, outcome, note, deadline }, author);
};

/** Takes back what this very person said or decided, and the files beside it. */
export const takeBackStep = (
  doc: Y.Doc,
  { type, id }: { readonly type: 'feedback' | 'review'; readonly id: string },
  author: Author,
): Done => {
  const table = type === 'feedback' ? feedbackSchema.name : reviewsSchema.name;
  const files = readAttachments(doc).filter(({ about }) => about === id);
  const changes: readonly Change[] = [...detach(files.map((file) => file.id)), { type: 'remove', table, id }];
  return commit(doc, followupTables, changes, author);
};

const create = (
  doc: Y.Doc,
  table: string,
  values: { readonly item: string; readonly [field: string]: string | null },
  author: Author,
  files: readonly NewAttachment[] = [],
): Done => {
  if (!doc.getMap(itemsSchema.name).has(values.item)) return err({ type: 'NoSuchItem' });
  const id = createUuid(author.clock, author.random);
  return commit(doc, followupTables, [{ type: 'create', table, id, values }, ...attach(id, files, author)], author);
};
