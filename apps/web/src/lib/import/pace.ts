/**
 * Long work in small pieces: gives the page a chance to paint and to answer between two of them. A piece that took long
 * makes the next one smaller.
 */
export interface Pace {
  /** How many items the next piece should hold. */
  readonly size: number;
  /** Ends a piece: measures it, lets the page breathe. */
  breathe(): Promise<void>;
}

const wantedMilliseconds = 8;

export const createPace = (start: number, most: number): Pace => {
  let size = start;
  let began = performance.now();
  return {
    get size() {
      return size;
    },
    breathe: async () => {
      const took = performance.now() - began;
      // As many as would have taken just that long; no more than twice as many, lest one quick piece makes a long one.
      const fitting = Math.floor((size * wantedMilliseconds) / Math.max(took, 0.1));
      size = Math.max(1, Math.min(most, size * 2, fitting));
      await nextFrame();
      began = performance.now();
    },
  };
};

/** After the next painting; in a page that is not seen, soon. */
const nextFrame = (): Promise<void> =>
  new Promise((resolve) => {
    if (document.hidden) setTimeout(resolve, 0);
    else requestAnimationFrame(() => setTimeout(resolve, 0));
  });
