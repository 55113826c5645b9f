import * as Y from 'yjs';
import type { Faults } from '../faults.ts';
import type { Consequences } from './relay-disk.ts';

/** What follows from a ledger's entries in the transaction that stores them: every entry is posted, once. */
export const createConsequences = (faults: Faults): Consequences => {
  const posted = new Map<string, number>();
  return ({ kind }, entries) => {
    if (kind !== 'ledger') return [];
    const doc = new Y.Doc();
    const outcomes = doc.getMap('outcomes');
    doc.transact(() => {
      for (const { container, key } of entries) {
        if (container !== 'entries' || posted.has(key)) continue;
        posted.set(key, posted.size + 1);
        outcomes.set(key, { state: 'posted', number: posted.size, at: 1 });
        const [first] = posted.keys();
        if (faults.decidesTwice && first)
          outcomes.set(first, { state: 'refused', reason: `late ${posted.size}`, at: 1 });
      }
    });
    const update = Y.encodeStateAsUpdate(doc);
    return update.length > 2 ? [update] : [];
  };
};
