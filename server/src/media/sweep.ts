import { dropMedia, listMediaRooms, mentionsMedia, type Store } from '../store/index.ts';

/** How long a picture may be in no text before it goes (ms): somebody may still take its removal back. */
export const mediaGrace = 30 * 86_400_000;
const sweepEvery = 6 * 3_600_000;

/**
 * Takes away pictures that their document no longer shows, a while after they came: what was deleted is to be gone. A document is
 * read once for all its pictures. Returns how many went.
 */
export const sweepMedia = (store: Store): number => {
  const before = store.clock() - mediaGrace;
  let count = 0;
  for (const { address, room, hashes } of listMediaRooms(store, before)) {
    const shown = mentionsMedia(store, address);
    const gone = hashes.filter((hash) => !shown(hash));
    dropMedia(store, room, gone);
    count += gone.length;
  }
  return count;
};

/** Sweeps now and then, as long as the server runs. Returns the way to stop. */
export const keepSwept = (store: Store, onFailure: (cause: Error) => void): (() => void) => {
  const run = (): void => {
    try {
      sweepMedia(store);
    } catch (cause) {
      if (cause instanceof Error) onFailure(cause);
    }
  };
  const timer = setInterval(run, sweepEvery).unref();
  return () => clearInterval(timer);
};
