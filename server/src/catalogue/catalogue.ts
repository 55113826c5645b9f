import {
  type Address,
  type AddressParts,
  type DocumentKind,
  directoryParts,
  type Grant,
  mayCreate,
  type Rights,
  rightsOf,
  type Scope,
  scopeSuits,
} from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';
import type { Account } from '../identity/index.ts';
import { createDocument, findDocument, listDocuments, partsOf, renameDocument, type Store } from '../store/index.ts';
import { placeNameOf } from './place-name.ts';
import { seedOf } from './seed.ts';

/** Characters of a title in the list: as many as the longest title in any kind of document. */
export const longestTitle = 120;

/** Which documents there are, who may see which, and the making of new ones. */
export interface Catalogue {
  listFor(grants: readonly Grant[]): readonly ListedDocument[];
  /** At somebody's wish: only what they may. Again under the same address it changes nothing. */
  createFor(
    account: Account,
    grants: readonly Grant[],
    parts: AddressParts,
    title: string,
  ): Result<void, CreateDocumentError>;
  /** At the operator's wish, who has the file anyway. */
  create(parts: AddressParts, title: string): Result<{ readonly isNew: boolean }, UnsuitableScope>;
  /** Makes the community's directory if there is none. */
  ensureDirectory(communityName: string): void;
  rename(address: Address, title: string): boolean;
  /** What people call the place of a role; null where nobody has named it. */
  placeName(on: Scope | Address): string | null;
}

export interface ListedDocument {
  readonly address: Address;
  readonly kind: DocumentKind;
  readonly scope: string;
  readonly id: string;
  readonly title: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly rights: Rights;
}

export type UnsuitableScope = { readonly type: 'UnsuitableScope'; readonly kind: DocumentKind; readonly scope: string };
export type CreateDocumentError = UnsuitableScope | { readonly type: 'Forbidden' };

export const createCatalogue = (store: Store): Catalogue => {
  const make = (parts: AddressParts, title: string, by: string, isDemo: boolean) => {
    const seed = seedOf(parts, title, by, store.clock());
    return createDocument(store, { parts, title, createdBy: by === '' ? null : by, isDemo, seed });
  };
  const findUnsuitable = ({ address, kind, scope }: AddressParts): UnsuitableScope | null =>
    scopeSuits(kind, scope) && (kind !== 'directory' || address === directoryParts.address)
      ? null
      : { type: 'UnsuitableScope', kind, scope };
  return {
    listFor: (grants) =>
      listDocuments(store).flatMap((row) => {
        const parts = partsOf(row);
        const rights = rightsOf(grants, parts, store.clock());
        const { address, kind, scope, id } = parts;
        const { title, createdAt, updatedAt } = row;
        return rights === 'none' ? [] : [{ address, kind, scope, id, title, createdAt, updatedAt, rights }];
      }),
    createFor: (account, grants, parts, title) => {
      if (!mayCreate(grants, parts, store.clock())) {
        const unsuitable = rightsOf(grants, parts, store.clock()) === 'write' ? findUnsuitable(parts) : null;
        return err(unsuitable ?? { type: 'Forbidden' });
      }
      make(parts, title, account.id, account.isDemo);
      return ok(undefined);
    },
    create: (parts, title) => {
      const unsuitable = findUnsuitable(parts);
      return unsuitable ? err(unsuitable) : ok(make(parts, title, '', false));
    },
    ensureDirectory: (communityName) => {
      if (findDocument(store, directoryParts.address)) return;
      make(directoryParts, communityName, '', false);
    },
    rename: (address, title) => renameDocument(store, address, title),
    placeName: (on) => placeNameOf(store, on),
  };
};
