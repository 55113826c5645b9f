import type { Range } from './update.ts';

/** Which clocks of which clients are deleted, as sorted ranges that neither touch nor overlap. */
export interface Deletes {
  add(range: Range): void;
  has(range: Range): boolean;
}

interface Ranges {
  readonly starts: number[];
  readonly ends: number[];
}

export const createDeletes = (): Deletes => {
  const rangesByClient = new Map<number, Ranges>();

  const add = ({ client, clock, length }: Range): void => {
    let ranges = rangesByClient.get(client);
    if (!ranges) {
      ranges = { starts: [], ends: [] };
      rangesByClient.set(client, ranges);
    }
    const { starts, ends } = ranges;
    // From the first range that ends at or after the new one's start to the last that starts at or before its end.
    const first = countBelow(ends, clock);
    const last = countBelow(starts, clock + length + 1);
    const start = first < last ? Math.min(starts[first] as number, clock) : clock;
    const end = first < last ? Math.max(ends[last - 1] as number, clock + length) : clock + length;
    starts.splice(first, last - first, start);
    ends.splice(first, last - first, end);
  };

  const has = ({ client, clock, length }: Range): boolean => {
    const ranges = rangesByClient.get(client);
    if (!ranges) return false;
    const index = countBelow(ranges.starts, clock + 1) - 1;
    return index >= 0 && (ranges.ends[index] as number) >= clock + length;
  };

  return { add, has };
};

/** How many of the sorted numbers are less than `limit`. */
const countBelow = (sorted: readonly number[], limit: number): number => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
};
