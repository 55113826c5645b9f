import type { AuditEvent } from '../audit/event.ts';
import { audit } from './audit.ts';
import type { Store } from './open.ts';

export interface TakenReport {
  /** A UUID that the device gave. */
  readonly id: string;
  readonly event: AuditEvent;
}

/** Writes down those that are not written down yet, in one transaction. */
export const takeReports = (store: Store, reports: readonly TakenReport[]): void => {
  const { sqlite } = store;
  const isKnown = sqlite.prepare('SELECT 1 FROM reports WHERE id = ?').pluck();
  const remember = sqlite.prepare('INSERT INTO reports (id, seq) VALUES (?, ?)');
  sqlite
    .transaction(() => {
      const fresh = [...new Map(reports.map((each) => [each.id, each])).values()].filter(({ id }) => !isKnown.get(id));
      const seqs = audit(
        store,
        fresh.map(({ event }) => event),
      );
      fresh.forEach(({ id }, index) => {
        remember.run(id, seqs[index]);
      });
    })
    .immediate();
};

/** Whether the log says that the document went to one of the member's devices once. */
export const hasOpened = ({ sqlite }: Store, member: string, room: number): boolean =>
  sqlite.prepare("SELECT 1 FROM audit WHERE room = ? AND member = ? AND type = 'opened' LIMIT 1").get(room, member) !==
  undefined;
