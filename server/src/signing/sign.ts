import {
  type Address,
  type AddressParts,
  type Grant,
  isCommitteeRole,
  isInForce,
  rightsOf,
  toAddress,
} from '@lianxi/access';
import { assert, err, ok, type Result } from '@lianxi/base';
import {
  commit,
  createAuthor,
  headerOf,
  type MeetingType,
  minutesTables,
  projectMinutes,
  snapshotMinutes,
  wallTime,
} from '@lianxi/documents';
import * as Y from 'yjs';
import {
  appendUpdate,
  createDocument,
  createNote,
  createSigningStore,
  type DocumentRow,
  findDocument,
  readDocument,
  type SigningStore,
  type Store,
  sealDocument,
} from '../store/index.ts';
import { bodiesOf, issuerOf } from './bodies.ts';
import { hashMinutes, type Signing, writeSigning } from './content.ts';
import { drawFollowup } from './followup.ts';
import { lineOf, nextIssue, readSigningSettings } from './number.ts';

export type SignOffError =
  | { readonly type: 'NotMinutes' }
  | { readonly type: 'NoSuchDocument' }
  | { readonly type: 'SignedAlready' }
  /** Only the committee signs, and only where it may write; where signers are named, one of them or who chaired. */
  | { readonly type: 'NotCommittee' }
  /** The document is not what the signer has seen. */
  | { readonly type: 'ChangedMeanwhile' };

export interface Signer {
  readonly id: string;
  readonly name: string;
  readonly grants: readonly Grant[];
}

/**
 * A meeting's minutes are signed off at the committee's decision: the number, the state `signed`, the seal, the follow-up of what
 * was resolved and the rows in the audit log are one transaction. There is no way back. `seen`: the hash of what the signer
 * had before them; null at the command line.
 */
export const signOff = (
  store: Store,
  minutes: AddressParts,
  by: Signer,
  seen: string | null = null,
): Result<Signing & { readonly ordinal: number }, SignOffError> => {
  if (minutes.kind !== 'minutes') return err({ type: 'NotMinutes' });
  const signed = store.sqlite
    .transaction((): ReturnType<typeof signOff> => {
      const row = findDocument(store, minutes.address);
      const whole = readDocument(store, minutes.address);
      if (!isOfCommittee(store, minutes, by)) return err({ type: 'NotCommittee' });
      if (!row || !whole) return err({ type: 'NoSuchDocument' });
      if (row.sealedAt !== null) return err({ type: 'SignedAlready' });
      const doc = new Y.Doc();
      Y.applyUpdate(doc, whole.update);
      const done = signDocument(store, { row, minutes, doc, by, seen });
      doc.destroy();
      return done;
    })
    .immediate();
  if (signed.ok) for (const watcher of store.watchers) watcher();
  return signed;
};

/** Somebody of the committee who may write there. */
export const isOfCommittee = (store: Store, minutes: AddressParts, { grants }: Pick<Signer, 'grants'>): boolean => {
  const now = store.clock();
  const ofCommittee = grants.filter((grant) => isCommitteeRole(grant.role) && isInForce(grant, now));
  return rightsOf(ofCommittee, minutes, now) === 'write';
};

/** Where the committee has named signers: one of them, or whoever chaired. */
export const isSigner = (store: SigningStore, { id, name }: Signer, chair: string | null): boolean => {
  const { signers } = readSigningSettings(store);
  return signers.length === 0 || signers.includes(id) || chair === name;
};

/** As the header says it. */
export const chairOf = (store: Store, address: Address): string | null => headerAt(store, address)?.chair ?? null;
export const typeOf = (store: Store, address: Address): MeetingType | null => headerAt(store, address)?.type ?? null;

const headerAt = (store: Store, address: Address) => {
  const stored = readDocument(store, address);
  if (!stored) return null;
  const doc = new Y.Doc();
  Y.applyUpdate(doc, stored.update);
  const minutes = projectMinutes(doc);
  const header = headerOf(minutes);
  minutes.destroy();
  doc.destroy();
  return header;
};

interface Work {
  readonly row: DocumentRow;
  readonly minutes: AddressParts;
  readonly doc: Y.Doc;
  readonly by: Signer;
  readonly seen: string | null;
}

const signDocument = (store: Store, { row, minutes, doc, by, seen }: Work): ReturnType<typeof signOff> => {
  const { address } = minutes;
  const signings = createSigningStore(store);
  const { header } = snapshotMinutes(doc);
  if (!isSigner(signings, by, header.chair)) return err({ type: 'NotCommittee' });
  if (seen !== null && hashMinutes(doc) !== seen) return err({ type: 'ChangedMeanwhile' });
  const signedAt = store.clock();
  const line = `${row.isDemo ? 'demo:' : ''}${lineOf(minutes, header.type)}`;
  const { series, ordinal, number } = nextIssue(signings, line, wallTime(signedAt).slice(0, 4));
  const bodies = bodiesOf(store);
  const before = Y.encodeStateVector(doc);
  const state = { type: 'set', table: 'header', id: 'self', field: 'state', value: 'signed' } as const;
  const author = createAuthor(by.id, () => signedAt);
  const done = commit(doc, minutesTables, [state, { ...state, field: 'number', value: number }], author);
  assert(done.ok, 'the header has a state and a number');
  const issuer = issuerOf(bodies, minutes.scope);
  const signing = writeSigning(doc, { number, issuer, signedAt, signedBy: by.id }, author);
  const appended = appendUpdate(store, address, Y.encodeStateAsUpdate(doc, before));
  assert(appended !== null && sealDocument(store, address, by.id), 'nobody else writes in a transaction');
  signings.add({ address, series, ordinal, number, hash: signing.hash, signedAt, signedBy: by.id });
  createNote(store)({ type: 'signed', member: by.id, room: row.room, detail: { ordinal, hash: signing.hash } });
  const parts = followupParts(minutes);
  const seed = drawFollowup(parts, snapshotMinutes(doc), bodies.scopes, signedAt);
  createDocument(store, { parts, title: row.title, createdBy: null, isDemo: row.isDemo, seed });
  return ok({ ...signing, ordinal });
};

/** Where the follow-up of signed minutes lies: beside them. */
export const followupParts = ({ scope, id }: Pick<AddressParts, 'scope' | 'id'>): AddressParts => ({
  address: toAddress('followup', scope, id) as Address,
  kind: 'followup',
  scope,
  id,
});
