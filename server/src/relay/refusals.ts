import { type RefusalReason, refusalReasons } from '@lianxi/protocol';
import { type AuditEvent, createTally } from '../audit/index.ts';
import type { Refused } from './guard.ts';

/** Every refusal is counted by its reason, and written down in the audit log: who, where, why, when and how often, never what. */
export interface Refusals {
  record(room: number, member: string, refused: Refused): void;
  /** Since the relay began. */
  readonly counts: Readonly<Record<RefusalReason, number>>;
  /** Writes what waits, if it can within a while; nothing is recorded afterwards. */
  close(): Promise<void>;
}

type RefusalEvent = Extract<AuditEvent, { readonly type: 'refused' }>;

/** `audit`: false where somebody else is writing, and nothing was written. It may reject. */
export const createRefusals = (
  audit: (events: readonly AuditEvent[]) => Promise<boolean>,
  failed: (cause: unknown) => void,
  clock: () => number = Date.now,
): Refusals => {
  const counts = Object.fromEntries(refusalReasons.map((reason) => [reason, 0])) as Record<RefusalReason, number>;
  const tally = createTally<RefusalEvent>(audit, failed, clock);
  return {
    record: (room, member, { reason, detail }) => {
      counts[reason]++;
      const rule = reason === 'rule' ? (detail.split(' ')[0] ?? '') : detail;
      tally.record(`${room} ${member} ${reason} ${rule}`, {
        type: 'refused',
        time: clock(),
        member,
        room,
        detail: { reason, rule, count: 1 },
      });
    },
    counts,
    close: tally.close,
  };
};
