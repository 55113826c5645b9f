import { choice, defineTable, integer, text } from '../table/index.ts';

export const attachmentTypes = ['image', 'pdf'] as const;
export type AttachmentType = (typeof attachmentTypes)[number];

/**
 * Files that lie beside what is said in a document, by the hash of their bytes (docs/spec/media.md). The hash is a cell of its own
 * and never in the row: taking an attachment back empties it, so that nothing names the bytes any more and they go.
 */
export const attachmentsSchema = defineTable('attachments', {
  /** What it belongs to: a topic, a report, or `signInSheet`. */
  about: text(64),
  hash: text(64),
  name: text(120),
  type: choice(...attachmentTypes),
  /** Pixels of a picture. */
  width: integer(0, 20_000),
  height: integer(0, 20_000),
});

/** What the photos of the signed sheet are about. */
export const signInSheet = 'sheet';
/** As many as may lie beside one thing. */
export const mostAttachments = 9;
