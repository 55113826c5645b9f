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

const wantedMilliseconds = 10;

export const createPace = (start: number, most: number): Pace => {
  let size = start;
  let began = performance.now();
  return {
    get size() {
      return size;
    },
    breathe: async () => {
      const took = performance.now() - began;
      if (took > wantedMilliseconds * 1.5) size = Math.max(1, Math.floor(size / 2));
      else if (took < wantedMilliseconds / 2) size = Math.min(most, size * 2);
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
