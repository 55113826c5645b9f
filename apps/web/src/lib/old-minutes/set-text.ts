import { textOf } from '@lianxi/documents';
import { minutesTextSchema } from '@lianxi/documents/minutes-text';
import { DOMParser as SchemaParser } from '@tiptap/pm/model';
import { prosemirrorToYXmlFragment } from '@tiptap/y-tiptap';
import type { DocumentView } from '#lib/workspace';
import { cleanPaste } from '../meetings/text/clean-paste.ts';

/** Writes HTML as the whole text of a new topic: cleaned as a paste is, and only what the schema has a place for. */
export const setTopicText = (doc: DocumentView['doc'], topic: string, html: string): void => {
  const { body } = new DOMParser().parseFromString(cleanPaste(html), 'text/html');
  const text = SchemaParser.fromSchema(minutesTextSchema()).parse(body);
  text.check();
  if (text.textContent !== '' || text.childCount > 1) prosemirrorToYXmlFragment(text, textOf(doc, topic));
};
