import { jsonEquals } from '@lianxi/base';
import type * as Y from 'yjs';
import { type Derived, derive } from '../derived.ts';
import { projectTable, type TableProjection, type Values } from '../table/index.ts';
import { community, gridNodes, links, members, partyNodes, units } from './schema.ts';
import { buildTree, flattenTree, type TreeNode } from './tree.ts';

export type PartyValues = Values<typeof partyNodes.fields>;
export type GridValues = Values<typeof gridNodes.fields>;
export type UnitValues = Values<typeof units.fields>;
export type MemberValues = Values<typeof members.fields>;
export type LinkValues = Values<typeof links.fields>;
export type PartyTreeNode = TreeNode<PartyValues>;
export type GridTreeNode = TreeNode<GridValues>;

/** What the directory says. Lists and nodes keep their identity until they change; nothing here writes. */
export interface DirectoryProjection {
  readonly community: TableProjection<typeof community.fields>;
  readonly partyNodes: TableProjection<typeof partyNodes.fields>;
  readonly gridNodes: TableProjection<typeof gridNodes.fields>;
  readonly links: TableProjection<typeof links.fields>;
  readonly units: TableProjection<typeof units.fields>;
  readonly members: TableProjection<typeof members.fields>;
  readonly partyTree: Derived<readonly PartyTreeNode[]>;
  readonly gridTree: Derived<readonly GridTreeNode[]>;
  readonly gaps: Derived<DirectoryGaps>;
  /** The unit whose people's grants are on this scope (the older, should there be two); a unit that left is still found, so that its entries keep a name. */
  unitByScope(scope: string): { readonly id: string; readonly values: UnitValues } | undefined;
  /** From the top of the grid tree down to the node of this scope; empty when there is none. */
  gridPath(scope: string): readonly GridTreeNode[];
  /** Finds a person by row id or by account. */
  person(id: string): { readonly id: string; readonly values: MemberValues } | undefined;
  destroy(): void;
}

/** What nobody has taken on yet. Ids of rows, in the order of the trees. */
export interface DirectoryGaps {
  /** Grids (the lowest nodes) that no party node is responsible for, neither directly nor through a node above. */
  readonly grids: readonly string[];
  /** Grids without a grid member. */
  readonly keepers: readonly string[];
  /** Branches and groups without a secretary or head. */
  readonly secretaries: readonly string[];
}

export const projectDirectory = (doc: Y.Doc): DirectoryProjection => {
  const tables = {
    community: projectTable(doc.getMap('community'), community),
    partyNodes: projectTable(doc.getMap('partyNodes'), partyNodes),
    gridNodes: projectTable(doc.getMap('gridNodes'), gridNodes),
    links: projectTable(doc.getMap('links'), links),
    units: projectTable(doc.getMap('units'), units),
    members: projectTable(doc.getMap('members'), members),
  };
  const rowsOf = <V>(table: { ids(): readonly string[]; values(id: string): V }) =>
    table.ids().map((id) => ({ id, values: table.values(id) }));
  const watch = (...watched: readonly TableProjection[]) => {
    return (changed: () => void) => {
      const stops = watched.map((table) => table.subscribe({ type: 'any' }, changed));
      return () => {
        for (const stop of stops) stop();
      };
    };
  };

  let party: readonly PartyTreeNode[] = [];
  let grid: readonly GridTreeNode[] = [];
  const partyTree = derive({
    watch: watch(tables.partyNodes as TableProjection),
    compute: () => {
      party = buildTree(rowsOf(tables.partyNodes), party);
      return party;
    },
    equals: Object.is,
  });
  const gridTree = derive({
    watch: watch(tables.gridNodes as TableProjection),
    compute: () => {
      grid = buildTree(rowsOf(tables.gridNodes), grid);
      return grid;
    },
    equals: Object.is,
  });
  const hasPerson = (id: string | null) => id !== null && tables.members.ids().includes(id);

  const findGaps = (): DirectoryGaps => {
    const held = new Set<string>();
    const partyIds = new Set(tables.partyNodes.ids());
    for (const id of tables.links.ids()) {
      const link = tables.links.values(id);
      if (link.kind === 'responsible' && link.grid !== null && partyIds.has(link.from ?? '')) held.add(link.grid);
    }
    const grids: string[] = [];
    const keepers: string[] = [];
    const visit = (node: GridTreeNode, isHeldAbove: boolean) => {
      const isHeld = isHeldAbove || held.has(node.id);
      for (const child of node.children) visit(child, isHeld);
      if (node.children.length > 0) return;
      if (!isHeld) grids.push(node.id);
      if (!hasPerson(node.values.keeper)) keepers.push(node.id);
    };
    for (const root of gridTree.get()) visit(root, false);
    const secretaries = flattenTree(partyTree.get())
      .filter(({ values }) => (values.kind === 'branch' || values.kind === 'group') && !hasPerson(values.secretary))
      .map((node) => node.id);
    return { grids, keepers, secretaries };
  };

  return {
    ...tables,
    partyTree,
    gridTree,
    gaps: derive({
      watch: watch(
        ...([tables.partyNodes, tables.gridNodes, tables.links, tables.members] as unknown as TableProjection[]),
      ),
      compute: findGaps,
      equals: (left, right) => jsonEquals({ ...left }, { ...right }),
    }),
    unitByScope: (scope) => {
      const id = tables.units.ids().find((each) => tables.units.values(each).scope === scope);
      return id === undefined ? undefined : { id, values: tables.units.values(id) };
    },
    gridPath: (scope) => findPath(gridTree.get(), scope),
    person: (id) => {
      const isRow = tables.members.row(id) !== undefined;
      const rowId = isRow ? id : tables.members.ids().find((each) => tables.members.values(each).account === id);
      return rowId === undefined ? undefined : { id: rowId, values: tables.members.values(rowId) };
    },
    destroy: () => {
      for (const table of Object.values(tables)) table.destroy();
    },
  };
};

const findPath = (nodes: readonly GridTreeNode[], scope: string): readonly GridTreeNode[] => {
  for (const node of nodes) {
    if (node.values.scope === scope) return [node];
    const below = findPath(node.children, scope);
    if (below.length > 0) return [node, ...below];
  }
  return [];
};
