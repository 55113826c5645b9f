import type { AuditEvent } from './event.ts';

/**
 * What may repeat as often as somebody likes, for the audit log: who, where, why, when and how often. The first of a kind is
 * written within a second, what repeats it once a minute as one row, so that nobody fills the disk. What is not written yet a
 * kill takes with it.
 */
export interface Tally<E extends Counted> {
  /** `key`: what counts as the same. */
  record(key: string, event: E): void;
  /** Writes what waits, if it can within a while; nothing is recorded afterwards. */
  close(): Promise<void>;
}

export type Counted = Extract<AuditEvent, { readonly detail: { readonly count: number } }>;

interface Waiting<E> {
  event: E | null;
  /** When it is written next. */
  due: number;
}

const soon = 1_000;
const repeated = 60_000;
/** How long somebody else's writing is waited for at the end, and how often it is looked, in ms. */
const patience = 3_000;
const pause = 50;

/** `audit`: false where somebody else is writing, and nothing was written. It may reject. */
export const createTally = <E extends Counted>(
  audit: (events: readonly E[]) => Promise<boolean>,
  failed: (cause: unknown) => void,
  clock: () => number = Date.now,
): Tally<E> => {
  const waiting = new Map<string, Waiting<E>>();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<unknown> | null = null;
  let isClosed = false;

  /** Takes what is due; what is not written in the end is put back, with what came meanwhile. */
  const write = async (): Promise<boolean> => {
    const now = clock();
    const taken: (readonly [Waiting<E>, E])[] = [];
    for (const [key, each] of waiting) {
      if (each.due > now && !isClosed) continue;
      each.due = now + repeated;
      // Quiet for a whole minute: the next of its kind is a first one again.
      if (!each.event) waiting.delete(key);
      else taken.push([each, each.event]);
      each.event = null;
    }
    if (taken.length === 0) return true;
    const putBack = (due: number): void => {
      for (const [each, event] of taken) {
        each.event = each.event ? joined(event, each.event.detail.count) : event;
        each.due = due;
      }
    };
    try {
      const isWritten = await audit(taken.map(([, event]) => event));
      if (!isWritten) putBack(now + soon);
      return isWritten;
    } catch (cause) {
      putBack(now + repeated);
      failed(cause);
      return true;
    }
  };
  const schedule = (): void => {
    if (isClosed || writing) return;
    timer ??= setTimeout(() => {
      timer = null;
      writing = write().finally(() => {
        writing = null;
        if (waiting.size > 0) schedule();
      });
    }, soon).unref();
  };

  return {
    record: (key, event) => {
      const known = waiting.get(key);
      if (known?.event) known.event = joined(known.event, event.detail.count);
      else if (known) known.event = event;
      else waiting.set(key, { event, due: clock() + soon });
      schedule();
    },
    close: async () => {
      isClosed = true;
      if (timer) clearTimeout(timer);
      await writing;
      const until = performance.now() + patience;
      while (!(await write()) && performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    },
  };
};

/** As it was the first time, so many more. */
const joined = <E extends Counted>(event: E, more: number): E => ({
  ...event,
  detail: { ...event.detail, count: event.detail.count + more },
});
