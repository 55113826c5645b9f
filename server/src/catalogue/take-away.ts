import { type AddressParts, type DocumentKind, type Grant, rightsOf } from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';
import { createNote, findDocument, hasOtherWriters, isInBooks, removeDocuments, type Store } from '../store/index.ts';

export type TakeAwayError =
  | { readonly type: 'NoSuchDocument' }
  /** Somebody else has begun it, or this person may not write there any more. */
  | { readonly type: 'Forbidden' }
  /** It is more than a beginning: others have written in it, it is signed off or in the books, or the time is over. */
  | { readonly type: 'TakenUp' };

/** How long what was begun is a beginning (ms). */
export const takeAwayWithin = 7 * 86_400_000;

const kinds: ReadonlySet<DocumentKind> = new Set(['minutes', 'register', 'ledger', 'open']);

/**
 * Takes away, for everybody, a document that the member has begun and in which nobody else has written; with all that the member
 * wrote there. Decided and done in one transaction: what somebody stores at the same moment comes before it, or to a
 * document that there is not.
 */
export const takeAway = (
  store: Store,
  parts: AddressParts,
  by: { readonly id: string; readonly grants: readonly Grant[] },
): Result<void, TakeAwayError> =>
  store.sqlite
    .transaction((): Result<void, TakeAwayError> => {
      const now = store.clock();
      const row = findDocument(store, parts.address);
      const rights = rightsOf(by.grants, parts, now);
      if (!row || rights === 'none') return err({ type: 'NoSuchDocument' });
      if (rights !== 'write' || row.createdBy !== by.id || !kinds.has(parts.kind)) return err({ type: 'Forbidden' });
      const isOld = now - row.createdAt > takeAwayWithin;
      if (isOld || row.sealedAt !== null || hasOtherWriters(store, row, by.id) || isInBooks(store, row))
        return err({ type: 'TakenUp' });
      createNote(store)({ type: 'taken-away', member: by.id, room: row.room, detail: {} });
      removeDocuments(store, [parts.address]);
      return ok(undefined);
    })
    .immediate();
