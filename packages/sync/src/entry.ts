import type { DocumentFace, Session } from './session.ts';
import type { OpenDocument } from './types.ts';

/** A document that is open, however many hold it. Its session is another one after the device was locked or unlocked. */
export interface Entry {
  readonly session: Session;
  holders: number;
  readonly isBegunHere: boolean;
  leaving: ReturnType<typeof setTimeout> | undefined;
  /** The session of before, which nobody sees any more. */
  replace(next: Session): Session;
  hold(release: () => void): OpenDocument;
  /** Nobody is told anything any more. */
  stop(): void;
}

export const createEntry = (first: Session, isBegunHere: boolean, onChange: () => void): Entry => {
  let session = first;
  const listeners = new Set<() => void>();
  const tell = () => {
    onChange();
    for (const listener of [...listeners]) listener();
  };
  let stop = session.view.subscribe(tell);
  const face = (): DocumentFace => session.view;
  return {
    get session() {
      return session;
    },
    holders: 0,
    isBegunHere,
    leaving: undefined,
    replace: (next) => {
      const former = session;
      stop();
      session = next;
      stop = session.view.subscribe(tell);
      tell();
      return former;
    },
    hold: (release) => {
      let isReleased = false;
      return {
        address: session.view.address,
        get doc() {
          return face().doc;
        },
        get awareness() {
          return face().awareness;
        },
        get whenLoaded() {
          return face().whenLoaded;
        },
        get whenSynced() {
          return face().whenSynced;
        },
        get state() {
          return face().state;
        },
        get rights() {
          return face().rights;
        },
        get receipt() {
          return face().receipt;
        },
        putAway: (id) => face().putAway(id),
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        release: () => {
          if (isReleased) return;
          isReleased = true;
          release();
        },
      };
    },
    stop: () => stop(),
  };
};
