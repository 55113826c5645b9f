/**
 * What people did, one transaction each, and what became of it. A deed bears words that nobody else ever writes, so that it
 * is found again wherever it went: in the log, in what was put aside, or nowhere.
 */
export interface Deed {
  readonly words: readonly string[];
  readonly address: string;
  readonly phone: string;
  readonly window: number;
  readonly at: number;
  readonly update: Uint8Array;
  /** Tables and rows that it touched. */
  readonly rows: readonly string[];
  /** How often the device had been cleared by then. */
  readonly evictions: number;
  /** The device has said that it is stored there, and has not been cleared since. */
  isStored: boolean;
  /** It was in the memory of a window that died, or on a disk that was cleared: nobody promised to keep it. */
  isLost: boolean;
}

export interface Deeds {
  readonly all: readonly Deed[];
  nextWord(): string;
  /** Words that somebody deleted or overwrote: what was never sent by then never will be. */
  readonly erased: Set<string>;
  add(made: Omit<Deed, 'isStored' | 'isLost'>): void;
  of(phone: string, address: string): readonly Deed[];
}

export const createDeeds = (): Deeds => {
  const all: Deed[] = [];
  const byPlace = new Map<string, Deed[]>();
  let words = 0;
  const placeOf = (phone: string, address: string) => `${phone} ${address}`;
  return {
    all,
    erased: new Set(),
    nextWord: () => `#${++words}#`,
    add: (made) => {
      const deed = { ...made, isStored: false, isLost: false };
      all.push(deed);
      const place = placeOf(made.phone, made.address);
      byPlace.set(place, [...(byPlace.get(place) ?? []), deed]);
    },
    of: (phone, address) => byPlace.get(placeOf(phone, address)) ?? [],
  };
};
