import type { AddressParts } from '@lianxi/access';
import type { Act } from '@lianxi/documents';
import type { AuditEvent } from '../audit/index.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * What the relay sees and writes down: who comes into the room of a document with residents, before the first of its
 * contents goes out, and what stored updates did of what the audit log holds. All of one turn in one commit, ahead of the
 * answers that were asked for in it. What the disk does not take is tried again with the next.
 */
export interface Notes {
  entered(room: number, parts: AddressParts, member: string): void;
  did(room: number, member: string, act: Act): void;
  /** Writes what waits. */
  close(): void;
}

/** Kinds that hold residents. */
const kinds: ReadonlySet<string> = new Set(['register', 'care']);

export const createNotes = (
  write: (events: readonly AuditEvent[]) => void,
  failed: (cause: unknown) => void,
  scheduler: Pick<Scheduler, 'soon' | 'now'>,
): Notes => {
  let waiting: AuditEvent[] = [];
  let isAsked = false;

  const flush = (): void => {
    isAsked = false;
    if (waiting.length === 0) return;
    try {
      write(waiting);
      waiting = [];
    } catch (cause) {
      failed(cause);
    }
  };
  const add = (event: AuditEvent): void => {
    waiting.push(event);
    if (isAsked) return;
    isAsked = true;
    scheduler.soon(flush);
  };

  return {
    entered: (room, { kind }, member) => {
      if (kinds.has(kind)) add({ type: 'opened', time: scheduler.now(), member, room, detail: {} });
    },
    did: (room, member, { type, column }) => add({ type, time: scheduler.now(), member, room, detail: { column } }),
    close: flush,
  };
};
