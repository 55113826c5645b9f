/**
 * Rows that name their parent, as a tree. Whatever two people wrote at the same time, every row is shown exactly once:
 * one whose parent is gone stands at the root, and of the rows on a loop the one with the smallest id stands at the root
 * with the others below it.
 */
export interface TreeNode<V> {
  readonly id: string;
  readonly values: V;
  readonly parent: TreeNode<V>['id'] | null;
  readonly depth: number;
  readonly children: readonly TreeNode<V>[];
}

export interface TreeRow<V> {
  readonly id: string;
  readonly values: V;
}

export interface ParentAndOrder {
  readonly parent: string | null;
  readonly order: number | null;
}

/** Builds the tree anew and keeps every node and list of `previous` that says the same. */
export const buildTree = <V extends ParentAndOrder>(
  rows: readonly TreeRow<V>[],
  previous: readonly TreeNode<V>[],
): readonly TreeNode<V>[] => {
  const parents = shownParents(rows);
  const byParent = new Map<string | null, TreeRow<V>[]>();
  for (const row of rows) {
    const parent = parents.get(row.id) ?? null;
    const siblings = byParent.get(parent);
    if (siblings) siblings.push(row);
    else byParent.set(parent, [row]);
  }
  const known = new Map<string, TreeNode<V>>();
  for (const node of flattenTree(previous)) known.set(node.id, node);

  const build = (parent: string | null, depth: number, before: readonly TreeNode<V>[]): readonly TreeNode<V>[] => {
    const siblings = (byParent.get(parent) ?? []).sort(bySiblingOrder);
    const nodes = siblings.map((row) => {
      const old = known.get(row.id);
      const children = build(row.id, depth + 1, old?.children ?? []);
      const isSame =
        old && old.values === row.values && old.parent === parent && old.depth === depth && old.children === children;
      return isSame ? old : { id: row.id, values: row.values, parent, depth, children };
    });
    const isSameList = nodes.length === before.length && nodes.every((node, index) => node === before[index]);
    return isSameList ? before : nodes;
  };
  return build(null, 0, previous);
};

/** Depth first, as the tree is shown. */
export const flattenTree = <V>(nodes: readonly TreeNode<V>[]): readonly TreeNode<V>[] =>
  nodes.flatMap((node) => [node, ...flattenTree(node.children)]);

/** The parent under which each row is shown. */
const shownParents = <V extends ParentAndOrder>(rows: readonly TreeRow<V>[]): ReadonlyMap<string, string | null> => {
  const parents = new Map<string, string | null>(rows.map((row) => [row.id, row.values.parent]));
  for (const [id, parent] of parents) if (parent !== null && !parents.has(parent)) parents.set(id, null);
  const settled = new Set<string>();
  for (const id of [...parents.keys()].sort()) {
    const path = new Set<string>();
    let at: string | null = id;
    while (at !== null && !settled.has(at) && !path.has(at)) {
      path.add(at);
      at = parents.get(at) ?? null;
    }
    // Ids are visited in order, so the first row of a loop that is reached from within it need not be its smallest.
    if (at !== null && path.has(at)) parents.set(smallestOnLoop(at, parents), null);
    for (const each of path) settled.add(each);
  }
  return parents;
};

const smallestOnLoop = (start: string, parents: ReadonlyMap<string, string | null>): string => {
  let smallest = start;
  for (let at = parents.get(start) ?? start; at !== start; at = parents.get(at) ?? start) {
    if (at < smallest) smallest = at;
  }
  return smallest;
};

const bySiblingOrder = <V extends ParentAndOrder>(left: TreeRow<V>, right: TreeRow<V>): number =>
  (left.values.order ?? 0) - (right.values.order ?? 0) || (left.id < right.id ? -1 : 1);
