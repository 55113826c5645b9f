import { jsonEquals } from '@lianxi/base';
import * as Y from 'yjs';
import type { Author } from './change.ts';
import { type Cell, clashKey, isCell, parseKey } from './layout.ts';

/** The origin of the notes that keep a lost value; not a person's act, so it is neither counted nor undone. */
export const clashOrigin = Symbol('lianxi.clash');

/**
 * Yjs lets one of two values written at the same time win, by client id. That is fair, but nobody should have to find out
 * later that their value was dropped: whoever wrote the winner or the loser notes the loser beside it, under a key made
 * from the loser's own stamp, so that any number of devices write the same note once.
 * Watches one table; returns the way to stop.
 */
export const keepClashes = (map: Y.Map<unknown>, author: Author): (() => void) => {
  const observe = (event: Y.YMapEvent<unknown>, transaction: Y.Transaction) => {
    if (transaction.local) return;
    const notes = new Map<string, Cell>();
    for (const key of event.keysChanged) {
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
 * Values of one key that this transaction met or brought and that the standing value's writer had not seen: those whose
 * item is no ancestor of the standing item. Their contents are still readable here; Yjs collects them after the observers.
 */
const findLosers = (event: Y.YMapEvent<unknown>, key: string): readonly Cell[] => {
  const standing = event.target._map.get(key);
  if (!standing) return [];
  const ancestors = new Set<string>();
  let origin = standing.origin;
  const { doc } = event.target;
  if (!doc) return [];
  while (origin) {
    ancestors.add(`${origin.client}:${origin.clock}`);
    const item = Y.getItem(doc.store, origin);
    origin = item instanceof Y.Item ? item.origin : null;
  }
  const losers: Cell[] = [];
  for (let item = standing.left; item; item = item.left) {
    if (!ancestors.has(`${item.lastId.client}:${item.lastId.clock}`)) {
      const value = item.content.getContent()[item.length - 1];
      if (isCell(value)) losers.push(value);
    }
    // What stood before this transaction is the last to look at: anything older was settled then.
    if (!event.adds(item)) break;
  }
  return losers;
};
