import { type Attachment, type AttachmentRows, attachmentsIn, projectAttachments } from '@lianxi/documents';
import { projectionOf, viewValue } from '#lib/view';
import type { DocumentView } from '#lib/workspace';

/** A document's attachments, as templates read them. */
export interface AttachmentsView {
  of(about: string): readonly Attachment[];
}

const views = new WeakMap<AttachmentRows, AttachmentsView>();

export const viewAttachments = (doc: DocumentView['doc']): AttachmentsView => {
  const rows = projectionOf(doc, projectAttachments);
  const known = views.get(rows);
  if (known) return known;
  const all = viewValue(
    (listener) => rows.subscribe({ type: 'any' }, listener),
    () => attachmentsIn(rows),
  );
  const view: AttachmentsView = { of: (about) => all.current.filter((each) => each.about === about) };
  views.set(rows, view);
  return view;
};
