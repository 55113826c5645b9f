import type { Address, AddressParts } from '@lianxi/access';
import { createUuid, err, ok, type Result } from '@lianxi/base';
import { snapshotMinutes, textBlocksOf, textOf, wallTime } from '@lianxi/documents';
import { buildOfficial, type OfficialMinutes, picturesIn } from '@lianxi/exchange/official';
import * as Y from 'yjs';
import { createSecret, hashSecret, parseSecret, type Secret } from '../identity/index.ts';
import {
  createNote,
  createSigningStore,
  findDocument,
  type HandoutRow,
  partsOf,
  readDocument,
  readMedia,
  type Store,
  type StoredPicture,
} from '../store/index.ts';
import { isOfCommittee, type Signer } from './sign.ts';

/** Links that read the official sheets of signed minutes without an account, until they expire or are revoked (分送). */
export const longestHandout = 90;
export const mostHandouts = 100;
const day = 86_400_000;

export type HandOutError =
  | { readonly type: 'NotCommittee' }
  | { readonly type: 'NotSigned' }
  | { readonly type: 'TooManyHandouts' }
  | { readonly type: 'NoSuchHandout' };

export const handOut = (
  store: Store,
  minutes: AddressParts,
  { recipient, days }: { readonly recipient: string; readonly days: number },
  by: Signer,
): Result<{ readonly secret: Secret; readonly handout: HandoutRow }, HandOutError> =>
  store.sqlite
    .transaction((): ReturnType<typeof handOut> => {
      const signings = createSigningStore(store);
      const now = store.clock();
      const { address } = minutes;
      if (!isOfCommittee(store, minutes, by)) return err({ type: 'NotCommittee' });
      const room = findDocument(store, address)?.room;
      if (room === undefined || !signings.find(address)) return err({ type: 'NotSigned' });
      if (signings.handoutsOf(address).filter((each) => isOpen(each, now)).length >= mostHandouts) {
        return err({ type: 'TooManyHandouts' });
      }
      const secret = createSecret();
      const handout: HandoutRow = {
        id: createUuid(store.clock),
        address,
        recipient,
        secretHash: hashSecret(secret),
        createdAt: now,
        createdBy: by.id,
        expiresAt: now + days * day,
        revokedAt: null,
        openings: 0,
        openedAt: null,
      };
      signings.addHandout(handout);
      const detail = { handout: handout.id, until: handout.expiresAt };
      createNote(store)({ type: 'handed-out', member: by.id, room, detail });
      return ok({ secret, handout });
    })
    .immediate();

export const revokeHandout = (store: Store, id: string, by: Signer): Result<void, HandOutError> =>
  store.sqlite
    .transaction((): Result<void, HandOutError> => {
      const signings = createSigningStore(store);
      const handout = signings.findHandout({ id });
      const row = handout && findDocument(store, handout.address as Address);
      // Of a link that somebody may not know there is nothing to be said.
      if (!handout || !row || !isOfCommittee(store, partsOf(row), by)) return err({ type: 'NoSuchHandout' });
      if (handout.revokedAt !== null) return ok(undefined);
      signings.revokeHandout(id, store.clock());
      createNote(store)({ type: 'handout-revoked', member: by.id, room: row.room, detail: { handout: id } });
      return ok(undefined);
    })
    .immediate();

/** What whoever has the link gets to see: the sheets, and for whom they are. */
export interface Handed {
  readonly official: OfficialMinutes;
  readonly recipient: string;
  readonly openedAt: number;
  readonly expiresAt: number;
}

/** A picture that stands in the sheets of an open link; null of any other. */
export const pictureOfHandout = (store: Store, input: string, hash: string): StoredPicture | null => {
  const secret = parseSecret(input);
  const handout = secret && createSigningStore(store).findHandout({ secretHash: hashSecret(secret) });
  if (!handout || !isOpen(handout, store.clock())) return null;
  const address = handout.address as Address;
  const official = officialOf(store, address);
  const room = findDocument(store, address)?.room;
  if (!official || room === undefined || !picturesIn(official).includes(hash)) return null;
  return readMedia(store, room, hash);
};

/** Counts and writes down that it was opened. */
export const openHandout = (store: Store, input: string): Result<Handed, HandOutError> => {
  const secret = parseSecret(input);
  const gone = err({ type: 'NoSuchHandout' } as const);
  if (!secret) return gone;
  return store.sqlite
    .transaction((): Result<Handed, HandOutError> => {
      const signings = createSigningStore(store);
      const now = store.clock();
      const handout = signings.findHandout({ secretHash: hashSecret(secret) });
      if (!handout || !isOpen(handout, now)) return gone;
      const address = handout.address as Address;
      const official = officialOf(store, address);
      const room = findDocument(store, address)?.room;
      if (!official || room === undefined) return gone;
      signings.countOpening(handout, now);
      const detail = { handout: handout.id, count: handout.openings + 1 };
      createNote(store)({ type: 'handout-read', member: null, room, detail });
      const { recipient, expiresAt } = handout;
      return ok({ official, recipient, openedAt: now, expiresAt });
    })
    .immediate();
};

const isOpen = ({ revokedAt, expiresAt }: HandoutRow, now: number): boolean => revokedAt === null && now < expiresAt;

/** Signed minutes as the official document, with what was added to them. */
const officialOf = (store: Store, address: Address): OfficialMinutes | null => {
  const stored = readDocument(store, address);
  if (!stored) return null;
  const doc = new Y.Doc();
  Y.applyUpdate(doc, stored.update);
  const minutes = snapshotMinutes(doc);
  const official = buildOfficial({
    minutes,
    text: (topic) => textBlocksOf(textOf(doc, topic)),
    issuer: minutes.signing?.issuer ?? '',
    sentTo: minutes.sentTo,
    issuedOn: minutes.signing ? wallTime(minutes.signing.signedAt).slice(0, 10) : null,
    addenda: createSigningStore(store)
      .addendaOf(address)
      .map(({ ordinal, type, text, at }) => ({ order: ordinal, type, text, day: wallTime(at).slice(0, 10) })),
  });
  doc.destroy();
  return official;
};
