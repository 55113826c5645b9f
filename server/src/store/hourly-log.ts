import type { AuditEvent } from '../audit/event.ts';
import { audit } from './audit.ts';
import type { Store } from './open.ts';

const hour = 3_600_000;

/**
 * Writes events down, of those that say who opened what once a member, document and hour of the clock, whichever process
 * saw it: what others wrote is read on under the write lock. The log is walked back over at most an hour, once.
 */
export const createHourlyLog = (store: Store): ((events: readonly AuditEvent[]) => void) => {
  const { sqlite } = store;
  const back = sqlite.prepare('SELECT seq, time, type, member, room FROM audit WHERE seq > ? ORDER BY seq DESC');
  let known = new Set<string>();
  let knownHour = 0;
  let reached = 0;

  const lookBack = (): void => {
    let newest = reached;
    for (const row of back.iterate(reached) as IterableIterator<Row>) {
      newest = Math.max(newest, row.seq);
      if (hourOf(row.time) < knownHour) break;
      if (row.type === 'opened') known.add(keyOf(row));
    }
    reached = newest;
  };
  const isNew = (event: AuditEvent): boolean => {
    if (event.type !== 'opened') return true;
    const key = keyOf(event);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  };

  return (events) => {
    const before = { known: new Set(known), knownHour, reached };
    try {
      sqlite
        .transaction(() => {
          const now = Math.max(...events.map(({ time }) => hourOf(time)));
          if (now > knownHour) {
            known = new Set();
            knownHour = now;
          }
          lookBack();
          audit(store, events.filter(isNew));
        })
        .immediate();
    } catch (cause) {
      ({ known, knownHour, reached } = before);
      throw cause;
    }
  };
};

type Row = Pick<AuditEvent, 'time' | 'type' | 'member' | 'room'> & { readonly seq: number };

const hourOf = (time: number): number => Math.floor(time / hour);
const keyOf = ({ member, room, time }: Omit<Row, 'seq' | 'type'>): string => `${member} ${room} ${hourOf(time)}`;
