import * as Y from 'yjs';
import type { Cipher, Place } from './seal/cipher.ts';
import type { Refusal } from './types.ts';

/**
 * How a change and a refusal lie in the journal: as they are, or, for documents that are sealed, with what a person wrote sealed
 * ([SE4]). What only counts them stays in the clear, so that a locked device can say how much waits.
 *
 *   change  = { change }  /  { change without update, sealed update, clients }
 *   refusal = { refusal } /  { refusal without text and detail, sealed JSON of both }
 */
export interface Codec {
  /** Whether this codec seals what belongs to the address. */
  seals(address: string): boolean;
  packChange(address: string, change: StoredChange): ChangeRecord;
  /** Without its bytes while it is locked; null where it is sealed and does not open. */
  readChange(address: string, record: ChangeRecord): StoredChange | null;
  packRefusal(address: string, refusal: Refusal): RefusalRecord;
  readRefusal(address: string, record: RefusalRecord): Refusal;
}

export interface StoredChange {
  readonly id: string;
  readonly at: number;
  readonly kind: 'act' | 'typing' | 'note';
  readonly update: Uint8Array;
  /** It stands in no copy any more and is to be carried over to a fresh one. */
  readonly isToCarry: boolean;
  /** It had been received, was counted so, and is being added to: until it is received again it counts as waiting. */
  readonly isReopened: boolean;
  /**
   * It had been received, and is no longer there since a backup was put back. It is written again under its own ids, once what
   * it leans on is there. Absent: no.
   */
  readonly isReturned?: boolean;
  /** The document was rebuilt since it was made: it leans on nothing, and is written by what it says. Absent: no. */
  readonly isReplayed?: boolean;
  /** A window that has gone made it; it was taken over, by more than one window perhaps. Absent: no. */
  readonly isAdopted?: boolean;
}

export type ChangeRecord =
  | { readonly change: StoredChange }
  | { readonly change: Omit<StoredChange, 'update'>; readonly sealed: Uint8Array; readonly clients: readonly number[] };

export type RefusalRecord =
  | { readonly refusal: Refusal }
  | { readonly refusal: Omit<Refusal, 'text' | 'detail'>; readonly sealed: Uint8Array };

export interface Sealing {
  readonly member: string;
  seals(address: string): boolean;
  /** Null while the device is locked. */
  readonly cipher: Cipher | null;
}

const nothing = new Uint8Array();

export const createCodec = ({ member, seals, cipher }: Sealing): Codec => {
  const placeOf = (address: string, kind: Place['kind'], id: string): Place => ({ member, address, kind, id });
  const unlocked = (): Cipher => {
    if (!cipher) throw new Error('a locked journal was given something to seal');
    return cipher;
  };
  return {
    seals,
    packChange: (address, change) => {
      if (!seals(address)) return { change: { ...change } };
      const { update, ...rest } = change;
      const sealed = unlocked().seal(placeOf(address, 'change', change.id), update);
      return { change: rest, sealed, clients: [...clientsOf(update)] };
    },
    readChange: (address, record) => {
      if (!seals(address)) return 'sealed' in record ? null : record.change;
      if (!cipher) return { ...record.change, update: nothing };
      if (!('sealed' in record)) return record.change;
      const update = cipher.unseal(placeOf(address, 'change', record.change.id), record.sealed);
      return update && { ...record.change, update };
    },
    packRefusal: (address, refusal) => {
      if (!seals(address)) return { refusal };
      const { text, detail, ...rest } = refusal;
      const words = new TextEncoder().encode(JSON.stringify({ text, detail }));
      return { refusal: rest, sealed: unlocked().seal(placeOf(address, 'refusal', refusal.id), words) };
    },
    readRefusal: (address, record) => {
      const blank = { ...record.refusal, text: '', detail: '' };
      if (!seals(address)) return 'sealed' in record ? blank : record.refusal;
      if (!cipher) return { ...blank, isLocked: true };
      if (!('sealed' in record)) return record.refusal;
      const words = cipher.unseal(placeOf(address, 'refusal', record.refusal.id), record.sealed);
      return words ? { ...blank, ...(JSON.parse(new TextDecoder().decode(words)) as Words) } : blank;
    },
  };
};

interface Words {
  readonly text: string;
  readonly detail: string;
}

/** Under which ids a change was written: told without opening it. */
export const clientsIn = (record: ChangeRecord): Iterable<number> =>
  'sealed' in record ? record.clients : clientsOf(record.change.update);

/** Under which ids an update writes. */
const clientsOf = (update: Uint8Array): Iterable<number> => Y.parseUpdateMeta(update).from.keys();
