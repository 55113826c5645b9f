import { setImmediate } from 'node:timers/promises';
import type { Address } from '@lianxi/access';
import type { AuditReport } from '../audit/index.ts';
import type { ChainHead } from '../chain.ts';
import { readAuditHead, verifyAuditBesides } from './audit.ts';
import { type AuditPage, type AuditQuery, listAudit } from './audit-page.ts';
import { findDocument } from './documents.ts';
import type { Store } from './open.ts';
import { hasOpened, type TakenReport, takeReports } from './reports.ts';

/** The audit log as the routes use it: looked through, recomputed, and told what devices report. */
export interface AuditLog {
  list(query: AuditQuery): AuditPage;
  head(): ChainHead;
  /** Recomputes the whole chain beside the work; who asks meanwhile gets the same answer. */
  verify(): Promise<AuditReport>;
  take(reports: readonly TakenReport[]): void;
  /** The document's number; null where there is none. */
  roomOf(address: Address): number | null;
  hasOpened(member: string, room: number): boolean;
}

export const createAuditLog = (store: Store): AuditLog => {
  let verifying: Promise<AuditReport> | null = null;
  return {
    list: (query) => listAudit(store, query),
    head: () => readAuditHead(store),
    verify: () => {
      verifying ??= verifyAuditBesides(store, () => setImmediate()).finally(() => {
        verifying = null;
      });
      return verifying;
    },
    take: (reports) => takeReports(store, reports),
    roomOf: (address) => findDocument(store, address)?.room ?? null,
    hasOpened: (member, room) => hasOpened(store, member, room),
  };
};
