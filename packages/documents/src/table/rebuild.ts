import { assert } from '@lianxi/base';
import * as Y from 'yjs';

/** A row of a table, by the table's name and the row's id. */
export interface RowName {
  readonly table: string;
  readonly row: string;
}

/**
 * A new document in which everything stands that stands in the old one, under the same keys, but for the rows named: with
 * them go their cells, their flags and the lost values noted beside them. It shares no history with the old document: what
 * was overwritten or erased there is nowhere in it.
 *
 * For documents of flat tables alone; throws where anything else lies in one.
 */
export const rebuildWithout = (doc: Y.Doc, rows: readonly RowName[]): Y.Doc => {
  const goes = new Set(rows.map(({ table, row }) => `${table}\n${row}`));
  const rebuilt = new Y.Doc();
  rebuilt.transact(() => {
    for (const name of [...doc.share.keys()].sort()) {
      const from = doc.getMap<unknown>(name);
      assert(from._start === null, 'only flat tables can be rebuilt');
      const to = rebuilt.getMap<unknown>(name);
      for (const [key, value] of from.entries()) {
        assert(!(value instanceof Y.AbstractType), 'only flat tables can be rebuilt');
        if (!goes.has(`${name}\n${rowOf(key)}`)) to.set(key, value);
      }
    }
  });
  return rebuilt;
};

/** Of every key, those of newer versions included: what begins with a row's id and a stroke is the row's. */
const rowOf = (key: string): string => {
  const slash = key.indexOf('/');
  return slash < 0 ? key : key.slice(0, slash);
};
