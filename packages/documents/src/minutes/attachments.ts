import type * as Y from 'yjs';
import { attach, detach, type NewAttachment } from '../attachments/changes.ts';
import type { Author } from '../table/index.ts';
import { type Done, write } from './intents.ts';

/** Puts files beside a topic, or photos of the signed sheet beside the meeting (`signInSheet`). */
export const attachFiles = (
  doc: Y.Doc,
  { about, files }: { readonly about: string; readonly files: readonly NewAttachment[] },
  author: Author,
): Done => write(doc, attach(about, files, author), author);

export const detachFile = (doc: Y.Doc, { id }: { readonly id: string }, author: Author): Done =>
  write(doc, detach([id]), author);
