import { type RefusalReason, refusalReasons } from '@lianxi/protocol';
import type { RefusalRow } from '../store/index.ts';
import type { Refused } from './guard.ts';

/**
 * Every refusal is counted by its reason, and written down for whoever looks after the house: who, where, why, when and
 * how often, never what. The first of a kind is written within a second, what repeats it once a minute as one row, so that
 * nobody fills the disk by being refused.
 */
export interface Refusals {
  record(room: number, member: string, refused: Refused): void;
  /** Since the relay began. */
  readonly counts: Readonly<Record<RefusalReason, number>>;
  /** Writes what waits; nothing is recorded afterwards. */
  close(): void;
}

interface Waiting {
  row: RefusalRow | null;
  /** When it is written next. */
  due: number;
}

const soon = 1_000;
const repeated = 60_000;

export const createRefusals = (
  append: (rows: readonly RefusalRow[]) => void,
  clock: () => number = Date.now,
): Refusals => {
  const counts = Object.fromEntries(refusalReasons.map((reason) => [reason, 0])) as Record<RefusalReason, number>;
  const waiting = new Map<string, Waiting>();
  let timer: NodeJS.Timeout | null = null;

  const write = (isLast: boolean): void => {
    timer = null;
    const now = clock();
    const rows: RefusalRow[] = [];
    for (const [key, each] of waiting) {
      if (each.due > now && !isLast) continue;
      if (each.row) rows.push(each.row);
      // Quiet for a whole minute: the next of its kind is a first one again.
      else waiting.delete(key);
      each.row = null;
      each.due = now + repeated;
    }
    try {
      if (rows.length > 0) append(rows);
    } catch (cause) {
      console.error(`writing down refusals failed: ${cause instanceof Error ? cause.message : String(cause)}`);
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
      if (known?.row) known.row = { ...known.row, count: known.row.count + 1 };
      else {
        const row = { time: clock(), room, member, reason, rule, count: 1 };
        if (known) known.row = row;
        else waiting.set(key, { row, due: clock() + soon });
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
