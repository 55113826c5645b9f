import { jsonEquals } from '@lianxi/base';
import * as Y from 'yjs';
import type { Author } from './change.ts';
import { type Cell, changedKeys, clashKey, isCell, parseKey } from './layout.ts';

/** The origin of the notes that keep a lost value; not a person's act, so it is neither counted nor undone. */
export const clashOrigin = Symbol('lianxi.clash');

/**
 * Yjs lets one of two values written at the same time win, by client id. That is fair, but nobody should have to find out
 * later that their value was dropped: whoever wrote the winner or the loser notes the loser beside it, under a key made
 * from the loser's own stamp, so that any number of devices write the same note once.
 * Watches one table; returns the way to stop. Begin only when the device's own copy has been read: until then, values
 * that were settled long ago still look new.
 */
export const keepClashes = (map: Y.Map<unknown>, author: Author): (() => void) => {
  const observe = (event: Y.YMapEvent<unknown>, transaction: Y.Transaction) => {
    if (transaction.local) return;
    const notes = new Map<string, Cell>();
    for (const key of changedKeys(event)) {
      const parsed = parseKey(key);
      if (parsed?.type !== 'cell') continue;
      const winner = map.get(key);
      if (!isCell(winner)) continue;
      for (const loser of findLosers(event, key)) {
        if (jsonEquals(loser[0], winner[0])) continue;
        if (loser[2] !== author.member && winner[2] !== author.member) continue;
        const note = clashKey(parsed.id, parsed.field, loser);
        if (!map.has(note)) notes.set(note, loser);
      }
    }
    const { doc } = map;
    if (notes.size === 0 || !doc) return;
    // Observers must not write; the note follows as a transaction of its own.
    queueMicrotask(() => {
      doc.transact(() => {
        for (const [note, loser] of notes) if (!map.has(note)) map.set(note, [...loser]);
      }, clashOrigin);
    });
  };
  map.observe(observe);
  return () => map.unobserve(observe);
};

/**
 * Values of one key that this transaction met or brought and that the standing value's writer had not seen. A value's
 * ancestors are the items its `origin`s lead to: what its writer saw standing, and what that one's writer saw, and so on.
 * Only the last value of each branch counts: what somebody overwrote themselves is not a loss. Contents of superseded
 * items are still readable here; Yjs collects them after the observers.
 */
const findLosers = (event: Y.YMapEvent<unknown>, key: string): readonly Cell[] => {
  const standing = event.target._map.get(key);
  const { doc } = event.target;
  if (!standing || !doc) return [];
  const seen = new Set<string>();
  addAncestors(doc, standing, seen);
  const losers: Cell[] = [];
  let hasPassedPrevious = !event.adds(standing);
  for (let item = standing.left; item; item = item.left) {
    // Of what was there before, only the value that stood then can be news; older ones were settled when they lost.
    const isNew = event.adds(item);
    if (!isNew && hasPassedPrevious) continue;
    if (!isNew) hasPassedPrevious = true;
    if (seen.has(`${item.lastId.client}:${item.lastId.clock}`)) continue;
    addAncestors(doc, item, seen);
    const value = item.content.getContent()[item.length - 1];
    if (isCell(value)) losers.push(value);
  }
  return losers;
};

const addAncestors = (doc: Y.Doc, from: Y.Item, seen: Set<string>): void => {
  let origin = from.origin;
  while (origin) {
    const id = `${origin.client}:${origin.clock}`;
    if (seen.has(id)) return;
    seen.add(id);
    const item = Y.getItem(doc.store, origin);
    origin = item instanceof Y.Item ? item.origin : null;
  }
};
