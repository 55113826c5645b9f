import { type Change, commit, directoryTables, type UnitKind } from '@lianxi/documents';
import { addDays, idOf, momentOf, unitRowOf } from '../community/index.ts';
import { type Desk, type Draft, done, draw } from './draft.ts';

/** Siblings stand as far apart as the directory's own intents set them. */
const gap = 2 ** 20;
/** Which compounds a unit has taken under its wing (包联). */
const sponsors: readonly (readonly [unit: string, compound: string])[] = [
  ['unit-linxi', 'wutongli'],
  ['unit-weisheng', 'nanyuan'],
  ['unit-nongshang', 'huayuan'],
  ['unit-youeryuan', 'huaiyinli'],
  ['unit-mingheng', 'hepan'],
  ['unit-xiaofang', 'xincun'],
];

export const drawDirectory = (desk: Desk): Promise<Draft> => {
  const { community } = desk;
  const createdAt = momentOf(addDays(community.today, -430));
  const plan = { address: 'directory/community/main', title: community.name, createdBy: 'zhou', createdAt };
  return draw(desk, plan, (doc) => {
    const changes = [
      ...describe(desk),
      ...people(desk),
      ...partyTree(desk),
      ...gridTree(desk),
      ...units(desk),
      ...links(desk),
    ];
    done(commit(doc, directoryTables, changes, desk.author('zhou', createdAt)));
  });
};

const create = (table: string, id: string, values: Extract<Change, { type: 'create' }>['values']): Change => ({
  type: 'create',
  table,
  id,
  values,
});

const describe = ({ community }: Desk): readonly Change[] =>
  Object.entries({ name: community.name, committee: 'party-committee', levels: ['片区', '小区', '网格'] }).map(
    ([field, value]) => ({ type: 'set', table: 'community', id: 'self', field, value }),
  );

/** Everybody with an account under its id, and the heads of groups, who have none. */
const people = (desk: Desk): readonly Change[] => {
  const { people, organisation, seed } = desk.community;
  const byName = new Set(people.map(({ name }) => name));
  const heads = organisation.party.flatMap(({ key, lead }) => (lead && !byName.has(lead) ? [{ key, lead }] : []));
  return [
    ...people.map(({ key, name, post, phone, unit, grants, from }) => {
      const id = desk.memberId(key);
      const branch = grants[0]?.role === 'branch' ? `branch-${grants[0].on}` : from === '社区党委' ? 'committee' : null;
      return create('members', id, {
        name,
        post: from === '网格' ? post : `${from} ${post}`,
        unit: unit ? unitRowOf(seed, unit) : null,
        partyNode: branch ? idOf(seed, `party ${branch}`) : null,
        phone,
        account: id,
      });
    }),
    ...heads.map(({ key, lead }) =>
      create('members', idOf(seed, `head ${lead}`), {
        name: lead,
        post: '党小组组长',
        partyNode: idOf(seed, `party ${key}`),
      }),
    ),
  ];
};

const personIdOf = (desk: Desk, name: string | null): string | null => {
  if (name === null) return null;
  const person = desk.community.people.find((each) => each.name === name);
  return person ? desk.memberId(person.key) : idOf(desk.community.seed, `head ${name}`);
};

const partyTree = (desk: Desk): readonly Change[] => {
  const { seed, organisation } = desk.community;
  return organisation.party.map(({ key, parent, type, name, lead, partyMembers }, index) =>
    create('partyNodes', idOf(seed, `party ${key}`), {
      name,
      kind: type,
      parent: parent && idOf(seed, `party ${parent}`),
      order: index * gap,
      secretary: personIdOf(desk, lead),
      size: partyMembers,
    }),
  );
};

const gridTree = (desk: Desk): readonly Change[] => {
  const { seed, organisation } = desk.community;
  const levels = ['area', 'compound', 'grid'];
  // The community itself is the document; its tree begins with the areas.
  const nodes = organisation.grids.filter(({ type }) => type !== 'community');
  return nodes.map(({ key, parent, type, name, extent, scope, lead, households }, index) =>
    create('gridNodes', idOf(seed, `grid ${key}`), {
      name,
      level: type === 'trade' ? 0 : levels.indexOf(type),
      parent: parent && parent !== 'community' ? idOf(seed, `grid ${parent}`) : null,
      order: index * gap,
      scope,
      extent,
      households: households || null,
      keeper: personIdOf(desk, lead),
    }),
  );
};

const units = (desk: Desk): readonly Change[] => {
  const { seed, units } = desk.community;
  return units.map(({ scope, name, mark, kind, liaison, phone }) => {
    const unitKind: UnitKind = kind;
    return create('units', unitRowOf(seed, scope), {
      name,
      mark,
      kind: unitKind,
      scope,
      liaison: desk.memberId(liaison),
      phone,
      state: 'active',
    });
  });
};

const links = (desk: Desk): readonly Change[] => {
  const { seed, organisation } = desk.community;
  const link = (from: string, grid: string, kind: 'responsible' | 'sponsor') =>
    create('links', idOf(seed, `link ${from} ${grid}`), { from, grid: idOf(seed, `grid ${grid}`), kind });
  return [
    ...organisation.links.map(({ party, grid }) => link(idOf(seed, `party ${party}`), grid, 'responsible')),
    ...sponsors.map(([unit, compound]) => link(unitRowOf(seed, unit), compound, 'sponsor')),
  ];
};
