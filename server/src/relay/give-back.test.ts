import { expect, test } from 'vitest';
import { giveBackAtRest } from './give-back.ts';

const mega = 1024 * 1024;

/** A process whose memory and work the test sets; half a second goes by with each `look`. */
const open = () => {
  const it = { work: 0, inUse: 100 * mega, held: 200 * mega, perCollection: 1, collections: 0 };
  let look = () => {};
  const timer = giveBackAtRest(
    {
      processorTime: () => it.work,
      memory: () => it.held,
      collect: () => {
        it.collections++;
        it.work += 80;
        it.held -= (it.held - it.inUse) * it.perCollection;
      },
    },
    {
      every: (_, run) => {
        look = run;
        return { cancel: () => (look = () => {}) };
      },
    },
  );
  const looks = (count: number, work = 1) => {
    for (let time = 0; time < count; time++) {
      it.work += work;
      look();
    }
  };
  return { it, looks, timer };
};

test('[OP32] after a second of rest memory is given back, and then let alone until it has grown', () => {
  const { it, looks } = open();
  looks(20, 300);
  expect(it.collections).toBe(0);
  looks(1);
  expect(it.collections).toBe(0);
  looks(1);
  expect([it.collections, it.held]).toEqual([1, 100 * mega]);
  // Once more, to see that there is nothing left; then no more.
  looks(2);
  expect(it.collections).toBe(2);
  looks(100);
  expect(it.collections).toBe(2);
  it.held += 20 * mega;
  looks(100);
  expect(it.collections).toBe(2);
  it.held += 10 * mega;
  looks(10, 300);
  expect(it.collections).toBe(2);
  looks(2);
  expect([it.collections, it.held]).toEqual([3, 100 * mega]);
});

test('[OP32] as long as each collection brings something there is another, a second later', () => {
  const { it, looks } = open();
  it.perCollection = 0.5;
  looks(40);
  // 200, 150, 125, 112, 106 MB: the last brought less than eight.
  expect([it.collections, Math.round(it.held / mega)]).toEqual([4, 106]);
});

test('[OP32] what cannot be given back is tried once', () => {
  const { it, looks, timer } = open();
  it.inUse = it.held;
  looks(40);
  expect(it.collections).toBe(1);
  it.held += 50 * mega;
  timer.cancel();
  looks(40);
  expect(it.collections).toBe(1);
});

test('[OP32] a few who type do next to nothing, and are no rest', () => {
  const { it, looks, timer } = open();
  for (let time = 0; time < 20; time++) {
    timer.disturb();
    looks(1);
  }
  looks(1);
  expect(it.collections).toBe(0);
  looks(1);
  expect(it.collections).toBe(1);
});
