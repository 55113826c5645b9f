import * as Y from 'yjs';

/**
 * Updates from elsewhere, gathered into one transaction a frame: whatever follows the document (an editor above all) then
 * works once for all of them, not once for each keystroke in a hall of forty.
 *
 * The first after a pause is applied at once, so that two people alone wait for nothing. Updates keep their order; `flush`
 * applies what waits now, and must be called before anything that leans on it.
 */
export interface Gatherer {
  take(update: Uint8Array): void;
  flush(): void;
}

/** A frame and a half (ms): what is typed elsewhere is still seen as it is typed. */
const pace = 25;

export const createGatherer = (doc: Y.Doc, origin: unknown): Gatherer => {
  let waiting: Uint8Array[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    const updates = waiting;
    waiting = [];
    if (updates.length === 0 || doc.isDestroyed) return;
    const apply = () => {
      for (const update of updates) Y.applyUpdate(doc, update, origin);
    };
    // The outermost transaction says whose it is: not ours.
    Y.transact(doc, apply, origin, false);
  };
  const turn = () => {
    timer = undefined;
    if (waiting.length === 0) return;
    flush();
    timer = setTimeout(turn, pace);
  };

  return {
    take: (update) => {
      waiting.push(update);
      if (timer !== undefined) return;
      flush();
      timer = setTimeout(turn, pace);
    },
    flush,
  };
};
