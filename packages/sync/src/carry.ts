import * as Y from 'yjs';
import type { WaitingChange } from './changes.ts';
import { createCarrier } from './rebase.ts';
import { writeReplayed } from './replay.ts';
import { readReturned } from './returned.ts';
import type { Tally } from './tally.ts';

/** An update that says nothing. */
const nothing = new Uint8Array([0, 0]);

const carryOrigin = Symbol('lianxi.carry');

/**
 * Writes changes that stand in no copy any more into a freshly fetched document, in the order in which they were made, so
 * that the wire sends each in a frame of its own. `store` is called with the new bytes before they are written.
 *
 * What a restored backup lacks, and what is written by what it says, goes first; what leans on something that another device has yet to bring
 * is left, to be carried later.
 *
 * True where something of a window that has gone stands there already: another window may have taken it over as well, and not sent it
 * yet. It waits on, and the relay is to be asked.
 */
export const carryChanges = (
  doc: Y.Doc,
  list: readonly WaitingChange[],
  tally: Tally,
  store: (change: WaitingChange) => void,
): boolean => {
  let isUnsure = false;
  const arrive = (change: WaitingChange) => {
    if (!change.isAdopted) return tally.arrive([change]);
    // Not stored: in the journal is what the other window made of it.
    tally.changes.markCarried(change, nothing);
    isUnsure = true;
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
    if (!hasSpoken) arrive(change);
  };
  const client = new Y.Doc().clientID;
  bringBack(
    doc,
    list.filter(({ isReturned, isReplayed }) => isReturned || isReplayed),
    client,
    arrive,
    write,
  );
  const carrier = createCarrier(doc, client);
  for (const each of list) {
    if (each.isReturned || each.isReplayed) continue;
    const carried = carrier.carry(each.update);
    if (carried.type === 'stranded') tally.putAside([each], 'gap', '');
    else if (carried.type === 'there') arrive(each);
    else write(each, carried.update);
  }
  return isUnsure;
};

/** As often as one of them brings what another leans on. */
const bringBack = (
  doc: Y.Doc,
  list: readonly WaitingChange[],
  client: number,
  arrive: (change: WaitingChange) => void,
  write: (change: WaitingChange, update: Uint8Array) => void,
): void => {
  const early: WaitingChange[] = [];
  for (const each of list) {
    const returned = each.isReplayed ? writeReplayed(doc, each.update, client) : readReturned(doc, each.update, client);
    if (returned.type === 'early') early.push(each);
    else if (returned.type === 'there') arrive(each);
    else write(each, returned.update);
  }
  if (early.length > 0 && early.length < list.length) bringBack(doc, early, client, arrive, write);
};
