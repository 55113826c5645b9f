import { communityScope, type Grant, isCommitteeRole, isInForce } from '@lianxi/access';

/**
 * In whose name somebody has things to do: a unit's liaison in the unit's, a branch secretary in the branch's, as the
 * directory calls them. null: whoever follows up everything, which is the committee.
 */
export type Bodies = { readonly scopes: ReadonlySet<string>; readonly names: ReadonlySet<string> } | null;

export const bodiesOf = (
  grants: readonly Grant[],
  now: number,
  nameOf: (scope: string) => string,
  member: { readonly name: string },
): Bodies => {
  const inForce = grants.filter((grant) => isInForce(grant, now));
  if (inForce.some(({ role, on }) => isCommitteeRole(role) && on === communityScope)) return null;
  const scopes = inForce.map(({ on }) => on).filter((on) => !on.includes('/'));
  return { scopes: new Set(scopes), names: new Set([member.name, ...scopes.map(nameOf)]) };
};

/** A resolution is theirs to see to who lead or assist. Minutes name bodies in words, as they were called at the time. */
export const answersFor = (
  bodies: Bodies,
  { lead, assisting }: { readonly lead: string | null; readonly assisting: readonly string[] },
): boolean => bodies === null || [lead, ...assisting].some((name) => name !== null && bodies.names.has(name));

/** A project's milestones are for who leads it, is its partner, or answers for it. */
export const takesPart = (
  bodies: Bodies,
  {
    lead,
    partners,
    person,
  }: { readonly lead: string | null; readonly partners: readonly string[]; readonly person: string | null },
  me: string,
): boolean =>
  bodies === null ||
  person === me ||
  (lead !== null && bodies.scopes.has(lead)) ||
  partners.some((name) => bodies.names.has(name));

/** An entry that is not posted yet: the committee's to confirm, and its own unit's to know of. */
export const concerns = (bodies: Bodies, { unit }: { readonly unit: string }): boolean =>
  bodies === null || bodies.scopes.has(unit);
