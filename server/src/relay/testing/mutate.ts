import { toUint8Array, writeVarUint } from 'lib0/encoding';
import * as Y from 'yjs';

/**
 * An update changed as somebody would change it who knows the format: other ids, other places, other keys, lies about
 * deletions, parts told twice, and now and then a flipped byte. It may come out sound.
 */
export const mutate = (update: Uint8Array, luck: Luck): Uint8Array => {
  const { pick } = luck;
  if (pick(6) === 0) return flip(update, luck);
  const { structs, ds } = Y.decodeUpdate(update);
  const parts = groupByClient(structs);
  const deletes = [...ds.clients].map(([client, items]) => ({
    client,
    ranges: items.map(({ clock, len }) => [clock, len]),
  }));
  for (let count = 1 + pick(3); count > 0; count--) mutateOnce(parts, deletes, luck);
  // Out of order it would be refused for that alone.
  if (pick(8) > 0) parts.sort((one, other) => other.client - one.client);
  return encode(parts, deletes);
};

export interface Luck {
  pick(limit: number): number;
  /** Ids, keys and containers that there are, to be used where they do not belong. */
  readonly clients: readonly number[];
  readonly ids: readonly Y.ID[];
  readonly keys: readonly string[];
  readonly containers: readonly string[];
}

type Struct = Y.Item | Y.GC | Y.Skip;
interface Part {
  client: number;
  clock: number;
  structs: Struct[];
}
type Deletes = { client: number; ranges: number[][] }[];

const groupByClient = (structs: readonly Struct[]): Part[] => {
  const parts = new Map<number, Part>();
  for (const struct of structs) {
    const part = parts.get(struct.id.client);
    if (part) part.structs.push(struct);
    else parts.set(struct.id.client, { client: struct.id.client, clock: struct.id.clock, structs: [struct] });
  }
  return [...parts.values()];
};

const mutateOnce = (parts: Part[], deletes: Deletes, luck: Luck): void => {
  const { pick } = luck;
  const part = parts[pick(parts.length)];
  const any = <T>(list: readonly T[]): T | undefined => list[pick(list.length)];
  const id = () => (pick(8) > 0 ? any(luck.ids) : undefined) ?? Y.createID(any(luck.clients) ?? 1, pick(60));
  const changes: (() => void)[] = [
    () => deletes.push({ client: any(luck.clients) ?? 1, ranges: [[pick(40), 1 + pick(5)]] }),
    () => deletes.pop(),
  ];
  if (part) {
    const at = pick(part.structs.length);
    const struct = part.structs[at];
    changes.push(
      () => (part.client = any(luck.clients) ?? 1),
      () => (part.clock = Math.max(0, part.clock + pick(5) - 2)),
      () => part.structs.splice(at, 1),
      () => part.structs.splice(at, 0, new Y.GC(id(), 1 + pick(3))),
      () => part.structs.splice(at, 0, new Y.Skip(id(), 1 + pick(3))),
      () => part.structs.push(...part.structs.slice(at, at + 1)),
      () => parts.push({ client: any(luck.clients) ?? 1, clock: pick(60), structs: part.structs.slice(at) }),
    );
    if (struct instanceof Y.Item) changes.push(...changesOf(struct, luck, id));
  }
  changes[pick(changes.length)]?.();
};

const changesOf = (item: Y.Item, { pick, keys, containers }: Luck, id: () => Y.ID): (() => void)[] => {
  const container = () => containers[pick(containers.length)] ?? 'meta';
  const settle = () => {
    if (item.origin || item.rightOrigin) return;
    item.parent ??= container() as unknown as Y.AbstractType<unknown>;
  };
  const moved = (act: () => void) => () => {
    act();
    settle();
  };
  return [
    moved(() => (item.origin = id())),
    moved(() => (item.rightOrigin = id())),
    moved(() => {
      item.origin = id();
      item.rightOrigin = id();
    }),
    moved(() => (item.origin = null)),
    moved(() => (item.rightOrigin = null)),
    moved(() => {
      item.origin = null;
      item.rightOrigin = null;
      item.parent = container() as unknown as Y.AbstractType<unknown>;
    }),
    moved(() => {
      item.origin = null;
      item.rightOrigin = null;
      item.parent = id();
    }),
    moved(() => (item.parentSub = keys[pick(keys.length)] ?? null)),
    () => (item.content = new Y.ContentDeleted(1 + pick(4)) as unknown as Y.Item['content']),
    () => (item.content = new Y.ContentType(new Y.Map())),
    () => (item.content = new Y.ContentString('伪造')),
    () => (item.content = new Y.ContentAny([pick(9), { $by: 'somebody' }])),
    () => (item.content = new Y.ContentFormat('bold', JSON.parse('true'))),
  ];
};

const flip = (update: Uint8Array, { pick }: Luck): Uint8Array => {
  const flipped = update.slice(0, pick(8) === 0 ? pick(update.length + 1) : update.length);
  for (let count = 1 + pick(2); count > 0 && flipped.length > 0; count--) flipped[pick(flipped.length)] = pick(256);
  return flipped;
};

const encode = (parts: readonly Part[], deletes: Deletes): Uint8Array => {
  const encoder = new Y.UpdateEncoderV1();
  const { restEncoder } = encoder;
  writeVarUint(restEncoder, parts.length);
  for (const { client, clock, structs } of parts) {
    writeVarUint(restEncoder, structs.length);
    encoder.writeClient(client);
    writeVarUint(restEncoder, clock);
    for (const struct of structs) struct.write(encoder, 0);
  }
  writeVarUint(restEncoder, deletes.length);
  for (const { client, ranges } of deletes) {
    writeVarUint(restEncoder, client);
    writeVarUint(restEncoder, ranges.length);
    for (const range of ranges) for (const number of range) writeVarUint(restEncoder, number);
  }
  return toUint8Array(restEncoder);
};
