import { type KindDefinition, type RowName, rebuildWithout } from '@lianxi/documents';
import * as Y from 'yjs';

/** A document's whole state after it was rebuilt, and the client ids that the former one was written under. */
export interface Rebuilt {
  readonly state: Uint8Array;
  readonly stateVector: Uint8Array;
  /** An update of the deletions alone: there are none. */
  readonly deletions: Uint8Array;
  readonly retired: readonly number[];
  readonly erased: readonly RowName[];
}

/**
 * Builds a document from everything stored of it and, through a second one that shares no history with the first, what it
 * is without the residents named. Null where it tells of none of them.
 */
export const rebuildState = (
  stored: readonly Uint8Array[],
  { rowsAbout }: Pick<KindDefinition, 'rowsAbout'>,
  residents: readonly string[],
): Rebuilt | null => {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const bytes of stored) Y.applyUpdate(doc, bytes);
  });
  // A row may be there in parts only: its cells without its creation are somebody's all the same.
  const rows = residents
    .flatMap((resident) => rowsAbout?.(doc, resident) ?? [])
    .filter(({ table, row }) => [...doc.getMap(table).keys()].some((key) => key === row || key.startsWith(`${row}/`)));
  try {
    if (rows.length === 0) return null;
    const rebuilt = rebuildWithout(doc, rows);
    const stateVector = Y.encodeStateVector(rebuilt);
    return {
      state: Y.encodeStateAsUpdate(rebuilt),
      stateVector,
      deletions: Y.encodeStateAsUpdate(rebuilt, stateVector),
      retired: [...doc.store.clients.keys()],
      erased: rows,
    };
  } finally {
    doc.destroy();
  }
};
