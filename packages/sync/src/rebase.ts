import * as Y from 'yjs';

/**
 * Carries changes that were never accepted over to a freshly fetched document, under a new client id: ids of unaccepted
 * structs are renumbered, everything else stays. A change that leans on something that is not there (because the change
 * it was typed into was refused) cannot be carried over.
 *
 * One carrier serves one renewal: changes must come in the order in which they were made.
 */
export interface Carrier {
  carry(update: Uint8Array): Carried;
}

export type Carried =
  | { readonly type: 'carried'; readonly update: Uint8Array }
  /** The relay had taken it after all. */
  | { readonly type: 'there' }
  /** It cannot stand without what was refused. */
  | { readonly type: 'stranded' };

interface Range {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
  /** null: could not be carried. */
  readonly to: { readonly client: number; readonly clock: number } | null;
}

export const createCarrier = (doc: Y.Doc, client: number): Carrier => {
  const ranges: Range[] = [];

  /** undefined: no such thing in the document. */
  const find = (id: Y.ID): Y.ID | undefined => {
    const range = ranges.find(
      (each) => each.client === id.client && id.clock >= each.clock && id.clock < each.clock + each.length,
    );
    if (range) return range.to ? Y.createID(range.to.client, range.to.clock + id.clock - range.clock) : undefined;
    return Y.getState(doc.store, id.client) > id.clock ? id : undefined;
  };

  return {
    carry: (update) => {
      const { structs, ds } = Y.decodeUpdate(update);
      const start = Y.getState(doc.store, client);
      const carried: Y.Item[] = [];
      const added: Range[] = [];
      let clock = start;
      const giveUp = () => {
        ranges.splice(ranges.length - added.length, added.length);
        for (const struct of structs) ranges.push({ ...place(struct), to: null });
        return { type: 'stranded' } as const;
      };
      for (const struct of structs) {
        // What was made and removed within the change leaves nothing to carry.
        if (!(struct instanceof Y.Item)) continue;
        // What the relay had taken before it refused something stands already, under its first id.
        const known = Math.max(0, Y.getState(doc.store, struct.id.client) - struct.id.clock);
        if (known >= struct.length) continue;
        const rest = known === 0 ? struct : cut(struct, known);
        const range = { ...place(rest), to: { client, clock } };
        ranges.push(range);
        added.push(range);
        const item = moveItem(rest, Y.createID(client, clock), find);
        if (!item) return giveUp();
        carried.push(item);
        clock += rest.length;
      }
      const deleted: Y.ID[] = [];
      for (const [from, items] of ds.clients) {
        for (const item of items) {
          for (let offset = 0; offset < item.len; offset++) {
            const id = Y.createID(from, item.clock + offset);
            const target = find(id);
            // What was refused needs no deleting.
            if (target) deleted.push(target);
          }
        }
      }
      if (carried.length === 0 && deleted.length === 0) return { type: 'there' };
      return { type: 'carried', update: encodeChange(client, start, carried, deleted) };
    },
  };
};

const place = (struct: Y.Item | Y.GC | Y.Skip) => ({
  client: struct.id.client,
  clock: struct.id.clock,
  length: struct.length,
});

/** The part of an item from `offset` on: it stands right of the part before. */
const cut = (item: Y.Item, offset: number): Y.Item => {
  const { client, clock } = item.id;
  const before = Y.createID(client, clock + offset - 1);
  const content = item.content.copy().splice(offset);
  return new Y.Item(
    Y.createID(client, clock + offset),
    null,
    before,
    null,
    item.rightOrigin,
    item.parent,
    item.parentSub,
    content,
  );
};

/** The item under its new id; null where a neighbour or the parent is missing. */
const moveItem = (item: Y.Item, id: Y.ID, find: (id: Y.ID) => Y.ID | undefined): Y.Item | null => {
  const origin = item.origin ? find(item.origin) : null;
  const rightOrigin = item.rightOrigin ? find(item.rightOrigin) : null;
  if (origin === undefined || rightOrigin === undefined) return null;
  const parent: unknown = item.parent;
  let target: unknown = parent;
  if (parent instanceof Y.ID) {
    target = find(parent);
    if (target === undefined) return null;
  }
  return new Y.Item(id, null, origin, null, rightOrigin, target as Y.Item['parent'], item.parentSub, item.content);
};

/** One client's structs and a delete set, as Yjs writes them (version 1). */
export const encodeChange = (
  client: number,
  clock: number,
  items: readonly Y.Item[],
  deleted: readonly Y.ID[],
): Uint8Array => {
  const encoder = new Y.UpdateEncoderV1();
  if (items.length === 0) encoder.writeLen(0);
  else {
    encoder.writeLen(1);
    encoder.writeLen(items.length);
    encoder.writeClient(client);
    encoder.writeLen(clock);
    for (const item of items) item.write(encoder, 0);
  }
  const byClient = new Map<number, Y.ID[]>();
  for (const id of deleted) byClient.set(id.client, [...(byClient.get(id.client) ?? []), id]);
  encoder.writeLen(byClient.size);
  for (const [each, ids] of byClient) {
    encoder.resetDsCurVal();
    encoder.writeLen(each);
    encoder.writeLen(ids.length);
    for (const id of ids) {
      encoder.writeDsClock(id.clock);
      encoder.writeDsLen(1);
    }
  }
  return encoder.toUint8Array();
};
