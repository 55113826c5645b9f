import { parseAddress } from './address.ts';
import { type Grant, isCommitteeRole, isInForce, type Role } from './grant.ts';
import { type Scope, scopeCovers } from './scope.ts';

/**
 * Who may give which role where: rows give, columns are given. A branch brings in its own grid members and guests; what is the
 * committee's own, only an administrator gives.
 */
const givenBy: Readonly<Partial<Record<Role, (role: Role) => boolean>>> = {
  'committee-admin': () => true,
  committee: (role) => !isCommitteeRole(role),
  branch: (role) => role === 'grid' || role === 'guest',
};

/**
 * How long the holder of `grants` may give `role` on `on` at the time `now`: until `to` (exclusive; null: without end), or,
 * as null, not at all. Giving follows from a grant on a scope that covers the place, and never outlives that grant.
 */
export const longestTerm = (
  grants: readonly Grant[],
  role: Role,
  on: Grant['on'],
  now: number,
): { readonly to: number | null } | null => {
  const scope = scopeOf(on);
  const givers = grants.filter(
    (grant) =>
      isInForce(grant, now) &&
      // Who only looks gives nothing.
      !grant.atMost &&
      !grant.on.includes('/') &&
      scope !== null &&
      scopeCovers(grant.on as Scope, scope) &&
      givenBy[grant.role]?.(role) === true,
  );
  if (givers.length === 0) return null;
  const ends = givers.map(({ to }) => to ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...ends);
  return { to: last === Number.POSITIVE_INFINITY ? null : last };
};

/** Whether the holder of `grants` may give `role` on `on` at all, and take it away. */
export const mayGrant = (grants: readonly Grant[], role: Role, on: Grant['on'], now: number): boolean =>
  longestTerm(grants, role, on, now) !== null;

/** Whether somebody may give just this grant, its term included. */
export const mayGive = (grants: readonly Grant[], given: Grant, now: number): boolean => {
  const longest = longestTerm(grants, given.role, given.on, now);
  if (longest === null) return false;
  return longest.to === null || (given.to !== null && given.to <= longest.to);
};

/** A place is a scope, or lies in the scope of the one document that it is. */
const scopeOf = (on: Grant['on']): Scope | null => {
  if (!on.includes('/')) return on as Scope;
  const parts = parseAddress(on);
  return parts.ok ? parts.value.scope : null;
};
