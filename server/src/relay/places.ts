import { recordId } from '@lianxi/documents';
import type { Id, Range, Struct, Update } from './update.ts';

/**
 * Where everything in a room lies: for each client's clocks the container (the root type's name) and the very list or key in
 * it, however deep. A struct on the wire usually says only “right of that one”; with this the relay knows which cell is meant
 * without building the document. Built when somebody writes, given up when nobody has for a while.
 *
 * Invariant: covers exactly the clocks below the room's state vector; nothing enters but what was accepted.
 */
export interface Places {
  /** Where the update's structs would lie; changes nothing. */
  trace(update: Update): Traced | null;
  accept(traced: Traced): void;
  /** The places that a range of clocks lies in. */
  within(range: Range, traced: Traced): readonly Place[];
  /**
   * What would stand under a key, the update's own writes counted. Only a record's cells (`self/…`) and those tables are
   * remembered that the kind's rules ask about: they are few.
   */
  standing(container: string, key: string, traced: Traced): unknown;
  /** How large the document would be with the update. */
  measure(traced: Traced): Measures;
}

export interface Measures {
  /** Types inside types. */
  readonly depth: number;
  /** Keys under root maps, in all and in the fullest of those that the update adds to. */
  readonly keys: number;
  readonly keysInContainer: number;
  readonly containers: number;
}

export interface Place {
  /** null: the struct stands where something was deleted for good; it shows nowhere. */
  readonly container: string | null;
  /** The writes under one key of a root map; null elsewhere. */
  readonly chain: Chain | null;
  /** Under a key, of a root map or of a nested type. */
  readonly isKeyed: boolean;
  /** The key in a nested type; null elsewhere. */
  readonly attribute: string | null;
  /** How many types it lies in, below the root. */
  readonly depth: number;
}

/** The writes under one key, as far as they matter: see `link`. */
export interface Chain {
  readonly container: string;
  readonly key: string;
  readonly place: Place;
  standing: Standing;
}

export interface Standing {
  /** From the oldest that matters to the one that stands. */
  path: Link[];
  /** Older links are forgotten. */
  isCut: boolean;
  /** Somebody wrote beside a forgotten link: which value stands is no longer known here. */
  isVague: boolean;
}

interface Link extends Id {
  readonly isDeleted: boolean;
  /** Only where it is remembered. */
  readonly value?: unknown;
}

export interface Traced {
  /** Each client's stand together, in rising order. */
  readonly structs: readonly { readonly struct: Struct; readonly place: Place }[];
  /** Where in `structs` each client's begin and end. */
  readonly sections: ReadonlyMap<number, { readonly from: number; readonly to: number }>;
  /** The chains that the update touches as they would be, and whether the key was there before each write. */
  readonly chains: ReadonlyMap<Chain, Standing>;
  readonly keysBefore: ReadonlyMap<Struct, boolean>;
  readonly fresh: ReadonlyMap<string, Chain>;
  readonly freshRoots: ReadonlyMap<string, Place>;
  readonly freshNested: ReadonlyMap<string, Place>;
  /** Keys that the update adds, by container. */
  readonly freshKeys: ReadonlyMap<string, number>;
}

/** Older links matter only to writers who have not seen the last this many writes of the same cell. */
const longestPath = 64;
const recordPrefix = `${recordId}/`;
const nothing: Standing = { path: [], isCut: false, isVague: false };
const nothingTold = { from: 0, to: 0 };
const noChains: ReadonlyMap<string, Chain> = new Map();
const noPlaces: ReadonlyMap<string, Place> = new Map();
const noCounts: ReadonlyMap<string, number> = new Map();
const noGroups: ReadonlyMap<number, readonly Struct[]> = new Map();
const noStandings: Traced['chains'] = new Map();
const noKeys: Traced['keysBefore'] = new Map();
/** An update that brings nothing. */
export const nothingTraced: Traced = {
  structs: [],
  sections: new Map(),
  chains: new Map(),
  keysBefore: new Map(),
  fresh: noChains,
  freshRoots: noPlaces,
  freshNested: noPlaces,
  freshKeys: noCounts,
};
const nowhere: Place = { container: null, chain: null, isKeyed: false, attribute: null, depth: 0 };

