import type { Scheduler, Timer } from './scheduler.ts';

/**
 * Gives back to the machine what a busy time took of memory. V8 keeps the pages that objects lay on, and asks for new ones sooner
 * than it lets go of those: 2,000 rooms that stood open after somebody had written to each held 200 MB where 90 were in use, for as
 * long as nobody came. One collection that lets everything go takes a few hundredths of a second, so it is made when nobody waits:
 * after a second in which nothing was written and the process did next to nothing, again each second as long as it brings something,
 * and not before memory has grown anew.
 */
export interface OwnProcess {
  /** Processor time of the process so far, in ms. */
  processorTime(): number;
  /** Bytes that are in the machine's memory. */
  memory(): number;
  /** Collects all that can be, and lets the pages go. */
  collect(): void;
}

const lookEvery = 500;
/** So many looks in a row with at most so much processor time in between (ms) are a rest. */
const looks = 2;
const little = 20;
/** What is worth another collection, in bytes. */
const much = 8 * 1024 * 1024;
/** Growth that is worth the first, as a part of what was left: what comes and goes as people type is none. */
const growth = 1 / 4;

export interface GivingBack extends Timer {
  /** Somebody has written: a few people who type take next to no processor time, and would wait nevertheless. */
  disturb(): void;
}

export const giveBackAtRest = (own: OwnProcess, scheduler: Pick<Scheduler, 'every'>): GivingBack => {
  let time = own.processorTime();
  let quiet = 0;
  let isDisturbed = false;
  /** What was left when a collection last brought nothing more. */
  let least = 0;
  const timer = scheduler.every(lookEvery, () => {
    const now = own.processorTime();
    quiet = isDisturbed || now - time > little ? 0 : quiet + 1;
    isDisturbed = false;
    time = now;
    const before = own.memory();
    least = Math.min(least, before);
    if (quiet < looks || before < least + Math.max(much, least * growth)) return;
    own.collect();
    const after = own.memory();
    if (before - after < much) least = after;
    // What it took itself is no unrest.
    time = own.processorTime();
    quiet = 0;
  });
  return {
    cancel: () => timer.cancel(),
    disturb: () => {
      isDisturbed = true;
    },
  };
};

/** Node's own; null where it was not started with `--expose-gc`. */
export const ownProcess = (): OwnProcess | null => {
  const { gc } = globalThis;
  if (!gc) return null;
  return {
    processorTime: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
    memory: () => process.memoryUsage.rss(),
    collect: () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
  };
};
