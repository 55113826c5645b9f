import * as Y from 'yjs';

/** Values under the keys of a root: cells, rows, entries. To bring one back is to set it again; its neighbours do not matter. */
export const isCell = (item: Y.Item): boolean => {
  const parent: unknown = item.parent;
  const isInRoot = parent instanceof Y.AbstractType && parent._item === null;
  return item.parentSub !== null && isInRoot && (item.deleted || item.content instanceof Y.ContentAny);
};

/** One update a row, each from a document of its own: it leans on nothing. */
export const writeCells = (cells: readonly Y.Item[]): readonly Uint8Array[] => {
  const rows = new Map<string, Y.Doc>();
  for (const { parent, parentSub, content } of cells) {
    if (!(parent instanceof Y.AbstractType) || parentSub === null) continue;
    const root = Y.findRootTypeKey(parent);
    const row = `${root}\n${parentSub.split('/')[0]}`;
    const doc = rows.get(row) ?? new Y.Doc();
    rows.set(row, doc);
    doc.getMap(root).set(parentSub, content.getContent()[0]);
  }
  return [...rows.values()].map((doc) => Y.encodeStateAsUpdate(doc));
};

/** What of them is newer than what stands, set over it; null where these are no cells. */
export const cellsIn = (
  doc: Y.Doc,
  structs: ReturnType<typeof Y.decodeUpdate>['structs'],
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
    if (standing && !standing.deleted && !isNewer(content.arr[0], standing.content.getContent()[0])) continue;
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
