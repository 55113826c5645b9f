import { type Address, communityScope, directoryParts, type Scope } from '@lianxi/access';
import { projectDirectory } from '@lianxi/documents';
import * as Y from 'yjs';
import { findDocument, readDocument, type Store } from '../store/index.ts';

/** What people call the place of a role: a document's title, or the name that the directory has for a scope; null where nobody has named it. */
export const placeNameOf = (store: Store, on: Scope | Address): string | null => {
  if (on.includes('/')) return findDocument(store, on as Address)?.title ?? null;
  const stored = readDocument(store, directoryParts.address);
  if (!stored || on === communityScope) return null;
  const doc = new Y.Doc();
  Y.applyUpdate(doc, stored.update);
  const directory = projectDirectory(doc);
  const named = [directory.gridNodes, directory.units].flatMap((table) =>
    table.ids().flatMap((id) => {
      const { scope, name } = table.values(id);
      return scope === on && name ? [name] : [];
    }),
  );
  directory.destroy();
  doc.destroy();
  return named[0] ?? null;
};
