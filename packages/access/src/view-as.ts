import { parseAddress } from './address.ts';
import { type Grant, isCommitteeRole, isInForce, type Role } from './grant.ts';
import { communityScope, type Scope, scopeCovers } from './scope.ts';

/** A role somewhere, as somebody wants to see it. */
export interface Standpoint {
  readonly role: Role;
  readonly on: Grant['on'];
}

/**
 * Whether the holder of `grants` may see the workspace as another role would: the committee, within its own scope, so that
 * nobody sees by it what they could not see anyway; an administrator's view is for administrators.
 */
export const mayViewAs = (grants: readonly Grant[], { role, on }: Standpoint, now: number): boolean =>
  grants.some(
    (grant) =>
      isCommitteeRole(grant.role) &&
      isInForce(grant, now) &&
      (role !== 'committee-admin' || grant.role === 'committee-admin') &&
      covers(grant.on, on),
  );

const covers = (outer: Grant['on'], inner: Grant['on']): boolean => {
  if (outer === inner || outer === communityScope) return true;
  if (outer.includes('/')) return false;
  const parts = parseAddress(inner);
  return scopeCovers(outer as Scope, parts.ok ? parts.value.scope : (inner as Scope));
};

/** All that counts while somebody sees as another: the one grant, for reading only, and their own no more. */
export const grantsAsViewer = (grants: readonly Grant[], as: Standpoint, now: number): readonly Grant[] =>
  mayViewAs(grants, as, now) ? [{ ...as, from: null, to: null, atMost: 'read' }] : [];
