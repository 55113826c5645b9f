import { hash } from 'node:crypto';
import type { AddressParts } from '@lianxi/access';
import { assert, canonicalJson, err, ok, type Result } from '@lianxi/base';
import { type AddendumType, addendumChange, commit, createAuthor, followupTables } from '@lianxi/documents';
import * as Y from 'yjs';
import {
  type AddendumRow,
  appendUpdate,
  createNote,
  createSigningStore,
  findDocument,
  readDocument,
  type Store,
} from '../store/index.ts';
import { chairOf, followupParts, isOfCommittee, isSigner, type Signer } from './sign.ts';

export type AmendError =
  | { readonly type: 'NotCommittee' }
  | { readonly type: 'NotSigned' }
  /** Somebody else has added something since this was written: what is chained to is seen first. */
  | { readonly type: 'ChangedMeanwhile' };

/** SHA-256 of the canonical text of an addendum (docs/spec/minutes.md). */
export const hashAddendum = ({ hash: _, ...addendum }: AddendumRow): string =>
  hash('sha256', canonicalJson({ format: 'lianxi-addendum/1', ...addendum }), 'hex');

/** What else is to be said of signed minutes: a numbered record of its own, chained to what was signed. Not a byte of that changes. */
export const amend = (
  store: Store,
  minutes: AddressParts,
  input: { readonly type: AddendumType; readonly text: string; readonly previous: string },
  by: Signer,
): Result<AddendumRow, AmendError> => {
  const amended = store.sqlite
    .transaction((): Result<AddendumRow, AmendError> => {
      const signings = createSigningStore(store);
      const { address } = minutes;
      const signing = signings.find(address);
      if (!isOfCommittee(store, minutes, by) || !isSigner(signings, by, chairOf(store, address)))
        return err({ type: 'NotCommittee' });
      if (!signing) return err({ type: 'NotSigned' });
      const before = signings.addendaOf(address);
      const previous = before.at(-1)?.hash ?? signing.hash;
      if (previous !== input.previous) return err({ type: 'ChangedMeanwhile' });
      const { type, text } = input;
      const unsigned = { address, ordinal: before.length + 1, type, text, at: store.clock(), by: by.id, previous };
      const row = { ...unsigned, hash: hashAddendum({ ...unsigned, hash: '' }) };
      signings.addAddendum(row);
      tellFollowup(store, minutes, row);
      const room = findDocument(store, address)?.room;
      assert(room !== undefined, 'what is signed is there');
      createNote(store)({ type: 'amended', member: by.id, room, detail: { ordinal: row.ordinal, hash: row.hash } });
      return ok(row);
    })
    .immediate();
  if (amended.ok) for (const watcher of store.watchers) watcher();
  return amended;
};

const tellFollowup = (store: Store, minutes: AddressParts, row: AddendumRow): void => {
  const { address } = followupParts(minutes);
  const stored = readDocument(store, address);
  assert(stored !== null, 'what is signed has a follow-up');
  const doc = new Y.Doc();
  Y.applyUpdate(doc, stored.update);
  const before = Y.encodeStateVector(doc);
  const { ordinal: order, type, text, at, by, previous, hash: own } = row;
  const change = addendumChange({ order, type, text, at, by, previous, hash: own });
  const done = commit(
    doc,
    followupTables,
    [change],
    createAuthor('', () => at),
  );
  assert(done.ok, done.ok ? '' : JSON.stringify(done.error));
  assert(appendUpdate(store, address, Y.encodeStateAsUpdate(doc, before)) !== null, 'a follow-up is never sealed');
  doc.destroy();
};
