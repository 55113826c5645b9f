import { type RefusalReason, refusalReasons } from '@lianxi/protocol';
import type { AuditEvent } from '../audit/index.ts';
import type { Refused } from './guard.ts';

/**
 * Every refusal is counted by its reason, and written down in the audit log: who, where, why, when and how often,
 * never what. The first of a kind is written within a second, what repeats it once a minute as one row, so that
 * nobody fills the disk by being refused. No commit of updates waits for it.
 */
export interface Refusals {
  record(room: number, member: string, refused: Refused): void;
  /** Since the relay began. */
  readonly counts: Readonly<Record<RefusalReason, number>>;
  /** Writes what waits; nothing is recorded afterwards. */
  close(): void;
}

type RefusalEvent = Extract<AuditEvent, { readonly type: 'refused' }>;

interface Waiting {
  event: RefusalEvent | null;
  /** When it is written next. */
  due: number;
}

const soon = 1_000;
const repeated = 60_000;

export const createRefusals = (
  audit: (events: readonly AuditEvent[]) => void,
  failed: (cause: unknown) => void,
  clock: () => number = Date.now,
): Refusals => {
  const counts = Object.fromEntries(refusalReasons.map((reason) => [reason, 0])) as Record<RefusalReason, number>;
  const waiting = new Map<string, Waiting>();
  let timer: NodeJS.Timeout | null = null;

  const write = (isLast: boolean): void => {
    timer = null;
    const now = clock();
    const events: RefusalEvent[] = [];
    const written: Waiting[] = [];
    for (const [key, each] of waiting) {
      if (each.due > now && !isLast) continue;
      each.due = now + repeated;
      // Quiet for a whole minute: the next of its kind is a first one again.
      if (!each.event) waiting.delete(key);
      else {
        events.push(each.event);
        written.push(each);
      }
    }
    try {
      if (events.length > 0) audit(events);
      for (const each of written) each.event = null;
    } catch (cause) {
      // Tried again with the next; what comes meanwhile is counted with it.
      failed(cause);
    }
    if (waiting.size > 0 && !isLast) schedule();
  };
  const schedule = (): void => {
    timer ??= setTimeout(() => write(false), soon).unref();
  };

  return {
    record: (room, member, { reason, detail }) => {
      counts[reason]++;
      const rule = reason === 'rule' ? (detail.split(' ')[0] ?? '') : detail;
      const key = `${room} ${member} ${reason} ${rule}`;
      const known = waiting.get(key);
      if (known?.event) {
        const { detail: before } = known.event;
        known.event = { ...known.event, detail: { ...before, count: before.count + 1 } };
      } else {
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
    close: () => {
      if (timer) clearTimeout(timer);
      write(true);
    },
  };
};