interface Spans {
  readonly starts: number[];
  readonly places: Place[];
  end: number;
}

/** `remembered`: the tables of which rules ask what stands under a key. */
export const createPlaces = (remembered: readonly string[] = []): Places => {
  const spansByClient = new Map<number, Spans>();
  /** The lists directly under root types. */
  const inRoots = new Map<string, Place>();
  /** What lies in a nested type, by the item that made the type, and the key. */
  const inNested = new Map<string, Place>();
  const keyCounts = new Map<string, number>();
  /** By container and key. */
  const chains = new Map<string, Map<string, Chain>>();
  let keysInAll = 0;

  const isRemembered = ({ container, key }: Chain): boolean =>
    key.startsWith(recordPrefix) || remembered.includes(container);

  const keep = (chain: Chain): void => {
    const own = chains.get(chain.container);
    if (own) own.set(chain.key, chain);
    else chains.set(chain.container, new Map([[chain.key, chain]]));
    keysInAll++;
  };

  const known = (id: Id): Place | null => {
    const spans = spansByClient.get(id.client);
    return spans && id.clock < spans.end ? (spans.places[indexOf(spans.starts, id.clock)] ?? null) : null;
  };

  const trace = (update: Update): Traced | null => {
    // A struct on its own builds on nothing in its update.
    const byClient = update.structs.length > 1 ? groupByClient(update.structs) : noGroups;
    const placed = new Map<Struct, Place>();
    // Most updates bring none of these.
    let entered: Set<Struct> | null = null;
    let staged: Map<Chain, Standing> | null = null;
    let keysBefore: Map<Struct, boolean> | null = null;
    let fresh: Map<string, Chain> | null = null;
    let freshRoots: Map<string, Place> | null = null;
    let freshNested: Map<string, Place> | null = null;
    let freshKeys: Map<string, number> | null = null;

    const rootPlace = (container: string): Place => {
      const place = inRoots.get(container) ?? freshRoots?.get(container);
      if (place) return place;
      const made = { container, chain: null, isKeyed: false, attribute: null, depth: 0 };
      freshRoots ??= new Map();
      freshRoots.set(container, made);
      return made;
    };
    const nestedPlace = (type: Id, key: string | null, { container, depth }: Place): Place => {
      const name = key === null ? `${type.client} ${type.clock}` : `${type.client} ${type.clock} ${key}`;
      const place = inNested.get(name) ?? freshNested?.get(name);
      if (place) return place;
      const made = { container, chain: null, isKeyed: key !== null, attribute: key, depth: depth + 1 };
      freshNested ??= new Map();
      freshNested.set(name, made);
      return made;
    };
    const keyPlace = (container: string, key: string): Place => {
      const chain = chains.get(container)?.get(key) ?? fresh?.get(nameOf(container, key));
      if (chain) return chain.place;
      const made = makeChain(container, key);
      fresh ??= new Map();
      fresh.set(nameOf(container, key), made);
      freshKeys ??= new Map();
      freshKeys.set(container, (freshKeys.get(container) ?? 0) + 1);
      return made.place;
    };
    const inUpdate = (id: Id): Struct | null => {
      const structs = byClient.get(id.client);
      if (!structs) return null;
      const struct = structs[indexBy(structs, id.clock)];
      return struct && id.clock >= struct.clock && id.clock < struct.clock + struct.length ? struct : null;
    };
    const placeOf = (id: Id): Place | null => {
      const struct = inUpdate(id);
      return struct ? (placed.get(struct) ?? null) : known(id);
    };
    /** null: cannot be; a part of another container beside a part of this one. */
    const decide = (struct: Struct): Place | null => {
      if (struct.type === 'gc') return nowhere;
      const left = struct.origin ? placeOf(struct.origin) : null;
      const right = struct.rightOrigin ? placeOf(struct.rightOrigin) : null;
      if ((struct.origin && !left) || (struct.rightOrigin && !right)) return null;
      if (left && right && left !== nowhere && right !== nowhere && left !== right) return null;
      if (left === nowhere || right === nowhere) return nowhere;
      // Under a key Yjs writes right of what stands there, never between.
      if (right?.isKeyed) return null;
      if (left || right) return left ?? right;
      if (typeof struct.parent === 'string') {
        return struct.key === null ? rootPlace(struct.parent) : keyPlace(struct.parent, struct.key);
      }
      const parent = struct.parent ? placeOf(struct.parent) : null;
      if (!parent || !struct.parent) return null;
      return parent.container === null ? nowhere : nestedPlace(struct.parent, struct.key, parent);
    };
    const unplaced = (id: Id | string | null): Struct | null => {
      const struct = id === null || typeof id === 'string' ? null : inUpdate(id);
      return struct && !placed.has(struct) ? struct : null;
    };
    const firstUnplaced = ({ origin, rightOrigin, parent }: Struct): Struct | null =>
      unplaced(origin) ?? unplaced(rightOrigin) ?? unplaced(parent);
    const put = (struct: Struct): boolean => {
      const place = decide(struct);
      if (!place) return false;
      placed.set(struct, place);
      if (place.chain) {
        const { standing } = place.chain;
        staged ??= new Map();
        keysBefore ??= new Map();
        const next = staged.get(place.chain) ?? { ...standing, path: [...standing.path] };
        keysBefore.set(struct, next.path.length > 0);
        staged.set(place.chain, next);
        link(next, struct, isRemembered(place.chain));
      }
      return true;
    };

    for (const first of update.structs) {
      if (!placed.has(first) && !firstUnplaced(first)) {
        if (!put(first)) return null;
        continue;
      }
      const stack = [first];
      while (stack.length > 0) {
        const struct = stack[stack.length - 1] as Struct;
        if (placed.has(struct)) {
          stack.pop();
          continue;
        }
        entered ??= new Set();
        entered.add(struct);
        const waitsFor = firstUnplaced(struct);
        if (waitsFor) {
          // Waiting in a circle: no honest client can make that.
          if (entered.has(waitsFor)) return null;
          stack.push(waitsFor);
          continue;
        }
        if (!put(struct)) return null;
        stack.pop();
      }
    }
    const structs = update.structs.map((struct) => ({ struct, place: placed.get(struct) ?? nowhere }));
    const sections = new Map<number, { from: number; to: number }>();
    for (let from = 0; from < structs.length; ) {
      const { client } = (structs[from] as (typeof structs)[number]).struct;
      const to = from + (byClient.get(client)?.length ?? 1);
      sections.set(client, { from, to });
      from = to;
    }
    return {
      structs,
      sections,
      chains: staged ?? noStandings,
      keysBefore: keysBefore ?? noKeys,
      fresh: fresh ?? noChains,
      freshRoots: freshRoots ?? noPlaces,
      freshNested: freshNested ?? noPlaces,
      freshKeys: freshKeys ?? noCounts,
    };
  };

  const accept = (traced: Traced): void => {
    const { structs, chains: touched, fresh, freshRoots, freshNested, freshKeys } = traced;
    for (const chain of fresh.values()) keep(chain);
    for (const [name, place] of freshRoots) inRoots.set(name, place);
    for (const [name, place] of freshNested) inNested.set(name, place);
    for (const [container, count] of freshKeys) keyCounts.set(container, (keyCounts.get(container) ?? 0) + count);
    for (const [chain, standing] of touched) {
      cut(standing, longestPath);
      // A list that was added to has room for more, which few ever need.
      chain.standing = { ...standing, path: standing.path.slice() };
    }
    for (const { struct, place } of structs) {
      let spans = spansByClient.get(struct.client);
      if (!spans) {
        spans = { starts: [], places: [], end: 0 };
        spansByClient.set(struct.client, spans);
      }
      spans.end = struct.clock + struct.length;
      if (spans.places[spans.places.length - 1] === place) continue;
      spans.starts.push(struct.clock);
      spans.places.push(place);
    }
  };

  const within = (range: Range, traced: Traced): readonly Place[] => {
    const found: Place[] = [];
    const end = range.clock + range.length;
    const { from, to } = traced.sections.get(range.client) ?? nothingTold;
    for (let index = firstAbove(traced, from, to, range.clock); index < to; index++) {
      const { struct, place } = traced.structs[index] as Traced['structs'][number];
      if (struct.clock >= end) break;
      found.push(place);
    }
    const spans = spansByClient.get(range.client);
    if (!spans || range.clock >= spans.end) return found;
    for (let index = Math.max(0, indexOf(spans.starts, range.clock)); index < spans.starts.length; index++) {
      if ((spans.starts[index] as number) >= end) break;
      found.push(spans.places[index] as Place);
    }
    return found;
  };

  const standing = (container: string, key: string, traced: Traced): unknown => {
    const chain = chains.get(container)?.get(key) ?? traced.fresh.get(nameOf(container, key));
    const { path, isVague } = (chain && traced.chains.get(chain)) ?? chain?.standing ?? nothing;
    const tip = path.at(-1);
    return tip && !tip.isDeleted && !isVague ? tip.value : undefined;
  };

  const measure = ({ structs, freshRoots, freshKeys }: Traced): Measures => {
    let depth = 0;
    for (const { place } of structs) depth = Math.max(depth, place.depth);
    let keysInContainer = 0;
    let keys = keysInAll;
    for (const [container, count] of freshKeys) {
      keys += count;
      keysInContainer = Math.max(keysInContainer, (keyCounts.get(container) ?? 0) + count);
    }
    let containers = keyCounts.size + inRoots.size + freshRoots.size;
    for (const container of freshKeys.keys()) if (!keyCounts.has(container)) containers++;
    return { depth, keys, keysInContainer, containers };
  };

  return { trace, accept, within, standing, measure };
};

