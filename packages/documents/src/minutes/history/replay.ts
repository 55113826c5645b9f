import * as Y from 'yjs';

/** What one author wrote within a minute, as the relay keeps it. Times in ms since 1970. */
export interface HistoryEntry {
  /** A member's id; empty: the relay itself, or several before there was a history. */
  readonly author: string;
  readonly at: number;
  readonly until: number;
  /** A Yjs update (v1). */
  readonly bytes: Uint8Array;
}

/** Everything that was written in one minute. */
export interface Moment {
  readonly at: number;
  readonly until: number;
  readonly authors: readonly string[];
}

/**
 * A document with everything that ever stood in it, and of each piece when and by whom it was written and deleted. Any version is read
 * off it without building another document: what stands at a moment is what was written up to then and not deleted by then.
 */
export interface History {
  readonly doc: Y.Doc;
  /** The first of them may be what stood there before there was a history. */
  readonly moments: readonly Moment[];
  /** Pieces of `length` clocks from the id on, each with its birth, and its death where it has one. In order. */
  pieces(id: { readonly client: number; readonly clock: number }, length: number): readonly Piece[];
}

export interface Piece {
  readonly clock: number;
  readonly length: number;
  readonly born: Stamp;
  readonly died: Stamp | null;
}

export interface Stamp {
  /** Index of the moment. */
  readonly moment: number;
  readonly author: string;
}

interface Range extends Stamp {
  readonly clock: number;
  readonly end: number;
}

/** ms. Entries of one minute lean on each other, and are one moment. */
const minute = 60_000;

/** `owners`: the member behind each Yjs client id, for what is of nobody in particular. */
export const openHistory = (entries: readonly HistoryEntry[], owners: ReadonlyMap<number, string>): History => {
  const doc = new Y.Doc({ gc: false });
  const moments: { at: number; until: number; authors: Set<string> }[] = [];
  const births = new Map<number, Range[]>();
  const deaths = new Map<number, Range[]>();
  doc.transact(() => {
    for (const together of byMinute(entries)) {
      const moment = moments.length;
      const authors = new Set<string>();
      for (const { author, bytes } of together) {
        const { structs, ds } = Y.decodeUpdate(bytes);
        for (const struct of structs) {
          if (struct instanceof Y.Skip) continue;
          const { client, clock } = struct.id;
          const by = author || owners.get(client) || '';
          authors.add(by);
          note(births, client, { clock, end: clock + struct.length, moment, author: by });
        }
        for (const [client, ranges] of ds.clients) {
          if (ranges.length > 0) authors.add(author);
          for (const { clock, len } of ranges) note(deaths, client, { clock, end: clock + len, moment, author });
        }
      }
      Y.applyUpdate(doc, together.length === 1 ? (together[0] as HistoryEntry).bytes : merge(together));
      const [first, last] = [together[0], together.at(-1)] as [HistoryEntry, HistoryEntry];
      moments.push({ at: first.at, until: Math.max(first.until, last.until), authors });
    }
  });
  for (const ranges of births.values()) ranges.sort(byClock);
  for (const [client, ranges] of deaths) deaths.set(client, firstOnly(ranges));
  return {
    doc,
    moments: moments.map(({ authors, ...times }) => ({ ...times, authors: [...authors] })),
    pieces: ({ client, clock }, length) =>
      cut(births.get(client) ?? [], deaths.get(client) ?? [], clock, clock + length),
  };
};

/** Whether something was written in the meeting that this history does not have. Of what was only deleted it knows nothing. */
export const isAhead = (doc: Y.Doc, history: History): boolean => {
  const known = history.doc.store;
  return [...doc.store.clients.keys()].some((client) => Y.getState(doc.store, client) > Y.getState(known, client));
};

const merge = (entries: readonly HistoryEntry[]): Uint8Array => Y.mergeUpdates(entries.map(({ bytes }) => bytes));

const byMinute = (entries: readonly HistoryEntry[]): readonly (readonly HistoryEntry[])[] => {
  const groups: HistoryEntry[][] = [];
  let current: number | null = null;
  for (const entry of entries) {
    const at = Math.floor(entry.at / minute);
    if (at === current) groups.at(-1)?.push(entry);
    else groups.push([entry]);
    current = at;
  }
  return groups;
};

/** Neighbours of one stamp are one range. */
const note = (ranges: Map<number, Range[]>, client: number, range: Range): void => {
  const own = ranges.get(client);
  const last = own?.at(-1);
  if (!own) ranges.set(client, [range]);
  else if (last?.end === range.clock && last.moment === range.moment && last.author === range.author)
    own[own.length - 1] = { ...last, end: range.end };
  else own.push(range);
};

const byClock = (one: Range, other: Range): number => one.clock - other.clock || one.moment - other.moment;

/** Of what was deleted twice, by people who were apart, the first time. */
const firstOnly = (ranges: readonly Range[]): Range[] => {
  const clear: Range[] = [];
  // The next one is the last.
  const waiting = ranges.toSorted((one, other) => byClock(other, one));
  const putBack = (range: Range) => {
    if (range.clock >= range.end) return;
    const place = waiting.findLastIndex((each) => byClock(each, range) >= 0);
    waiting.splice(place + 1, 0, range);
  };
  for (let range = waiting.pop(); range; range = waiting.pop()) {
    const last = clear.at(-1);
    if (!last || last.end <= range.clock) clear.push(range);
    else if (last.moment <= range.moment) putBack({ ...range, clock: last.end });
    else {
      clear.pop();
      if (last.clock < range.clock) clear.push({ ...last, end: range.clock });
      clear.push(range);
      putBack({ ...last, clock: range.end });
    }
  }
  return clear;
};

/** The first range that ends behind the clock. */
const firstBehind = (ranges: readonly Range[], clock: number): number => {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle] as Range).end > clock) high = middle;
    else low = middle + 1;
  }
  return low;
};

const cut = (births: readonly Range[], deaths: readonly Range[], from: number, to: number): readonly Piece[] => {
  const pieces: Piece[] = [];
  let birth = firstBehind(births, from);
  let death = firstBehind(deaths, from);
  for (let clock = from; clock < to; ) {
    const born = births[birth];
    // What no entry brought cannot be here.
    if (!born) break;
    const died = deaths[death];
    const isDead = died !== undefined && died.clock <= clock;
    const end = Math.min(to, born.end, isDead ? died.end : (died?.clock ?? to));
    pieces.push({ clock, length: end - clock, born, died: isDead ? died : null });
    clock = end;
    if (born.end <= clock) birth++;
    while ((deaths[death]?.end ?? Number.POSITIVE_INFINITY) <= clock) death++;
  }
  return pieces;
};
