import { createContext } from 'svelte';

/** Whom this person follows through the meeting's text, by id; nobody at first. */
export class Following {
  who: string | null = $state(null);

  toggle(person: string): void {
    this.who = this.who === person ? null : person;
  }

  stop(): void {
    this.who = null;
  }
}

export const [useFollowing, provideFollowing] = createContext<Following>();

type State = Record<string, unknown>;

/** Where somebody is: which of their devices, in which topic, and whether a caret of theirs can be looked at. */
export interface Place {
  readonly client: number;
  readonly topic: string | null;
  readonly hasCaret: boolean;
}

/** Of several devices of one person the one that writes. null: nowhere here. */
export const placeOf = (states: ReadonlyMap<number, State>, person: string): Place | null => {
  const places = [...states].flatMap(([client, { user, topic, cursor }]): Place[] => {
    if ((user as State | undefined)?.id !== person) return [];
    return [{ client, topic: typeof topic === 'string' ? topic : null, hasCaret: Boolean(cursor) }];
  });
  const rank = ({ hasCaret, topic }: Place) => (hasCaret ? 2 : 0) + (topic === null ? 0 : 1);
  return places.sort((one, other) => rank(other) - rank(one) || one.client - other.client)[0] ?? null;
};
