import { type Entry, entriesName, type Outcome, outcomesName, parseEntry, parseOutcome } from '@lianxi/documents';
import * as Y from 'yjs';

/** What a ledger's document says of entries. */
export interface LedgerDocument {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** Of the document's updates, oldest first. Throws what Yjs throws where they are unsound. */
export const readLedgerDocument = (updates: readonly Uint8Array[]): LedgerDocument => {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  const entries = parseAll(doc.getMap(entriesName), parseEntry);
  const outcomes = parseAll(doc.getMap(outcomesName), (_, value) => parseOutcome(value));
  doc.destroy();
  return { entries, outcomes };
};

const parseAll = <T>(map: Y.Map<unknown>, parse: (key: string, value: unknown) => T | null): ReadonlyMap<string, T> => {
  const parsed = new Map<string, T>();
  for (const [key, value] of map.entries()) {
    const one = parse(key, value);
    if (one !== null) parsed.set(key, one);
  }
  return parsed;
};
