import type { Door, RegisterProjection } from './read.ts';

/**
 * One or several registers read as one: a compound is its grids, the community its compounds. Doors are in walking order
 * over all of them. Nothing is copied: doors say which register they are from.
 */
export interface RegistersOverview {
  readonly registers: readonly RegisterProjection[];
  /** The same array until a door comes, goes, moves, or its people do. */
  doors(): readonly Door[];
  /** Compounds, buildings, entrances with their counts; a branch keeps its identity until it changes. */
  tree(): readonly PlaceBranch[];
  subscribe(listener: () => void): () => void;
  destroy(): void;
}

export interface PlaceBranch {
  /** Unique in the tree; made of the names on the way down. */
  readonly id: string;
  readonly level: 'compound' | 'building' | 'entrance';
  /** As it is written on the door; null where the register does not say. */
  readonly name: string | null;
  /** Doors behind which somebody lives now: vacant flats and shops are doors, but no households. */
  readonly households: number;
  readonly residents: number;
  readonly children: readonly PlaceBranch[];
}

export const overviewRegisters = (registers: readonly RegisterProjection[]): RegistersOverview => {
  const listeners = new Set<() => void>();
  let doors: readonly Door[] | undefined;
  let tree: readonly PlaceBranch[] | undefined;
  let previous: readonly PlaceBranch[] = [];
  const stops = registers.map((register) =>
    register.subscribeDoors(() => {
      doors = undefined;
      tree = undefined;
      for (const listener of [...listeners]) listener();
    }),
  );
  const overview: RegistersOverview = {
    registers,
    doors: () => {
      const [only] = registers;
      if (registers.length === 1 && only) return only.doors();
      doors ??= registers
        .flatMap((register) => register.doors())
        .sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
      return doors;
    },
    tree: () => {
      tree ??= keepBranches(previous, growTree(overview.doors(), '', levels));
      previous = tree;
      return tree;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    destroy: () => {
      for (const stop of stops) stop();
      listeners.clear();
    },
  };
  return overview;
};

const levels = ['compound', 'building', 'entrance'] as const;

const growTree = (
  doors: readonly Door[],
  parent: string,
  [level, ...below]: readonly ('compound' | 'building' | 'entrance')[],
): readonly PlaceBranch[] => {
  if (!level) return [];
  const groups = new Map<string | null, Door[]>();
  for (const door of doors) {
    const name = door.place[level];
    const group = groups.get(name);
    if (group) group.push(door);
    else groups.set(name, [door]);
  }
  return [...groups].map(([name, group]) => {
    const id = branchId(parent, name);
    const residents = group.reduce((sum, door) => sum + door.residents.length, 0);
    const households = group.filter((door) => door.residents.length > 0).length;
    return { id, level, name, households, residents, children: growTree(group, id, below) };
  });
};

const branchId = (parent: string, name: string | null): string => `${parent}/${encodeURIComponent(name ?? '')}`;

/** Puts the branches that did not change back in place of their equals. */
const keepBranches = (before: readonly PlaceBranch[], now: readonly PlaceBranch[]): readonly PlaceBranch[] => {
  const byId = new Map(before.map((branch) => [branch.id, branch]));
  const kept = now.map((branch) => {
    const old = byId.get(branch.id);
    const children = keepBranches(old?.children ?? [], branch.children);
    const isSame =
      old?.households === branch.households && old.residents === branch.residents && old.children === children;
    return old && isSame ? old : { ...branch, children };
  });
  return kept.length === before.length && kept.every((branch, index) => branch === before[index]) ? before : kept;
};

/** Whether a door lies under a branch of the tree, by the branch's id. */
export const isUnder = (door: Door, branch: string): boolean => {
  const { compound, building, entrance } = door.place;
  return `${branchId(branchId(branchId('', compound), building), entrance)}/`.startsWith(`${branch}/`);
};
