import type { Random } from '@lianxi/base';

/**
 * Places in a list as fractions, so that moving one item writes one cell. A key is a fraction in (0, 1) written in base 62
 * after the point, without trailing zeros; keys compare as strings. A new key is drawn at random from the middle half of
 * the gap, so that two people who drop something into the same gap hardly ever draw the same key; if they do, ids decide.
 */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base = BigInt(digits.length);

/** A key after `left` and before `right`; null is the list's end. Where the two do not leave a gap, `right` is ignored. */
export const orderBetween = (left: string | null, right: string | null, random: Random): string => {
  const low = left ?? '';
  const high = right !== null && right > low && isOrderKey(right) ? right : null;
  for (let depth = Math.max(low.length, high?.length ?? 0, 1); ; depth++) {
    const from = toNumber(low, depth);
    const to = high === null ? base ** BigInt(depth) : toNumber(high, depth);
    const gap = to - from;
    if (gap < base) continue;
    // Towards the end of the list a small step leaves room for many more.
    const middle = high === null ? gap / 16n : gap / 2n;
    const drawn = (BigInt(random(1)[0] ?? 0) * middle) / 256n;
    return toKey(from + (high === null ? 1n : gap / 4n) + drawn, depth);
  }
};

/** `count` keys, evenly spread: for a list that begins, or one whose keys have grown long. */
export const orderSpread = (count: number): readonly string[] => {
  const depth = count < 100 ? 2 : 4;
  const step = base ** BigInt(depth) / BigInt(count + 1);
  return Array.from({ length: count }, (_, index) => toKey(step * BigInt(index + 1), depth));
};

export const isOrderKey = (key: string): boolean => /^[0-9A-Za-z]*[1-9A-Za-z]$/.test(key);

const toNumber = (key: string, depth: number): bigint => {
  let number = 0n;
  for (let index = 0; index < depth; index++)
    number = number * base + BigInt(Math.max(0, digits.indexOf(key[index] ?? '0')));
  return number;
};

const toKey = (number: bigint, depth: number): string => {
  let key = '';
  let rest = number;
  for (let index = 0; index < depth; index++) {
    key = digits.charAt(Number(rest % base)) + key;
    rest /= base;
  }
  return key.replace(/0+$/, '');
};
