import type * as Y from 'yjs';
import { type Author, recordId, valueAt } from '../table/index.ts';
import { circulationSchema } from './circulation-schema.ts';
import { type Done, write } from './intents.ts';

/** Says to whom the minutes are sent, in the order in which they are to stand. */
export const sendTo = (doc: Y.Doc, { names }: { readonly names: readonly string[] }, author: Author): Done => {
  const value = [...new Set(names.map((name) => name.trim()).filter((name) => name !== ''))];
  return write(doc, [{ type: 'set', table: circulationSchema.name, id: recordId, field: 'sentTo', value }], author);
};

export const readSentTo = (doc: Y.Doc): readonly string[] => {
  const value = valueAt(doc.getMap(circulationSchema.name), recordId, 'sentTo');
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
};
