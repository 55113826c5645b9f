import { expect, it } from 'vitest';
import { createPaces } from './pace.ts';

const limits = {
  frames: { rate: 10, burst: 20 },
  bytes: { rate: 1_000, burst: 5_000 },
  refusals: { rate: 1, burst: 3 },
};

it('[GD12] the sockets of one member share what they may send; others have their own', () => {
  let now = 0;
  const paces = createPaces(limits, () => now);
  const [one, two, other] = [paces.enter('mone'), paces.enter('mone'), paces.enter('mother')];
  for (let index = 0; index < 10; index++) {
    expect(one.send(1)).toBe(0);
    expect(two.send(1)).toBe(0);
  }
  expect(two.send(1)).toBe(100);
  expect(other.send(1)).toBe(0);
  now += 1_000;
  expect(one.send(1)).toBe(0);
  expect(one.send(6_000)).toBeGreaterThan(0);
});

it('[GD12] who is refused again and again is read more slowly, also after coming back', () => {
  let now = 0;
  const paces = createPaces(limits, () => now);
  const first = paces.enter('mone');
  for (let index = 0; index < 3; index++) expect(first.refuse()).toBe(0);
  paces.leave('mone');
  now += 100;
  paces.enter('mtwo');
  expect(paces.enter('mone').refuse()).toBeGreaterThan(0);
  paces.leave('mone');
  now += 1_000_000;
  paces.enter('mthree');
  expect(paces.enter('mone').refuse()).toBe(0);
});
