import { cast, communityName, streetName } from './cast.ts';
import { areas, compounds, type Grid } from './places.ts';

/** The two trees of the directory and the links between them, with the few gaps that every real community has. */
export interface PartyNode {
  readonly key: string;
  readonly parent: string | null;
  readonly type: 'street' | 'committee' | 'branch' | 'group';
  readonly name: string;
  readonly lead: string | null;
  readonly partyMembers: number | null;
}

export interface GridNode {
  readonly key: string;
  readonly parent: string | null;
  /** `trade`: the shops along the streets, which have a branch and no register. */
  readonly type: 'community' | 'area' | 'compound' | 'grid' | 'trade';
  readonly name: string;
  readonly extent: string | null;
  readonly scope: string | null;
  readonly lead: string | null;
  readonly households: number;
}

export interface Link {
  readonly party: string;
  readonly grid: string;
}

export interface Organisation {
  readonly party: readonly PartyNode[];
  readonly grids: readonly GridNode[];
  /** Party nodes that answer for a grid or a compound. */
  readonly links: readonly Link[];
}

const tradeScope = 'shangquan';

/** Groups of a branch: how the grids are shared out, who leads; null is a vacancy. */
const groups: readonly (readonly [
  compound: string,
  name: string,
  from: number,
  to: number,
  lead: string | null,
  members: number,
])[] = [
  ['wutongli', '1至4号楼党小组', 1, 4, '魏国强', 22],
  ['wutongli', '5至8号楼党小组', 5, 8, '宋立群', 21],
  ['wutongli', '9至12号楼党小组', 9, 12, '唐桂芳', 19],
  ['nanyuan', '东片党小组', 1, 6, '郝玉珍', 30],
  ['nanyuan', '西片党小组', 7, 12, null, 28],
  ['huayuan', '1至5栋党小组', 1, 5, '尹志强', 36],
  ['huayuan', '6至11栋党小组', 6, 11, '卢志刚', 35],
  ['huaiyinli', '1、2号楼党小组', 1, 4, '侯丽华', 17],
  ['huaiyinli', '3、4号楼党小组', 5, 8, '崔文斌', 16],
  ['hepan', '河东党小组', 1, 5, '江建国', 14],
  ['hepan', '河西党小组', 6, 9, '姜晓燕', 12],
  ['xincun', '回迁楼党小组', 1, 7, '莫桂英', 18],
];

export const createOrganisation = (
  grids: readonly Grid[],
  householdsByGrid: ReadonlyMap<string, number>,
): Organisation => {
  const branches = cast.filter(({ post, grants }) => post === '书记' && grants[0]?.role === 'branch');
  const party: PartyNode[] = [
    { key: 'street', parent: null, type: 'street', name: `${streetName}党工委`, lead: null, partyMembers: null },
    {
      key: 'committee',
      parent: 'street',
      type: 'committee',
      name: `${communityName}党委`,
      lead: '周敏',
      partyMembers: 306,
    },
  ];
  const links: Link[] = [];
  for (const { from, name, grants } of branches) {
    const scope = grants[0]?.on ?? '';
    const own = groups.filter(([compound]) => compound === scope);
    const key = `branch-${scope}`;
    const members = own.reduce((sum, group) => sum + group[5], 0) || 23;
    party.push({ key, parent: 'committee', type: 'branch', name: from, lead: name, partyMembers: members });
    // 东门新村's branch goes by its group, which leaves the last grid to nobody: a gap to be found.
    if (scope !== 'xincun') links.push({ party: key, grid: scope });
    for (const [index, [, groupName, first, last, lead, count]] of own.entries()) {
      const group = `group-${scope}-${index + 1}`;
      party.push({ key: group, parent: key, type: 'group', name: groupName, lead, partyMembers: count });
      for (let number = first; number <= last; number++) links.push({ party: group, grid: `${scope}.g${number}` });
    }
  }
  return { party, grids: gridTree(grids, householdsByGrid), links };
};

const gridTree = (grids: readonly Grid[], householdsByGrid: ReadonlyMap<string, number>): GridNode[] => {
  const count = (of: readonly Grid[]) => of.reduce((sum, { scope }) => sum + (householdsByGrid.get(scope) ?? 0), 0);
  const nodes: GridNode[] = [
    {
      key: 'community',
      parent: null,
      type: 'community',
      name: communityName,
      extent: null,
      scope: 'community',
      lead: '周敏',
      households: count(grids),
    },
  ];
  const areaLeads = ['何佩兰', '郭文静', '陆海涛'];
  for (const [index, area] of areas.entries()) {
    const ofArea = compounds.filter((compound) => compound.area === area.id);
    const inArea = grids.filter((grid) => ofArea.some(({ scope }) => scope === grid.compound));
    nodes.push({
      key: area.id,
      parent: 'community',
      type: 'area',
      name: area.name,
      extent: null,
      scope: null,
      lead: areaLeads[index] ?? null,
      households: count(inArea),
    });
    for (const compound of ofArea) {
      const own = inArea.filter((grid) => grid.compound === compound.scope);
      const secretary = cast.find(({ post, grants }) => post === '书记' && grants[0]?.on === compound.scope);
      nodes.push({
        key: compound.scope,
        parent: area.id,
        type: 'compound',
        name: compound.name,
        extent: null,
        scope: compound.scope,
        lead: secretary?.name ?? null,
        households: count(own),
      });
      for (const grid of own) {
        const helper = cast.find(({ grants }) => grants.some(({ role, on }) => role === 'grid' && on === grid.scope));
        nodes.push({
          key: grid.scope,
          parent: compound.scope,
          type: 'grid',
          name: grid.name,
          extent: grid.extent,
          scope: grid.scope,
          lead: helper?.name ?? null,
          households: count([grid]),
        });
      }
    }
  }
  nodes.push({
    key: tradeScope,
    parent: 'community',
    type: 'trade',
    name: '商铺与门店',
    extent: '临溪路、东门路',
    scope: tradeScope,
    lead: '曹立群',
    households: 0,
  });
  return nodes;
};
