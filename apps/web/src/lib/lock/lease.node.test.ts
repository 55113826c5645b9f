import { expect, test } from 'vitest';
import { isLeaseFacts, Lease } from './lease.ts';
import { isTriesFacts, Tries } from './tries.ts';

const day = 86_400_000;

/** A device with a disk, a clock that can be put anywhere, and one that cannot. */
const createDevice = () => {
  let kept: unknown = null;
  let clock = 1_000 * day;
  let uptime = 0;
  const stored = {
    read: () => (isLeaseFacts(kept) ? kept : null),
    write: (facts: unknown) => {
      kept = facts;
    },
  };
  return {
    open: () =>
      new Lease(
        stored,
        () => clock,
        () => uptime,
      ),
    /** Time passes with a page open. */
    run: (milliseconds: number) => {
      clock += milliseconds;
      uptime += milliseconds;
    },
    /** Time passes with everything shut; a page opened afterwards has run for no time. */
    shut: (milliseconds: number) => {
      clock += milliseconds;
      uptime = 0;
    },
    setBack: (milliseconds: number) => {
      clock -= milliseconds;
    },
  };
};

test('[SE14] after seven days without the relay the lease is over; an answer of the relay begins it anew', () => {
  const device = createDevice();
  device.open().contact();
  device.shut(7 * day - 1);
  expect(device.open().isOver).toBe(false);
  device.shut(2);
  const lease = device.open();
  expect(lease.isOver).toBe(true);
  lease.contact();
  expect(lease.isOver).toBe(false);
  device.shut(7 * day - 1);
  expect(device.open().isOver).toBe(false);
});

test('[SE14] its length is what the relay says, and stays so while the relay says nothing', () => {
  const device = createDevice();
  device.open().contact(2 * day);
  expect(device.open().days).toBe(2);
  device.shut(2 * day + 1);
  expect(device.open().isOver).toBe(true);
  device.open().contact();
  expect(device.open().days).toBe(2);
});

test('[SE14] a clock that is put back lengthens nothing: not between two visits, and not while the page is open', () => {
  const device = createDevice();
  const lease = device.open();
  lease.contact();
  device.run(6 * day);
  lease.tick();
  device.setBack(30 * day);
  expect(lease.isOver).toBe(false);
  device.run(day + 1);
  expect(lease.isOver).toBe(true);
  lease.tick();
  device.shut(day);
  const again = device.open();
  expect(again.isOver).toBe(true);
  again.contact();
  expect(device.open().isOver).toBe(false);
});

test('[SE14] another window of the same device knows what one has been told', () => {
  const device = createDevice();
  const [one, two] = [device.open(), device.open()];
  one.contact(7 * day);
  device.run(7 * day + 1);
  expect([one.isOver, two.isOver]).toEqual([true, true]);
  two.contact();
  expect([one.isOver, two.isOver]).toEqual([false, false]);
});

test('[SE11] each wrong try makes the next one wait longer, over a restart and at most five minutes; the right one ends it', () => {
  let kept: unknown = null;
  let now = 1_000;
  const open = () =>
    new Tries(
      {
        read: () => (isTriesFacts(kept) ? kept : null),
        write: (facts) => {
          kept = facts;
        },
      },
      () => now,
    );
  const pauses: number[] = [];
  for (let count = 0; count < 12; count++) {
    open().begin();
    pauses.push(open().until - now);
    now = open().until;
  }
  expect(pauses.slice(0, 5)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
  expect(pauses.at(-1)).toBe(300_000);
  expect([...pauses].sort((one, other) => one - other)).toEqual(pauses);
  open().succeed();
  expect(open().until).toBeLessThanOrEqual(now);
});
