import { createSubscriber } from 'svelte/reactivity';
import type { DocumentView } from '#lib/workspace';

type Awareness = DocumentView['awareness'];

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly who: 1 | 2 | 3 | 4 | 5;
  readonly isWriting: boolean;
  readonly isMe: boolean;
}

/** At most so often a second the page looks who is there; a hall of forty moves its carets more often than eyes can follow. */
const pace = 250;

/** Who else has this meeting open, each person once, writers first. */
export class Presence {
  readonly #awareness: Awareness;
  readonly #me: string;
  readonly #listen: () => void;
  #people: readonly Person[] = [];

  constructor(awareness: Awareness, me: string) {
    this.#awareness = awareness;
    this.#me = me;
    this.#people = this.#read();
    this.#listen = createSubscriber((update) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const look = () => {
        timer = undefined;
        const people = this.#read();
        if (JSON.stringify(people) === JSON.stringify(this.#people)) return;
        this.#people = people;
        update();
      };
      const onChange = () => {
        timer ??= setTimeout(look, pace);
      };
      awareness.on('change', onChange);
      onChange();
      return () => {
        clearTimeout(timer);
        awareness.off('change', onChange);
      };
    });
  }

  get people(): readonly Person[] {
    this.#listen();
    return this.#people;
  }

  #read(): readonly Person[] {
    const byId = new Map<string, Person>();
    const states = this.#awareness.getStates();
    const colours = coloursOf(states.keys());
    for (const [client, state] of states) {
      const user: unknown = state.user;
      if (!isUser(user)) continue;
      const id = user.id ?? String(client);
      const isWriting = Boolean(state.cursor) || byId.get(id)?.isWriting === true;
      byId.set(id, {
        id,
        name: user.name,
        label: user.label ?? user.name,
        who: colours.get(client) ?? 1,
        isWriting,
        isMe: id === this.#me,
      });
    }
    return [...byId.values()].sort(
      (left, right) => Number(right.isWriting) - Number(left.isWriting) || (left.id < right.id ? -1 : 1),
    );
  }
}

/**
 * A colour for each device, the same on every screen without asking anybody: its own by its number, the next free one where
 * that is taken. After five all are free again.
 */
export const coloursOf = (clients: Iterable<number>): ReadonlyMap<number, Person['who']> => {
  const colours = new Map<number, Person['who']>();
  let taken = new Set<number>();
  for (const client of [...clients].sort((left, right) => left - right)) {
    if (taken.size === 5) taken = new Set();
    let colour = client % 5;
    while (taken.has(colour)) colour = (colour + 1) % 5;
    taken.add(colour);
    colours.set(client, (colour + 1) as Person['who']);
  }
  return colours;
};

interface User {
  readonly id?: string;
  readonly name: string;
  readonly label?: string;
}

const isUser = (value: unknown): value is User =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
