import * as Y from 'yjs';
import type { WaitingChange } from './changes.ts';
import { createCarrier } from './rebase.ts';
import type { Tally } from './tally.ts';

const carryOrigin = Symbol('lianxi.carry');

/**
 * Writes changes that stand in no copy any more into a freshly fetched document, in the order in which they were made, so
 * that the wire sends each in a frame of its own. `store` is called with the new bytes before they are written.
 */
export const carryChanges = (
  doc: Y.Doc,
  list: readonly WaitingChange[],
  tally: Tally,
  store: (change: WaitingChange) => void,
): void => {
  const carrier = createCarrier(doc, new Y.Doc().clientID);
  for (const each of list) {
    const carried = carrier.carry(each.update);
    if (carried.type === 'stranded') tally.putAside([each], 'gap', '');
    else if (carried.type === 'there') tally.arrive([each]);
    else {
      let hasSpoken = false;
      const hear = () => {
        hasSpoken = true;
      };
      tally.changes.markCarried(each, carried.update);
      store(each);
      doc.once('update', hear);
      Y.applyUpdate(doc, carried.update, carryOrigin);
      doc.off('update', hear);
      // It only deleted what is deleted already.
      if (!hasSpoken) tally.arrive([each]);
    }
  }
};
