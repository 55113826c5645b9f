/** What is open in the drawer. */
export interface Chosen {
  readonly type: 'party' | 'grid' | 'unit' | 'member' | 'community';
  readonly id: string;
}

/** What an address asks for: `?member=ID`, `?unit=ID`. */
export const chosenIn = (asked: Pick<URLSearchParams, 'get'>): Chosen | null => {
  for (const type of ['member', 'unit'] as const) {
    const id = asked.get(type);
    if (id) return { type, id };
  }
  return null;
};

/** The list in which a person or a unit stands. */
export const tabOf = (chosen: Chosen | null): 'trees' | 'units' | 'people' =>
  chosen?.type === 'member' ? 'people' : chosen?.type === 'unit' ? 'units' : 'trees';