/**
 * Yjs orders what was written under one key at the same time (with the same origin) by client id, and the rightmost
 * stands: the path leads from the first write to it, and a newcomer takes a branch only where its id is the higher.
 */
const link = (standing: Standing, struct: Struct, keepsValue: boolean): void => {
  const { path } = standing;
  const { origin, client } = struct;
  let at = -1;
  if (origin) at = path.findLastIndex((each) => each.client === origin.client && each.clock === origin.clock);
  if (at < 0 && path.length > 0 && (origin || standing.isCut)) {
    // Beside a write that does not stand, the newcomer does not either; beside a forgotten one, who knows.
    if (standing.isCut) standing.isVague = true;
    return;
  }
  const next = path[at + 1];
  if (next && next.client >= client) return;
  path.length = at + 1;
  const value = keepsValue ? { value: struct.value() } : {};
  // Values that were overwritten and collected travel as one struct; each clock of it is a write.
  const end = struct.clock + struct.length;
  const start = Math.max(struct.clock, end - 4 * longestPath);
  if (start > struct.clock) {
    path.length = 0;
    standing.isCut = true;
  }
  for (let clock = start; clock < end; clock++) {
    path.push({ client, clock, isDeleted: struct.type === 'deleted', ...value });
    if (path.length > 4 * longestPath) cut(standing, longestPath);
  }
};

