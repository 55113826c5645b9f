import * as Y from 'yjs';
import { encodeChange } from './rebase.ts';

/** Values under the keys of a root: cells, rows, entries. To bring one back is to set it again; its neighbours do not matter. */
export const isCell = (item: Y.Item): boolean => {
  const parent: unknown = item.parent;
  const isInRoot = parent instanceof Y.AbstractType && parent._item === null;
  return item.parentSub !== null && isInRoot && (item.deleted || item.content instanceof Y.ContentAny);
};

/**
 * One update a row, each from a document of its own: it leans on nothing. As deleted it names what the former copy knew and
 * had something else in the place of: that is written over, whatever its time says.
 */
export const writeCells = (cells: readonly Y.Item[], former: Y.Doc, fresh: Y.Doc): readonly Uint8Array[] => {
  const rows = new Map<string, Y.Doc>();
  const over = new Map<Y.Doc, Y.ID[]>();
  for (const { parent, parentSub, content } of cells) {
    if (!(parent instanceof Y.AbstractType) || parentSub === null) continue;
    const root = Y.findRootTypeKey(parent);
    const row = `${root}\n${parentSub.split('/')[0]}`;
    const doc = rows.get(row) ?? new Y.Doc();
    rows.set(row, doc);
    doc.getMap(root).set(parentSub, content.getContent()[0]);
    const standing = fresh.getMap(root)._map.get(parentSub)?.lastId;
    if (standing && Y.getState(former.store, standing.client) > standing.clock)
      over.set(doc, [...(over.get(doc) ?? []), standing]);
  }
  return [...rows.values()].map((doc) => {
    const replaced = over.get(doc);
    const update = Y.encodeStateAsUpdate(doc);
    return replaced ? Y.mergeUpdates([update, encodeChange(doc.clientID, 0, [], replaced)]) : update;
  });
};

/** What of them is newer than what stands, or known to have replaced it, set over it; null where these are no cells. */
export const cellsIn = (
  doc: Y.Doc,
  { structs, ds }: ReturnType<typeof Y.decodeUpdate>,
  client: number,
): readonly Y.Item[] | null => {
  const items: Y.Item[] = [];
  let clock = Y.getState(doc.store, client);
  for (const struct of structs) {
    if (!(struct instanceof Y.Item) || struct.parentSub === null || struct.origin) return null;
    const { parentSub, content } = struct;
    const root: unknown = struct.parent;
    if (typeof root !== 'string' || !(content instanceof Y.ContentAny)) return null;
    const standing = doc.getMap(root)._map.get(parentSub);
    const isReplaced = standing && (standing.deleted || Y.isDeleted(ds, standing.lastId));
    if (standing && !isReplaced && !isNewer(content.arr[0], standing.content.getContent()[0])) continue;
    const id = Y.createID(client, clock);
    items.push(new Y.Item(id, null, standing?.lastId ?? null, null, null, root as never, parentSub, content));
    clock += 1;
  }
  return items;
};

/** A cell is [value, time, member]. What says no time was written once. */
const isNewer = (one: unknown, standing: unknown): boolean => {
  const [time, before] = [timeOf(one), timeOf(standing)];
  return time !== null && (before === null || time > before);
};

const timeOf = (value: unknown): number | null =>
  Array.isArray(value) && typeof value[1] === 'number' ? value[1] : null;
