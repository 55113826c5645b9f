import type { DocumentView } from '#lib/workspace';
import { coloursOf } from './presence.svelte.ts';

type Awareness = DocumentView['awareness'];
type State = Record<string, unknown>;

/** How often others' carets are redrawn by themselves, and how often this one's place is told (ms). */
const redrawPace = 120;
const tellPace = 100;

/**
 * The presence that one topic's editor sees: only people in the same topic, others' movements gathered into one redraw, its
 * own told only when it changed and not more than ten times a second. The caret extension by itself tells its place again
 * after every keystroke of anybody, which in a hall of forty makes each keystroke into forty messages.
 */
export interface TopicAwareness {
  readonly states: ReadonlyMap<number, State>;
  getStates(): ReadonlyMap<number, State>;
  getLocalState(): State | null;
  setLocalStateField(field: string, value: unknown): void;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
  /** Draws everybody again soon, moved or not. */
  redraw(): void;
  /** The editor has just drawn everybody where they are: with words from elsewhere it does. */
  drawn(): void;
  destroy(): void;
}

export const createTopicAwareness = (
  awareness: Awareness,
  topic: string,
  onMove: (clients: readonly number[], colours: ReadonlyMap<number, number>) => void,
): TopicAwareness => {
  const listeners = new Set<() => void>();
  const moved = new Set<number>();
  const told: State = { topic, cursor: null };
  let isForced = false;
  let redraw: ReturnType<typeof setTimeout> | undefined;
  let tell: ReturnType<typeof setTimeout> | undefined;
  let isGone = false;
  let places = new Map<number, string>();

  const present = (): Map<number, State> => {
    const states = new Map<number, State>();
    const colours = coloursOf(awareness.getStates().keys());
    for (const [client, state] of awareness.getStates()) {
      if (client === awareness.clientID || state.topic !== topic || !state.cursor) continue;
      const user = typeof state.user === 'object' && state.user !== null ? (state.user as State) : {};
      states.set(client, {
        cursor: state.cursor,
        user: { ...user, client, who: colours.get(client) ?? 1, color: '#2f5c8f' },
      });
    }
    return states;
  };

  /** `isDrawn`: the editor has done it just now, and only whose names are to be shown is left to be told. */
  const look = (isDrawn: boolean) => {
    redraw = undefined;
    const next = new Map<number, string>();
    for (const [client, { cursor }] of present()) next.set(client, JSON.stringify(cursor));
    const clients = [...moved].filter((client) => next.get(client) !== places.get(client));
    const isSame = next.size === places.size && [...next].every(([client, place]) => places.get(client) === place);
    places = next;
    moved.clear();
    const isWanted = !isSame || (isForced && !isDrawn);
    isForced = false;
    if (!isWanted) return;
    if (!isDrawn) for (const listener of listeners) listener();
    onMove(clients, coloursOf(awareness.getStates().keys()));
  };
  const onChange = ({ added, updated, removed }: { added: number[]; updated: number[]; removed: number[] }) => {
    for (const client of [...added, ...updated, ...removed]) if (client !== awareness.clientID) moved.add(client);
    if (moved.size > 0) redraw ??= setTimeout(look, redrawPace, false);
  };
  awareness.on('change', onChange);

  const say = () => {
    tell = undefined;
    if (isGone) return;
    const before = awareness.getLocalState() ?? {};
    if (JSON.stringify({ ...before, ...told }) !== JSON.stringify(before))
      awareness.setLocalState({ ...before, ...told });
  };
  say();
  redraw = setTimeout(look, redrawPace, false);

  return {
    get states() {
      return present();
    },
    getStates: present,
    getLocalState: () => ({ ...awareness.getLocalState(), ...told }),
    setLocalStateField: (field, value) => {
      if (isGone) return;
      told[field] = value;
      tell ??= setTimeout(say, tellPace);
    },
    on: (event, listener) => {
      if (event === 'change') listeners.add(listener);
    },
    off: (_event, listener) => listeners.delete(listener),
    redraw: () => {
      if (isGone || places.size === 0) return;
      isForced = true;
      redraw ??= setTimeout(look, redrawPace, false);
    },
    drawn: () => {
      if (isGone || redraw === undefined) return;
      clearTimeout(redraw);
      look(true);
    },
    destroy: () => {
      clearTimeout(tell);
      told.cursor = null;
      // The next topic's editor may be there already.
      if (awareness.getLocalState()?.topic === topic) say();
      isGone = true;
      clearTimeout(redraw);
      awareness.off('change', onChange);
      listeners.clear();
    },
  };
};
