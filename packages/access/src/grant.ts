import type { Address } from './address.ts';
import type { Scope } from './scope.ts';

export const roles = ['committee-admin', 'committee', 'branch', 'grid', 'unit', 'street', 'guest'] as const;
export type Role = (typeof roles)[number];

/**
 * What a person may do somewhere: a role on a scope, or, for a guest of one meeting and for `open` documents, a role on
 * one document's address. `from` and `to` are milliseconds since 1970, `to` exclusive; null is open-ended.
 */
export interface Grant {
  readonly role: Role;
  readonly on: Scope | Address;
  readonly from: number | null;
  readonly to: number | null;
  /** What the holder of such a grant only looks at: the table's rights, and never more than this. */
  readonly atMost?: 'read';
}

/** A grant counts from `from` on and no longer at `to`. */
export const isInForce = (grant: Grant, now: number): boolean =>
  (grant.from === null || now >= grant.from) && (grant.to === null || now < grant.to);

/** The roles that run the workspace and write what is the community's own. */
export const isCommitteeRole = (role: Role): boolean => role === 'committee-admin' || role === 'committee';

export const isRole = (value: unknown): value is Role =>
  typeof value === 'string' && (roles as readonly string[]).includes(value);
