import { randomBytes } from 'node:crypto';
import { type Outcome, outcomesName } from '@lianxi/documents';
import * as Y from 'yjs';

/**
 * What became of entries, as an update of the ledger's document. A key is written once and nothing is built on, so the
 * document itself is not needed. The client id is used for this update alone, so nobody can be before it with the same
 * clocks; it lies above those that clients draw (32 bits).
 */
export const updateOfOutcomes = (outcomes: ReadonlyMap<string, Outcome>): Uint8Array => {
  const doc = new Y.Doc();
  doc.clientID = 2 ** 32 + randomBytes(6).readUIntBE(0, 6);
  doc.transact(() => {
    const map = doc.getMap(outcomesName);
    for (const [id, outcome] of outcomes) map.set(id, outcome);
  });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
};