const cut = (standing: Standing, length: number): void => {
  if (standing.path.length <= length) return;
  standing.path.splice(0, standing.path.length - length);
  standing.isCut = true;
};

const groupByClient = (structs: readonly Struct[]): Map<number, Struct[]> => {
  const groups = new Map<number, Struct[]>();
  for (const struct of structs) {
    const group = groups.get(struct.client);
    if (group) group.push(struct);
    else groups.set(struct.client, [struct]);
  }
  return groups;
};

/** Of a client's structs the first that ends after the clock. */
const firstAbove = ({ structs }: Traced, from: number, to: number, clock: number): number => {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { struct } = structs[middle] as Traced['structs'][number];
    if (struct.clock + struct.length <= clock) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The last index whose start is at or below the clock; -1 when there is none. */
const indexOf = (starts: readonly number[], clock: number): number => {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) <= clock) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

const nameOf = (container: string, key: string): string => `${container}\n${key}`;

const makeChain = (container: string, key: string): Chain => {
  const place: { -readonly [key in keyof Place]: Place[key] } = {
    container,
    chain: null,
    isKeyed: true,
    attribute: null,
    depth: 0,
  };
  const chain: Chain = { container, key, place, standing: nothing };
  place.chain = chain;
  return chain;
};

const indexBy = (structs: readonly Struct[], clock: number): number => {
  let low = 0;
  let high = structs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((structs[middle] as Struct).clock <= clock) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};
