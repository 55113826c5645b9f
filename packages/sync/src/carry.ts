import * as Y from 'yjs';
import type { WaitingChange } from './changes.ts';
import { createCarrier } from './rebase.ts';
import { writeReplayed } from './replay.ts';
import { readReturned } from './returned.ts';
import type { Tally } from './tally.ts';

const carryOrigin = Symbol('lianxi.carry');

/**
 * Writes changes that stand in no copy any more into a freshly fetched document, in the order in which they were made, so
 * that the wire sends each in a frame of its own. `store` is called with the new bytes before they are written.
 *
 * What a restored backup lacks, and what is written by what it says, goes first; what leans on something that another device has yet to bring
 * is left, to be carried later.
 *
 * Returned is what stands there already of windows that have gone and may stand there because another window took it over as well: the
 * copy on the disk is shared. Nobody has said that the relay has it.
 */
export const carryChanges = (
  doc: Y.Doc,
  list: readonly WaitingChange[],
  tally: Tally,
  store: (change: WaitingChange) => void,
): readonly WaitingChange[] => {
  const doubtful: WaitingChange[] = [];
  const meet = (change: WaitingChange) => {
    if (change.isAdopted) doubtful.push(change);
    else tally.arrive([change]);
  };
  const write = (change: WaitingChange, update: Uint8Array) => {
    let hasSpoken = false;
    const hear = () => {
      hasSpoken = true;
    };
    tally.changes.markCarried(change, update);
    store(change);
    doc.once('update', hear);
    Y.applyUpdate(doc, update, carryOrigin);
    doc.off('update', hear);
    // It only deleted what is deleted already.
    if (!hasSpoken) tally.arrive([change]);
  };
  const client = new Y.Doc().clientID;
  bringBack(
    doc,
    list.filter(({ isReturned, isReplayed }) => isReturned || isReplayed),
    client,
    meet,
    write,
  );
  const carrier = createCarrier(doc, client);
  for (const each of list) {
    if (each.isReturned || each.isReplayed) continue;
    const carried = carrier.carry(each.update);
    if (carried.type === 'stranded') tally.putAside([each], 'gap', '');
    else if (carried.type === 'there') tally.arrive([each]);
    else write(each, carried.update);
  }
  return doubtful;
};

/** As often as one of them brings what another leans on. */
const bringBack = (
  doc: Y.Doc,
  list: readonly WaitingChange[],
  client: number,
  meet: (change: WaitingChange) => void,
  write: (change: WaitingChange, update: Uint8Array) => void,
): void => {
  const early: WaitingChange[] = [];
  for (const each of list) {
    const returned = each.isReplayed ? writeReplayed(doc, each.update, client) : readReturned(doc, each.update, client);
    if (returned.type === 'early') early.push(each);
    else if (returned.type === 'there') meet(each);
    else write(each, returned.update);
  }
  if (early.length > 0 && early.length < list.length) bringBack(doc, early, client, meet, write);
};
