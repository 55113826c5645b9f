import type { Range } from './update.ts';

/** Which clocks of which clients are deleted, as sorted ranges that neither touch nor overlap. */
export interface Deletes {
  add(ranges: readonly Range[]): void;
  has(range: Range): boolean;
}

interface Ranges {
  starts: number[];
  ends: number[];
}

/** So many ranges of one client are put in one by one; more are merged with what is there, once for all of them. */
const few = 32;

export const createDeletes = (): Deletes => {
  const rangesByClient = new Map<number, Ranges>();

  const rangesOf = (client: number): Ranges => {
    let ranges = rangesByClient.get(client);
    if (!ranges) {
      ranges = { starts: [], ends: [] };
      rangesByClient.set(client, ranges);
    }
    return ranges;
  };

  const add = (added: readonly Range[]): void => {
    if (added.length <= few) {
      for (const range of added) addOne(rangesOf(range.client), range);
      return;
    }
    const byClient = new Map<number, Range[]>();
    for (const range of added) {
      const own = byClient.get(range.client);
      if (own) own.push(range);
      else byClient.set(range.client, [range]);
    }
    for (const [client, own] of byClient) addMany(rangesOf(client), own);
  };

  const has = ({ client, clock, length }: Range): boolean => {
    const ranges = rangesByClient.get(client);
    if (!ranges) return false;
    const index = countBelow(ranges.starts, clock + 1) - 1;
    return index >= 0 && (ranges.ends[index] as number) >= clock + length;
  };

  return { add, has };
};

const addOne = ({ starts, ends }: Ranges, { clock, length }: Range): void => {
  // From the first range that ends at or after the new one's start to the last that starts at or before its end.
  const first = countBelow(ends, clock);
  const last = countBelow(starts, clock + length + 1);
  const start = first < last ? Math.min(starts[first] as number, clock) : clock;
  const end = first < last ? Math.max(ends[last - 1] as number, clock + length) : clock + length;
  starts.splice(first, last - first, start);
  ends.splice(first, last - first, end);
};

const addMany = (ranges: Ranges, added: readonly Range[]): void => {
  const all = ranges.starts.map((start, index) => [start, ranges.ends[index] as number] as const);
  for (const { clock, length } of added) all.push([clock, clock + length]);
  all.sort(([one], [other]) => one - other);
  const starts: number[] = [];
  const ends: number[] = [];
  for (const [start, end] of all) {
    const last = ends.length - 1;
    if (last >= 0 && start <= (ends[last] as number)) ends[last] = Math.max(ends[last] as number, end);
    else {
      starts.push(start);
      ends.push(end);
    }
  }
  ranges.starts = starts;
  ranges.ends = ends;
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
