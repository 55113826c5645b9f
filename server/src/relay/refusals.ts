import { type RefusalReason, refusalReasons } from '@lianxi/protocol';
import type { AuditEvent } from '../audit/index.ts';
import type { Refused } from './guard.ts';

/**
 * Every refusal is counted by its reason, and written down in the audit log: who, where, why, when and how often,
 * never what. The first of a kind is written within a second, what repeats it once a minute as one row, so that
 * nobody fills the disk by being refused. What is not written yet a kill takes with it.
 */
export interface Refusals {
  record(room: number, member: string, refused: Refused): void;
  /** Since the relay began. */
  readonly counts: Readonly<Record<RefusalReason, number>>;
  /** Writes what waits, if it can within a while; nothing is recorded afterwards. */
  close(): Promise<void>;
}

type RefusalEvent = Extract<AuditEvent, { readonly type: 'refused' }>;

interface Waiting {
  event: RefusalEvent | null;
  /** When it is written next. */
  due: number;
}

const soon = 1_000;
const repeated = 60_000;
/** How long somebody else's writing is waited for at the end, and how often it is looked, in ms. */
const patience = 3_000;
const pause = 50;

/** `audit`: false where somebody else is writing, and nothing was written. It may reject. */
export const createRefusals = (
  audit: (events: readonly AuditEvent[]) => Promise<boolean>,
  failed: (cause: unknown) => void,
  clock: () => number = Date.now,
): Refusals => {
  const counts = Object.fromEntries(refusalReasons.map((reason) => [reason, 0])) as Record<RefusalReason, number>;
  const waiting = new Map<string, Waiting>();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<unknown> | null = null;
  let isClosed = false;

  /** Takes what is due; what is not written in the end is put back, with what came meanwhile. */
  const write = async (): Promise<boolean> => {
    const now = clock();
    const taken: (readonly [Waiting, RefusalEvent])[] = [];
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
    record: (room, member, { reason, detail }) => {
      counts[reason]++;
      const rule = reason === 'rule' ? (detail.split(' ')[0] ?? '') : detail;
      const key = `${room} ${member} ${reason} ${rule}`;
      const known = waiting.get(key);
      if (known?.event) known.event = joined(known.event, 1);
      else {
        const event: RefusalEvent = {
          type: 'refused',
          time: clock(),
          member,
          room,
          detail: { reason, rule, count: 1 },
        };
        if (known) known.event = event;
        else waiting.set(key, { event, due: clock() + soon });
      }
      schedule();
    },
    counts,
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

const joined = (event: RefusalEvent, more: number): RefusalEvent => ({
  ...event,
  detail: { ...event.detail, count: event.detail.count + more },
});
