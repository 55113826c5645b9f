import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type Session, signal } from './session.ts';
import type { DocumentState, Receipt, Rights } from './types.ts';

/**
 * What stands for a sealed document while the device is locked: an empty one that nobody may write, without disk and wire. Whoever
 * held the document goes on holding it, and has it again when the device is unlocked.
 */
export interface LockedOptions {
  readonly generation: number;
  readonly rights: Rights;
  /** As far as the journal tells without its key. */
  receipt(): Receipt;
  putAway(refusalId: string): void;
}

export const lockedSession = (address: string, options: LockedOptions): Session => {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const state: DocumentState = {
    generation: options.generation,
    // Nothing has been read, and nothing is claimed to be stored.
    disk: 'loading',
    connection: 'offline',
    isSynced: false,
    hasCopy: false,
    readOnly: 'locked',
    isStoring: false,
    sealedAt: null,
  };
  return {
    view: {
      address,
      doc,
      awareness,
      // There is nothing to wait for.
      whenLoaded: Promise.resolve(),
      whenSynced: signal().promise,
      state,
      rights: options.rights,
      get receipt() {
        return options.receipt();
      },
      putAway: options.putAway,
      subscribe: () => () => {},
    },
    get receipt() {
      return options.receipt();
    },
    isGone: false,
    inherit: async () => {},
    withdraw: async () => {},
    discard: async () => {},
    close: async () => {
      awareness.destroy();
      doc.destroy();
    },
  };
};
