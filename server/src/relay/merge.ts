import { mergeTree } from '../store/index.ts';
import { joinUpdates } from './join.ts';
import { readUpdate, type Update } from './update.ts';

/**
 * One update instead of several. Those that follow each other, as rows of a log do, are laid end to end. Where Yjs cannot merge what
 * the guard let through, each stays by itself.
 */
export const mergeWherePossible = (updates: readonly Uint8Array[]): readonly Uint8Array[] => {
  if (updates.length === 1) return updates;
  try {
    const read = updates.flatMap((bytes): readonly Update[] => {
      const update = readUpdate(bytes);
      return update.ok ? [update.value] : [];
    });
    return [(read.length === updates.length ? joinUpdates(read) : null) ?? mergeTree(updates)];
  } catch {
    return updates;
  }
};
