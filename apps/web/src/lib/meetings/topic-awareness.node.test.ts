import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTopicAwareness } from './topic-awareness.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Awareness = Parameters<typeof createTopicAwareness>[0];

/** Somebody's presence as the editor is told of it. */
const open = () => {
  const states = new Map<number, Record<string, unknown>>();
  let onChange = (_: { added: number[]; updated: number[]; removed: number[] }) => {};
  const awareness = {
    clientID: 1,
    getStates: () => states,
    getLocalState: () => null,
    setLocalState: () => {},
    on: (_event: string, listener: typeof onChange) => {
      onChange = listener;
    },
    off: () => {},
  } as unknown as Awareness;
  const moves: (readonly number[])[] = [];
  const topic = createTopicAwareness(awareness, 't1', (clients) => moves.push(clients));
  let redraws = 0;
  topic.on('change', () => {
    redraws++;
  });
  const move = (client: number, place: number, of = 't1') => {
    states.set(client, { topic: of, cursor: { anchor: place, head: place } });
    onChange({ added: [], updated: [client], removed: [] });
  };
  vi.advanceTimersByTime(200);
  return { topic, move, moves, redraws: () => redraws };
};

test('[MN264] carets come with the words; without words they are drawn by themselves, all that moved together', () => {
  const { topic, move, moves, redraws } = open();
  for (let place = 0; place < 5; place++) {
    move(2, place);
    move(3, place);
    vi.advanceTimersByTime(10);
    topic.drawn();
  }
  vi.advanceTimersByTime(500);
  expect(redraws()).toBe(0);
  expect(moves).toEqual([
    [2, 3],
    [2, 3],
    [2, 3],
    [2, 3],
    [2, 3],
  ]);
  // No words come: two who only look around are one redraw; one in another topic is none.
  move(2, 7);
  move(3, 7);
  move(4, 7, 't2');
  vi.advanceTimersByTime(500);
  expect(redraws()).toBe(1);
  expect(moves.at(-1)).toEqual([2, 3]);
  // What a change of the structure dropped is drawn again, moved or not; by the next words just as well.
  topic.redraw();
  vi.advanceTimersByTime(500);
  expect(redraws()).toBe(2);
  topic.redraw();
  topic.drawn();
  vi.advanceTimersByTime(500);
  expect(redraws()).toBe(2);
});
