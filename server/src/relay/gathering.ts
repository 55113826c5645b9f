/**
 * Telling two hundred sockets something takes a millisecond. Who was told first has answered by the time the last one is told, so
 * without a pause those who write fall into two groups that are stored and told in turns: half as much in each frame, and twice
 * as many frames, which are most of the price. So after a long telling the next commit waits for the answers to it.
 *
 * It is a matter of fractions of a millisecond, which no timer has: the loop turns meanwhile, and reads.
 */
export interface Gathering {
  /** Everybody has been told what `count` updates said; `begun`: when that began, in ms as of `elapsed`. */
  told(begun: number, count: number): void;
  /** Whether the next commit waits still; `count` says how many updates are there for it. */
  isOn(count: () => number): boolean;
}

/** A shorter telling (ms) is not worth the wait. */
const long = 0.5;
/** Of the telling: so long is waited at most. */
const share = 0.8;
/** Where fewer come from now on, each commit expects so much less than the one before. */
const decay = 0.97;

/** `most`: what may wait for one commit. */
export const createGathering = (elapsed: () => number, most: number): Gathering => {
  let until = 0;
  /** As many come together of late: once they are there, nobody is waited for. */
  let expected = most;
  return {
    told: (begun, count) => {
      const now = elapsed();
      expected = Math.max(count, expected * decay);
      until = now - begun < long ? 0 : now + (now - begun) * share;
    },
    isOn: (count) => until > 0 && elapsed() < until && count() < expected,
  };
};
