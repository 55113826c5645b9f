import { type AddressParts, type Grant, isCommitteeRole, isInForce, rightsOf } from '@lianxi/access';
import { assert, err, ok, type Result } from '@lianxi/base';
import { commit, createAuthor, minutesTables } from '@lianxi/documents';
import * as Y from 'yjs';
import { appendUpdate, findDocument, readDocument, type Store, sealDocument } from '../store/index.ts';

export type SignOffError =
  | { readonly type: 'NotMinutes' }
  | { readonly type: 'NoSuchDocument' }
  | { readonly type: 'SignedAlready' }
  /** Only the committee signs, and only where it may write. */
  | { readonly type: 'NotCommittee' };

/**
 * A meeting's minutes are signed off at the committee's decision: the state `signed`, the seal and the row in the audit log
 * are one transaction. There is no way back.
 */
export const signOff = (
  store: Store,
  minutes: AddressParts,
  by: { readonly id: string; readonly grants: readonly Grant[] },
): Result<void, SignOffError> => {
  const { address, kind } = minutes;
  if (kind !== 'minutes') return err({ type: 'NotMinutes' });
  const now = store.clock();
  const ofCommittee = by.grants.filter((grant) => isCommitteeRole(grant.role) && isInForce(grant, now));
  if (rightsOf(ofCommittee, minutes, now) !== 'write') return err({ type: 'NotCommittee' });
  return store.sqlite
    .transaction((): Result<void, SignOffError> => {
      const row = findDocument(store, address);
      const whole = readDocument(store, address);
      if (!row || !whole) return err({ type: 'NoSuchDocument' });
      if (row.sealedAt !== null) return err({ type: 'SignedAlready' });
      const appended = appendUpdate(store, address, signedState(whole.update, by.id, store));
      assert(appended !== null && sealDocument(store, address, by.id), 'nobody else writes in a transaction');
      return ok(undefined);
    })
    .immediate();
};

const signedState = (update: Uint8Array, member: string, { clock }: Store): Uint8Array => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  const before = Y.encodeStateVector(doc);
  const change = { type: 'set', table: 'header', id: 'self', field: 'state', value: 'signed' } as const;
  const done = commit(doc, minutesTables, [change], createAuthor(member, clock));
  assert(done.ok, 'the header has a state');
  const signed = Y.encodeStateAsUpdate(doc, before);
  doc.destroy();
  return signed;
};
