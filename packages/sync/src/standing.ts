import { findReadOnly } from './read-only.ts';
import type { DocumentState, ReadOnlyReason, Rights } from './types.ts';

/** How an open document stands: its state as the app sees it, what decides whether it may be written, and who listens. */
export interface Standing {
  readonly state: DocumentState;
  rights: Rights;
  /** Withdrawn from this person, or never there. */
  isGone: boolean;
  isSignedOut: boolean;
  isRenewing: boolean;
  isClosed: boolean;
  readOnly(): ReadOnlyReason | null;
  /** Takes new facts in and tells everybody, also when only something beside the state has changed. */
  change(next?: Partial<DocumentState>): void;
  subscribe(listener: () => void): () => void;
}

export interface StandingOptions {
  readonly rights: Rights;
  readonly isBegunHere: boolean;
  /** How often the document was fetched anew, or locked, before. */
  readonly generation: number;
  readonly supportedVersion: number;
  /** What `meta.version` of the shown document says, if anything. */
  version(): unknown;
  isStoring(): boolean;
  /** The journal keeps in memory what its disk did not take. */
  isBehind(): boolean;
}

export const createStanding = (options: StandingOptions): Standing => {
  const listeners = new Set<() => void>();
  /** How the copy's disk is. */
  let copy: DocumentState['disk'] = 'loading';
  let state: DocumentState = {
    generation: options.generation,
    disk: 'loading',
    connection: 'offline',
    isSynced: false,
    hasCopy: options.isBegunHere,
    readOnly: 'loading',
    isStoring: false,
    sealedAt: null,
  };
  const standing: Standing = {
    get state() {
      return state;
    },
    rights: options.rights,
    isGone: false,
    isSignedOut: false,
    isRenewing: false,
    isClosed: false,
    readOnly: () =>
      findReadOnly({ ...standing, state, version: options.version(), supportedVersion: options.supportedVersion }),
    change: (next = {}) => {
      if (standing.isClosed) return;
      copy = next.disk ?? copy;
      state = { ...state, ...next, disk: copy === 'loaded' && options.isBehind() ? 'failing' : copy };
      state = { ...state, readOnly: standing.readOnly(), isStoring: options.isStoring() };
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return standing;
};
