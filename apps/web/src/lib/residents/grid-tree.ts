import { type Address, type Scope, scopeCovers } from '@lianxi/access';
import type { PlaceBranch } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';

/** The tree at the left: areas, compounds and grids; below a grid that is open its buildings and entrances. */
export interface TreeItem {
  readonly id: string;
  readonly label: string;
  /** Households; null while nothing is known. */
  readonly count: number | null;
  /** What opens when it is chosen: a scope, or several joined by `+`. */
  readonly scope: string;
  /** The branch within the scope; null for all of it. */
  readonly at: string | null;
  readonly children: readonly TreeItem[];
}

export interface RegisterEntry {
  readonly address: Address;
  readonly scope: Scope;
  readonly title: string;
}

/** As much of a node of the directory's grid tree as is needed here. */
export interface GridNode {
  readonly id: string;
  readonly values: {
    readonly name: string | null;
    readonly scope: string | null;
    readonly households: number | null;
  };
  readonly children: readonly GridNode[];
}

export const growItems = (
  nodes: readonly GridNode[],
  entries: readonly RegisterEntry[],
  branchesOf: (entry: RegisterEntry) => readonly PlaceBranch[] | null,
): readonly TreeItem[] => {
  const placed = new Set<RegisterEntry>();
  const grow = (node: GridNode): TreeItem | null => {
    const children = node.children.map(grow).filter((each) => each !== null);
    const { scope } = node.values;
    for (const entry of entries) {
      if (scope === null || placed.has(entry) || !scopeCovers(scope as Scope, entry.scope)) continue;
      placed.add(entry);
      children.push(toItem(entry, branchesOf(entry)));
    }
    const [only] = children;
    if (!only) return null;
    const label = node.values.name ?? '';
    // A grid and its one register are one thing to whoever looks.
    if (children.length === 1 && only.scope === scope) {
      return { ...only, label: label || only.label, count: only.count ?? node.values.households };
    }
    return {
      id: node.id,
      label,
      count: sum(children) ?? node.values.households,
      scope: scope === null ? [...new Set(children.map((child) => child.scope))].join('+') : (scope as Scope),
      at: null,
      children,
    };
  };
  const grown = nodes.map(grow).filter((each) => each !== null);
  return [
    ...grown,
    ...growByScope(
      entries.filter((entry) => !placed.has(entry)),
      branchesOf,
    ),
  ];
};

/** Registers that the directory does not know are gathered by the first segment of their scope. */
const growByScope = (
  entries: readonly RegisterEntry[],
  branchesOf: (entry: RegisterEntry) => readonly PlaceBranch[] | null,
): readonly TreeItem[] => {
  const groups = new Map<string, TreeItem[]>();
  for (const entry of entries) {
    const [first = ''] = entry.scope.split('.');
    const group = groups.get(first) ?? [];
    groups.set(first, group);
    group.push(toItem(entry, branchesOf(entry)));
  }
  return [...groups].map(([scope, children]) => {
    const [only] = children;
    if (only && children.length === 1) return only;
    return { id: `scope:${scope}`, label: scope, count: sum(children), scope, at: null, children };
  });
};

const toItem = (entry: RegisterEntry, branches: readonly PlaceBranch[] | null): TreeItem => {
  const buildings = branches?.flatMap(({ children }) => children) ?? [];
  return {
    id: entry.address,
    label: entry.title,
    count: branches ? branches.reduce((total, each) => total + each.households, 0) : null,
    scope: entry.scope,
    at: null,
    children: buildings.map((branch) => branchItem(branch, entry)),
  };
};

const branchItem = (branch: PlaceBranch, entry: RegisterEntry): TreeItem => ({
  id: `${entry.address}${branch.id}`,
  label: branch.level === 'building' ? buildingName(branch.name) : entranceName(branch.name),
  count: branch.households,
  scope: entry.scope,
  at: branch.id,
  children: branch.children.map((child) => branchItem(child, entry)),
});

const isNumber = (name: string) => /^[\dA-Za-z一二三四五六七八九十]+$/.test(name);
export const buildingName = (name: string | null): string =>
  name === null ? m.residents_no_building() : isNumber(name) ? m.residents_building_named({ name }) : name;
export const entranceName = (name: string | null): string =>
  name === null ? m.residents_no_entrance() : isNumber(name) ? m.residents_entrance_named({ name }) : name;
export const roomName = (name: string | null): string =>
  name === null ? m.residents_no_room() : isNumber(name) ? m.residents_room_named({ name }) : name;

const sum = (items: readonly TreeItem[]): number | null =>
  items.some(({ count }) => count === null) ? null : items.reduce((total, { count }) => total + (count ?? 0), 0);

/** Whether a register lies in what was chosen. */
export const isChosen = (chosen: string, scope: Scope): boolean =>
  chosen.split('+').some((each) => scopeCovers(each as Scope, scope));

/** Items from the top down to the one that is chosen. */
export const pathTo = (items: readonly TreeItem[], scope: string, at: string | null): readonly TreeItem[] => {
  for (const item of items) {
    if (item.scope === scope && item.at === at) return [item];
    const below = pathTo(item.children, scope, at);
    if (below.length > 0) return [item, ...below];
  }
  return [];
};
