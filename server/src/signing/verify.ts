import type { Address } from '@lianxi/access';
import { signingOf } from '@lianxi/documents';
import * as Y from 'yjs';
import { createSigningStore, readDocument, type Store } from '../store/index.ts';
import { hashAddendum } from './amend.ts';
import { hashMinutes } from './content.ts';

/** What recomputing signed minutes came to. */
export type Verified =
  | { readonly type: 'NoSuchDocument' | 'NotSigned' }
  | { readonly type: 'Holds'; readonly number: string; readonly hash: string; readonly addenda: number }
  /** `where`: the text as it stands, the row of the file, or the addendum by its number. */
  | {
      readonly type: 'Broken';
      readonly where: 'text' | 'row' | number;
      readonly expected: string;
      readonly found: string;
    };

export const verifyMinutes = (store: Store, address: Address): Verified => {
  const stored = readDocument(store, address);
  if (!stored) return { type: 'NoSuchDocument' };
  const signings = createSigningStore(store);
  const row = signings.find(address);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, stored.update);
  const [signing, found] = [signingOf(doc), hashMinutes(doc)];
  doc.destroy();
  if (!row) return { type: 'NotSigned' };
  if (found !== row.hash) return { type: 'Broken', where: 'text', expected: row.hash, found };
  if (signing?.hash !== row.hash || signing.number !== row.number) {
    return { type: 'Broken', where: 'row', expected: row.hash, found: signing?.hash ?? '' };
  }
  let previous = row.hash;
  const addenda = signings.addendaOf(address);
  for (const addendum of addenda) {
    const own = hashAddendum(addendum);
    if (own !== addendum.hash || addendum.previous !== previous) {
      return { type: 'Broken', where: addendum.ordinal, expected: addendum.hash, found: own };
    }
    previous = own;
  }
  return { type: 'Holds', number: row.number, hash: row.hash, addenda: addenda.length };
};
