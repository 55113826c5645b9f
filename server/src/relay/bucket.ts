/** A token bucket: `take` says how many milliseconds to wait before the next; 0: go on. */
export interface Bucket {
  take(amount: number): number;
}

export const createBucket = (
  { rate, burst }: { readonly rate: number; readonly burst: number },
  now: () => number = () => performance.now(),
): Bucket => {
  let level = burst;
  let last = now();
  return {
    take: (amount) => {
      level -= amount;
      if (level >= 0) return 0;
      const time = now();
      level = Math.min(burst, level + ((time - last) * rate) / 1000);
      last = time;
      return level >= 0 ? 0 : Math.ceil((-level * 1000) / rate);
    },
  };
};
