import * as Y from 'yjs';
import { cellsIn, isCell, writeCells } from './cells.ts';
import { encodeChange } from './rebase.ts';

/**
 * A backup was put back: the server is older than this device, and what its member had written since is only here. It is
 * taken from the former copy by the client ids under which the member wrote.
 *
 * Text is written again under its first ids, so that it is the same on every device, whoever comes back first, and what
 * others built on it finds its place. Of what was written over and over under a key only the last stands, and only that is
 * written again: it leans on nothing.
 *
 * What other members wrote is not taken: their own devices bring it. Nor are deletions: a copy does not say whose they are.
 */
export const findReturned = (
  former: Y.Doc,
  fresh: Y.Doc,
  own: Iterable<number>,
  /** What waits here or in another window, and is carried over by itself. */
  waiting: readonly Uint8Array[],
): readonly Uint8Array[] => {
  const end = startsOf(waiting);
  const texts: Uint8Array[] = [];
  const cells: Y.Item[] = [];
  for (const client of own) {
    let group: Group | undefined;
    let between: (Y.Item | Y.GC)[] = [];
    let offset = 0;
    const close = () => {
      if (group) texts.push(encode(client, group));
      group = undefined;
    };
    for (const whole of former.store.clients.get(client) ?? []) {
      const struct = before(end.get(client), whole);
      if (!struct) break;
      const known = Math.max(0, Y.getState(fresh.store, client) - struct.id.clock);
      if (known >= struct.length) continue;
      if (known > 0) offset = known;
      if (struct instanceof Y.Item && isCell(struct)) {
        if (!struct.deleted) cells.push(struct);
        // Its clocks are told as used up where text comes after them.
        between.push(new Y.GC(struct.id, struct.length));
        continue;
      }
      const place = struct instanceof Y.Item && !struct.deleted ? rootOf(struct) : null;
      const isElsewhere = group && place !== null && group.place !== null && place !== group.place;
      // It may have to wait for somebody who in turn waits for what comes before.
      if (isElsewhere || leansOnMissing(struct, fresh)) close();
      group ??= { place, offset, structs: [] };
      offset = 0;
      group.place ??= place;
      group.structs.push(...between, struct);
      between = [];
    }
    close();
  }
  return [...writeCells(cells, former, fresh), ...texts];
};

type Returned =
  | { readonly type: 'early' }
  | { readonly type: 'there' }
  | { readonly type: 'ready'; readonly update: Uint8Array };

/**
 * What of a returned change is to be written now, `client` being an id that nobody has used. `early`: it leans on something
 * that is not there (yet); `there`: all of it stands already, or something newer does.
 */
export const readReturned = (doc: Y.Doc, update: Uint8Array, client: number): Returned => {
  const { structs, ds } = Y.decodeUpdate(update);
  const cells = cellsIn(doc, { structs, ds }, client);
  if (cells?.length === 0) return { type: 'there' };
  if (cells) return { type: 'ready', update: encodeChange(client, Y.getState(doc.store, client), cells, []) };
  const has = ({ client, clock }: Y.ID) => Y.getState(doc.store, client) > clock;
  const own = new Map<number, number>();
  let isNew = ds.clients.size > 0;
  for (const { id, length } of structs) {
    if (!has(Y.createID(id.client, id.clock + length - 1))) isNew = true;
    if (!own.has(id.client) && id.clock > Y.getState(doc.store, id.client)) return { type: 'early' };
    own.set(id.client, id.clock + length);
  }
  const isThere = (id: Y.ID) => has(id) || id.clock < (own.get(id.client) ?? 0);
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue;
    const parent: unknown = struct.parent;
    const needed = [struct.origin, struct.rightOrigin, parent instanceof Y.ID ? parent : null];
    if (needed.some((id) => id && !isThere(id))) return { type: 'early' };
  }
  return isNew ? { type: 'ready', update } : { type: 'there' };
};

interface Group {
  /** The root that the guard judges by; null: nothing of it stands any more. */
  place: string | null;
  /** How much of the first struct the fresh document has. */
  readonly offset: number;
  readonly structs: (Y.Item | Y.GC)[];
}

/** The part of a struct before a clock; null where there is none. */
const before = (clock: number | undefined, struct: Y.Item | Y.GC): Y.Item | Y.GC | null => {
  const length = (clock ?? Number.POSITIVE_INFINITY) - struct.id.clock;
  if (length <= 0) return null;
  if (length >= struct.length) return struct;
  if (!(struct instanceof Y.Item)) return new Y.GC(struct.id, length);
  const { id, origin, rightOrigin, parent, parentSub } = struct;
  const content = struct.content.copy();
  content.splice(length);
  const part = new Y.Item(id, null, origin, null, rightOrigin, parent, parentSub, content);
  if (struct.deleted) part.markDeleted();
  return part;
};

/** Whether it needs something that was written under another id and that the fresh document has not got. */
const leansOnMissing = (struct: Y.Item | Y.GC, fresh: Y.Doc): boolean => {
  if (!(struct instanceof Y.Item)) return false;
  const parent: unknown = struct.parent;
  const above = parent instanceof Y.AbstractType ? parent._item?.id : null;
  return [struct.origin, struct.rightOrigin, above].some(
    (id) => id && id.client !== struct.id.client && id.clock >= Y.getState(fresh.store, id.client),
  );
};

const rootOf = (item: Y.Item): string | null => {
  let top = item;
  for (;;) {
    const parent: unknown = top.parent;
    if (!(parent instanceof Y.AbstractType)) return null;
    const above: Y.Item | null = parent._item;
    if (!above) return Y.findRootTypeKey(parent);
    top = above;
  }
};

/** By client: the first clock that an update writes. */
const startsOf = (updates: readonly Uint8Array[]): ReadonlyMap<number, number> => {
  const starts = new Map<number, number>();
  for (const update of updates)
    for (const [client, clock] of Y.parseUpdateMeta(update).from)
      starts.set(client, Math.min(clock, starts.get(client) ?? clock));
  return starts;
};

/** One client's structs and which of them are deleted, as Yjs writes them (version 1). */
const encode = (client: number, { structs, offset }: Group): Uint8Array => {
  const encoder = new Y.UpdateEncoderV1();
  encoder.writeLen(1);
  encoder.writeLen(structs.length);
  encoder.writeClient(client);
  encoder.writeLen((structs[0]?.id.clock ?? 0) + offset);
  for (const [index, struct] of structs.entries()) struct.write(encoder, index === 0 ? offset : 0);
  const deleted = structs.filter((struct) => struct.deleted);
  encoder.writeLen(deleted.length > 0 ? 1 : 0);
  if (deleted.length > 0) {
    encoder.resetDsCurVal();
    encoder.writeLen(client);
    encoder.writeLen(deleted.length);
    for (const struct of deleted) {
      const skipped = struct === structs[0] ? offset : 0;
      encoder.writeDsClock(struct.id.clock + skipped);
      encoder.writeDsLen(struct.length - skipped);
    }
  }
  return encoder.toUint8Array();
};
