import { mergeTree } from '../store/index.ts';

/** One update instead of several. Where Yjs cannot merge what the guard let through, each stays by itself. */
export const mergeWherePossible = (updates: readonly Uint8Array[]): readonly Uint8Array[] => {
  if (updates.length === 1) return updates;
  try {
    return [mergeTree(updates)];
  } catch {
    return updates;
  }
};
