import { communityScope, type Grant, longestTerm, mayGrant, type Role, roles } from '@lianxi/access';
import type { TreeNode } from '@lianxi/documents';

/** A place that a role can be given on, as a line of a choice; `depth` is how far it is indented. */
export interface PlaceChoice {
  readonly on: string;
  readonly name: string;
  readonly depth: number;
}

/** Where there is something to choose from: the grid tree, units, meetings. */
export interface Places {
  readonly grids: readonly TreeNode<{ readonly name: string | null; readonly scope: string | null }>[];
  readonly units: readonly { readonly scope: string; readonly name: string }[];
  readonly meetings: readonly { readonly address: string; readonly title: string }[];
}

/** The places for a role that the holder of `grants` may give it on, in the order of the trees. */
export const placesFor = (
  role: Role,
  { grids, units, meetings }: Places,
  grants: readonly Grant[],
  now: number,
): readonly PlaceChoice[] => {
  const isAllowed = ({ on }: PlaceChoice) => mayGrant(grants, role, on as Grant['on'], now);
  return choicesOf(role, { grids, units, meetings }).filter(isAllowed);
};

/** All places that a role can be held on, in the order of the trees. */
export const choicesOf = (role: Role, { grids, units, meetings }: Places): readonly PlaceChoice[] => {
  switch (role) {
    case 'committee-admin':
    case 'committee':
    case 'street':
      return [{ on: communityScope, name: '', depth: 0 }];
    case 'branch':
      // A branch answers for a compound, all of its grids included; not for a single grid.
      return gridChoices(grids).filter(({ on }) => !on.includes('.'));
    case 'grid':
      return gridChoices(grids);
    case 'unit':
      return units.map(({ scope, name }) => ({ on: scope, name, depth: 0 }));
    case 'guest':
      return meetings.map(({ address, title }) => ({ on: address, name: title, depth: 0 }));
  }
};

/** Only levels that have documents can be given; the others lend their depth to what lies below them. */
const gridChoices = (nodes: Places['grids'], depth = 0): readonly PlaceChoice[] =>
  nodes.flatMap(({ values, children }) => {
    const { name, scope } = values;
    const own = scope === null || scope === communityScope ? [] : [{ on: scope, name: name ?? scope, depth }];
    return [...own, ...gridChoices(children, own.length > 0 ? depth + 1 : depth)];
  });

/** The roles that somebody may give at all, wherever. */
export const rolesToGive = (places: Places, grants: readonly Grant[], now: number): readonly Role[] =>
  roles.filter((role) => placesFor(role, places, grants, now).length > 0);

/** Whether somebody may let anybody in, before any place is known. */
export const mayInvite = (grants: readonly Grant[], now: number): boolean =>
  roles.some((role) => grants.some(({ on }) => !on.includes('/') && mayGrant(grants, role, on, now)));

/** Until when the giver's own office lasts, and with it what is given; null: without end. */
export const latestEnd = (grants: readonly Grant[], role: Role, on: string, now: number): number | null =>
  longestTerm(grants, role, on as Grant['on'], now)?.to ?? null;
