/** A row of the audit log as `GET /api/audit` answers it. */
export interface AuditEntry {
  readonly seq: number;
  /** By the server's clock (ms). */
  readonly time: number;
  readonly type: string;
  readonly member: string | null;
  readonly address: string | null;
  readonly detail: { readonly [name: string]: unknown };
}

export interface AuditPageAnswer {
  readonly entries: readonly AuditEntry[];
  readonly next: number | null;
  readonly head: ChainHead;
}

export interface ChainHead {
  readonly number: number;
  readonly hash: string;
}

export interface ChainReport {
  readonly entries: number;
  readonly head: ChainHead;
  readonly problem: { readonly type: string; readonly seq?: number } | null;
}

/** Types that can be looked for, in the order in which the page offers them. */
export const auditTypes = [
  'opened',
  'revealed',
  'exported',
  'printed',
  'unlocked',
  'erasure-requested',
  'erasure-withdrawn',
  'erased',
  'sealed',
  'signed',
  'amended',
  'handed-out',
  'handout-revoked',
  'robot-set',
  'handout-read',
  'created',
  'renamed',
  'taken-away',
  'history-forgotten',
  'door-opened',
  'door-closed',
  'granted',
  'withdrawn',
  'handed-over',
  'signed-in',
  'signed-out',
  'session-ended',
  'sign-in-refused',
  'invited',
  'joined',
  'recovered',
  'device-revoked',
  'device-wiped',
  'passkey-added',
  'passkey-removed',
  'token-made',
  'token-revoked',
  'request-refused',
  'refused',
  'quarantined',
  'backed-up',
  'restored',
] as const;
export type AuditType = (typeof auditTypes)[number];

/** What the page looks for; '' where it does not matter. Days as `YYYY-MM-DD`, both included. */
export interface AuditFilter {
  readonly type: string;
  readonly member: string;
  readonly address: string;
  readonly from: string;
  readonly to: string;
}

export const everything: AuditFilter = { type: '', member: '', address: '', from: '', to: '' };

const day = 86_400_000;

/** The filter as the server is asked; days are this device's. */
export const queryOf = ({ type, member, address, from, to }: AuditFilter, before: number | null): string => {
  const query = new URLSearchParams();
  if (type) query.set('type', type);
  if (member) query.set('member', member);
  if (address) query.set('address', address);
  if (from) query.set('from', String(startOf(from)));
  // Days that are longer or shorter by an hour end where the next one begins.
  if (to) query.set('to', String(startOf(dayAfter(to))));
  if (before !== null) query.set('before', String(before));
  const text = query.toString();
  return text ? `?${text}` : '';
};

const startOf = (date: string): number => new Date(`${date}T00:00:00`).getTime();
const dayAfter = (date: string): string => new Date(Date.parse(`${date}T12:00:00Z`) + day).toISOString().slice(0, 10);
