import { createSeededRandom } from '@lianxi/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOrderKey, orderBetween, orderSpread } from './order.ts';

test('[MN4] a key drawn anywhere in a list lies strictly between its neighbours', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(fc.nat(1000), { minLength: 1, maxLength: 80 }), (seed, places) => {
      const random = createSeededRandom(seed);
      const keys: string[] = [];
      for (const place of places) {
        const at = place % (keys.length + 1);
        keys.splice(at, 0, orderBetween(keys[at - 1] ?? null, keys[at] ?? null, random));
      }
      expect([...keys].sort()).toEqual(keys);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.every(isOrderKey)).toBe(true);
    }),
  );
});

test('[MN4] keys stay short when everything is appended, and grow by about a character an insertion in one gap', () => {
  const random = createSeededRandom(1);
  let last: string | null = null;
  for (let index = 0; index < 200; index++) last = orderBetween(last, null, random);
  expect(last?.length).toBeLessThan(8);
  let right = orderBetween('V', 'W', random);
  for (let index = 0; index < 50; index++) right = orderBetween('V', right, random);
  expect(right.length).toBeLessThan(60);
});

test('[MN4] neighbours with equal or impossible keys do not trap a move', () => {
  const random = createSeededRandom(2);
  expect(orderBetween('V', 'V', random) > 'V').toBe(true);
  expect(orderBetween('z', 'a', random) > 'z').toBe(true);
  expect(isOrderKey(orderBetween(null, '0', random))).toBe(true);
});

test('a spread list is in order', () => {
  for (const count of [0, 1, 2, 60, 500]) {
    const keys = orderSpread(count);
    expect(keys).toHaveLength(count);
    expect([...keys].sort()).toEqual(keys);
    expect(new Set(keys).size).toBe(count);
  }
});
