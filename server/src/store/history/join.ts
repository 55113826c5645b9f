import * as Y from 'yjs';

export interface TimedRow {
  readonly seq: number;
  readonly author: string;
  readonly time: number;
  readonly bytes: Uint8Array;
}

/** What one author wrote within a minute, as one Yjs update (v1). Times in ms since 1970, of its first and its last row. */
export interface HistoryEntry {
  readonly seq: number;
  readonly author: string;
  readonly at: number;
  readonly until: number;
  readonly bytes: Uint8Array;
}

/** ms. */
const minute = 60_000;

/**
 * Joins rows of a log, in their order, by minute and author. What two people wrote in one minute may lean on each other: the entries
 * of a minute say what its rows said, and only together.
 */
export const joinRows = (rows: readonly TimedRow[]): readonly HistoryEntry[] => {
  const entries: HistoryEntry[] = [];
  let gathered = new Map<string, TimedRow[]>();
  let current: number | null = null;
  const close = () => {
    entries.push(...[...gathered.values()].map(join).sort((one, other) => one.seq - other.seq));
    gathered = new Map();
  };
  for (const row of rows) {
    const at = Math.floor(row.time / minute);
    if (at !== current) close();
    current = at;
    const own = gathered.get(row.author);
    if (own) own.push(row);
    else gathered.set(row.author, [row]);
  }
  close();
  return entries;
};

const join = (rows: readonly TimedRow[]): HistoryEntry => {
  const [first, last] = [rows[0], rows.at(-1)] as [TimedRow, TimedRow];
  const bytes = squeeze(Y.mergeUpdates(rows.map((row) => row.bytes)));
  return { seq: last.seq, author: last.author, at: first.time, until: last.time, bytes };
};

/**
 * An update that says the same in fewer bytes: characters that were typed one after the other are one piece, as they will be in
 * any document that takes them in. `Y.mergeUpdates` leaves them apart.
 */
export const squeeze = (update: Uint8Array): Uint8Array => {
  const { structs, ds } = Y.decodeUpdate(update);
  const sections = new Map<number, (typeof structs)[number][]>();
  for (const struct of structs) {
    const section = sections.get(struct.id.client);
    const last = section?.at(-1);
    if (!section) sections.set(struct.id.client, [struct]);
    else if (!last || !takeOn(last, struct)) section.push(struct);
  }
  const encoder = new Y.UpdateEncoderV1();
  encoder.writeLen(sections.size);
  for (const [client, section] of sections) {
    encoder.writeLen(section.length);
    encoder.writeClient(client);
    encoder.writeLen(section[0]?.id.clock ?? 0);
    for (const struct of section) struct.write(encoder, 0);
  }
  encoder.writeLen(ds.clients.size);
  for (const [client, ranges] of [...ds.clients].sort(([one], [other]) => other - one)) {
    encoder.writeClient(client);
    encoder.writeLen(ranges.length);
    for (const { clock, len } of ranges) {
      encoder.writeLen(clock);
      encoder.writeLen(len);
    }
  }
  return encoder.toUint8Array();
};

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number];

/**
 * Appends what was typed right behind it and before the same right neighbour. Whoever takes in the one and then the other puts
 * them side by side, whatever others have written at that place.
 */
const takeOn = (last: Struct, next: Struct): boolean => {
  if (!(last instanceof Y.Item && next instanceof Y.Item)) return false;
  if (!(last.content instanceof Y.ContentString && next.content instanceof Y.ContentString)) return false;
  const isBehind =
    next.id.clock === last.id.clock + last.length &&
    Y.compareIDs(next.origin, Y.createID(last.id.client, next.id.clock - 1)) &&
    Y.compareIDs(next.rightOrigin, last.rightOrigin);
  if (!isBehind) return false;
  last.content.mergeWith(next.content);
  last.length += next.length;
  return true;
};
