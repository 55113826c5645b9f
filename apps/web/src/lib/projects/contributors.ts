import { communityScope, type Grant, isCommitteeRole, isInForce } from '@lianxi/access';

/** In whose name a person may enter contributions: the scopes of unit and branch grants; the committee in anybody's. */
export const mayEnterForAll = (grants: readonly Grant[], now: number): boolean =>
  grants.some((grant) => isCommitteeRole(grant.role) && grant.on === communityScope && isInForce(grant, now));

export const ownScopes = (grants: readonly Grant[], now: number): readonly string[] =>
  grants
    .filter((grant) => (grant.role === 'unit' || grant.role === 'branch') && isInForce(grant, now))
    .map((grant) => grant.on)
    .filter((scope) => !scope.includes('/'));
