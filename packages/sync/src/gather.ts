import * as Y from 'yjs';

/**
 * Updates from elsewhere, gathered into one transaction a frame: whatever follows the document (an editor above all) then
 * works once for all of them, not once for each keystroke in a hall of forty.
 *
 * The first after a pause is applied at once, so that two people alone wait for nothing. The more come, the longer they are
 * gathered, and in a crowd they wait besides until the page is idle: a key that is pressed here goes before what forty others
 * write. Updates keep their order; `flush` applies what waits now, and must be called before anything that leans on it.
 */
export interface Gatherer {
  take(update: Uint8Array): void;
  flush(): void;
}

/** A frame and a half (ms): what is typed elsewhere is still seen as it is typed. Each further update lengthens it. */
const pace = 25;
/** Of a crowd (ms): nobody's eyes follow more than four letters at once. */
const crowdPace = 100;
/** How long at most a page that is never idle lets a crowd wait besides (ms). */
const patience = 50;

export const createGatherer = (doc: Y.Doc, origin: unknown): Gatherer => {
  let waiting: Uint8Array[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    const updates = waiting;
    waiting = [];
    if (updates.length === 0 || doc.isDestroyed) return 0;
    const apply = () => {
      for (const update of updates) Y.applyUpdate(doc, update, origin);
    };
    // The outermost transaction says whose it is: not ours.
    Y.transact(doc, apply, origin, false);
    return updates.length;
  };
  /** 0: nothing has come for a while. */
  let pause = 0;
  const turn = () => {
    // A crowd that stops for breath is a crowd still.
    pause = Math.min(Math.max(flush() * pace, pause / 2), crowdPace);
    if (pause < pace) pause = 0;
    timer = pause === 0 ? undefined : setTimeout(pause === crowdPace ? whenIdle : turn, pause, turn);
  };

  return {
    take: (update) => {
      waiting.push(update);
      if (timer === undefined) turn();
    },
    flush: () => void flush(),
  };
};

/** Behind keys and frames, where the browser says when that is. */
const whenIdle = (work: () => void): void => {
  if (typeof requestIdleCallback === 'undefined') work();
  else requestIdleCallback(work, { timeout: patience });
};
