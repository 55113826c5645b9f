import {
  type Address,
  type AddressParts,
  addressSuits,
  type DocumentKind,
  directoryParts,
  type Grant,
  mayCreate,
  type Rights,
  rightsOf,
  type Scope,
} from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';
import type { Account } from '../identity/index.ts';
import {
  createDocument,
  createNote,
  findDocument,
  listDocuments,
  partsOf,
  renameDocument,
  type Store,
} from '../store/index.ts';
import { placeNameOf } from './place-name.ts';
import { seedOf } from './seed.ts';
import { type TakeAwayError, takeAway } from './take-away.ts';

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
  /** `by`: a member's id; null for the operator. */
  rename(address: Address, title: string, by: string | null): boolean;
  /** At the wish of whoever has begun it: gone for everybody. */
  takeAway(account: Account, grants: readonly Grant[], parts: AddressParts): Result<void, TakeAwayError>;
  has(address: Address): boolean;
  /** Signed off: its title in the list stands, too. */
  isSealed(address: Address): boolean;
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
  const note = createNote(store);
  /** What somebody did to a document, written down in the transaction that does it. */
  const noted = <T>(
    type: 'created' | 'renamed',
    address: Address,
    by: string | null,
    run: () => T,
    isDone: (done: T) => boolean,
  ): T =>
    store.sqlite
      .transaction(() => {
        const done = run();
        const room = isDone(done) ? findDocument(store, address)?.room : undefined;
        if (room !== undefined) note({ type, member: by, room, detail: {} });
        return done;
      })
      .immediate();
  const make = (parts: AddressParts, title: string, by: string, isDemo: boolean) => {
    const seed = seedOf(parts, title, by, store.clock());
    return createDocument(store, { parts, title, createdBy: by === '' ? null : by, isDemo, seed });
  };
  const makeNoted = (parts: AddressParts, title: string, by: string, isDemo: boolean) =>
    noted(
      'created',
      parts.address,
      by === '' ? null : by,
      () => make(parts, title, by, isDemo),
      ({ isNew }) => isNew,
    );
  const findUnsuitable = (parts: AddressParts): UnsuitableScope | null =>
    addressSuits(parts) ? null : { type: 'UnsuitableScope', kind: parts.kind, scope: parts.scope };
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
      makeNoted(parts, title, account.id, account.isDemo);
      return ok(undefined);
    },
    create: (parts, title) => {
      const unsuitable = findUnsuitable(parts);
      return unsuitable ? err(unsuitable) : ok(makeNoted(parts, title, '', false));
    },
    ensureDirectory: (communityName) => {
      if (findDocument(store, directoryParts.address)) return;
      make(directoryParts, communityName, '', false);
    },
    rename: (address, title, by) => {
      const row = findDocument(store, address);
      if (!row || row.title === title) return row !== null;
      return noted(
        'renamed',
        address,
        by,
        () => renameDocument(store, address, title),
        (isThere) => isThere,
      );
    },
    takeAway: ({ id }, grants, parts) => takeAway(store, parts, { id, grants }),
    has: (address) => findDocument(store, address) !== null,
    isSealed: (address) => (findDocument(store, address)?.sealedAt ?? null) !== null,
    placeName: (on) => placeNameOf(store, on),
  };
};
