import type { AddressParts } from '@lianxi/access';
import { kindDefinitions } from '@lianxi/documents';
import * as Y from 'yjs';

/** Where a kind shows its own title: a field of one of its records. */
const titleFields: { readonly [kind: string]: readonly [record: string, field: string] } = {
  directory: ['community', 'name'],
  minutes: ['header', 'title'],
  ledger: ['card', 'title'],
};

/**
 * A document's first content, which only the server writes: `meta` with the schema's version and the time, and the title
 * under the record's own key, where everything that a person writes stands above it and can never clash with it. An `open`
 * document belongs to other people's programs and begins empty.
 */
export const seedOf = ({ kind }: AddressParts, title: string, by: string, now: number): Uint8Array | null => {
  const definition = kindDefinitions[kind];
  if (!definition) return null;
  const doc = new Y.Doc();
  doc.transact(() => {
    const meta = doc.getMap('meta');
    meta.set('version', definition.version);
    meta.set('createdAt', now);
    const [record, field] = titleFields[kind] ?? [];
    if (record && field && title !== '') doc.getMap(record).set('self', { [field]: title, $at: now, $by: by });
  });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
};
