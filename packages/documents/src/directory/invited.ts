import type { DirectoryProjection, PartyTreeNode } from './read.ts';
import { flattenTree } from './tree.ts';

/**
 * Rules by which people of the directory are invited, as a template keeps them:
 *
 *   committee        who belongs to the community's party committee (社区党委)
 *   branches         the secretary of every branch
 *   units            the liaison of every co-building unit that takes part
 *   keepers          every grid member (网格员)
 *   own              who belongs to the branch, the group or the grid where the meeting lies
 *   party:<id>       secretary and people of one node of the party tree
 *   unit:<id>        liaison of one unit
 *   post:<words>     whose post contains the words
 */
export const invitedGroups = ['committee', 'branches', 'units', 'keepers', 'own'] as const;
export type InvitedGroup = (typeof invitedGroups)[number];

/** Somebody whom a rule names, as the sheet of a meeting has them. */
export interface InvitedPerson {
  /** Row id in `members`. */
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly unitId: string | null;
  readonly post: string;
}

/** Whom the rules name, each once, in the order of the rules and of the trees. `scope`: where the meeting lies. */
export const peopleInvited = (
  directory: DirectoryProjection,
  rules: readonly string[],
  scope: string,
): readonly InvitedPerson[] => {
  const ids = rules.flatMap((rule) => idsOf(directory, rule, scope));
  return [...new Set(ids)].flatMap((id) => {
    const person = describe(directory, id);
    return person ? [person] : [];
  });
};

/** Everybody of the community's book of names. */
export const everybodyKnown = (directory: DirectoryProjection): readonly InvitedPerson[] =>
  directory.members.ids().flatMap((id) => {
    const person = describe(directory, id);
    return person ? [person] : [];
  });

const idsOf = (directory: DirectoryProjection, rule: string, scope: string): readonly string[] => {
  const { partyTree, gridTree, units, members } = directory;
  const parties = flattenTree(partyTree.get());
  const [group = '', which = ''] = split(rule);
  switch (group) {
    case 'committee':
      return parties.filter(({ values }) => values.kind === 'committee').flatMap((node) => peopleOf(directory, node));
    case 'branches':
      return parties.filter(({ values }) => values.kind === 'branch').flatMap(({ values }) => given(values.secretary));
    case 'units':
      return units
        .ids()
        .filter((id) => units.values(id).state !== 'left')
        .flatMap((id) => given(units.values(id).liaison));
    case 'keepers':
      return flattenTree(gridTree.get()).flatMap(({ values }) => given(values.keeper));
    case 'own':
      return peopleOfScope(directory, scope);
    case 'party':
      return parties.filter(({ id }) => id === which).flatMap((node) => peopleOf(directory, node));
    case 'unit':
      return units.ids().includes(which) ? given(units.values(which).liaison) : [];
    case 'post':
      return which === '' ? [] : members.ids().filter((id) => members.values(id).post?.includes(which));
    default:
      return [];
  }
};

/** Its secretary first, then those who belong to it. */
const peopleOf = ({ members }: DirectoryProjection, { id, values }: PartyTreeNode): readonly string[] => [
  ...given(values.secretary),
  ...members.ids().filter((each) => members.values(each).partyNode === id),
];

/** The bodies that answer for a scope, and the grid members of it and of what lies below. */
const peopleOfScope = (directory: DirectoryProjection, scope: string): readonly string[] => {
  const path = directory.gridPath(scope);
  const node = path.at(-1);
  if (!node) return [];
  const grids = new Set(path.map(({ id }) => id));
  const { links } = directory;
  const bodies = new Set(
    links.ids().flatMap((id) => {
      const { from, grid, kind } = links.values(id);
      return kind === 'responsible' && grids.has(grid ?? '') ? given(from) : [];
    }),
  );
  const parties = flattenTree(directory.partyTree.get()).filter(({ id }) => bodies.has(id));
  return [
    ...parties.flatMap((party) => peopleOf(directory, party)),
    ...flattenTree([node]).flatMap(({ values }) => given(values.keeper)),
  ];
};

const describe = (directory: DirectoryProjection, id: string): InvitedPerson | null => {
  if (!directory.members.ids().includes(id)) return null;
  const { name, post, unit, partyNode } = directory.members.values(id);
  if (!name?.trim()) return null;
  const body =
    unit !== null
      ? directory.units.values(unit).name
      : partyNode !== null
        ? directory.partyNodes.values(partyNode).name
        : null;
  return { id, name, unit: body ?? '', unitId: unit, post: post ?? '' };
};

const given = (id: string | null): readonly string[] => (id === null || id === '' ? [] : [id]);

const split = (rule: string): readonly string[] => {
  const at = rule.indexOf(':');
  return at < 0 ? [rule] : [rule.slice(0, at), rule.slice(at + 1)];
};
