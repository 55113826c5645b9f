import { directoryParts } from '@lianxi/access';
import { projectDirectory, scopesByName } from '@lianxi/documents';
import * as Y from 'yjs';
import { createSigningStore, readDocument, type Store } from '../store/index.ts';

/** What the directory calls units and branches, and under which scopes they write. */
export interface Bodies {
  readonly scopes: ReadonlyMap<string, string>;
  readonly community: string;
}

export const bodiesOf = (store: Store): Bodies => {
  const stored = readDocument(store, directoryParts.address);
  const doc = new Y.Doc();
  if (stored) Y.applyUpdate(doc, stored.update);
  const directory = projectDirectory(doc);
  const scopes = scopesByName(directory);
  directory.destroy();
  doc.destroy();
  return { scopes, community: createSigningStore(store).communityName() };
};

/** The branch that answers for the scope, or for one around it; else the community. */
export const issuerOf = ({ scopes, community }: Bodies, scope: string): string => {
  const branches = new Map([...scopes].flatMap(([name, of]) => (/(支部|总支|党委)$/.test(name) ? [[of, name]] : [])));
  const parts = scope.split('.');
  for (let length = parts.length; length > 0; length--) {
    const name = branches.get(parts.slice(0, length).join('.'));
    if (name !== undefined) return name;
  }
  return community;
};
