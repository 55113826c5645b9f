import { type DirectoryProjection, flattenTree, type TreeNode } from '@lianxi/documents';

/** A row of a tree as it is shown: nodes below a folded one are not. */
export interface ShownRow<V> {
  readonly node: TreeNode<V>;
  readonly isFolded: boolean;
}

export const showTree = <V>(roots: readonly TreeNode<V>[], folded: ReadonlySet<string>): readonly ShownRow<V>[] =>
  roots.flatMap((node) => {
    const isFolded = folded.has(node.id);
    return [{ node, isFolded }, ...(isFolded ? [] : showTree(node.children, folded))];
  });

/**
 * What is folded at first: of a tree that fills more than a screen, every lowest branch but the first, so that the links of
 * a whole community can be told apart.
 */
export const foldedAtFirst = <V>(roots: readonly TreeNode<V>[]): readonly string[] => {
  const nodes = flattenTree(roots);
  if (nodes.length <= screenful) return [];
  const lowest = nodes.filter(
    ({ children }) => children.length > 0 && children.every((child) => child.children.length === 0),
  );
  return lowest.slice(1).map(({ id }) => id);
};

/** Rows that an office screen shows. */
const screenful = 24;

/** For every node the place of the row that stands for it: its own, or that of the folded node above it. */
export const rowOfNode = <V>(rows: readonly ShownRow<V>[], offset = 0): ReadonlyMap<string, number> => {
  const places = new Map<string, number>();
  for (const [index, { node, isFolded }] of rows.entries()) {
    places.set(node.id, index + offset);
    if (isFolded) for (const below of flattenTree(node.children)) places.set(below.id, index + offset);
  }
  return places;
};

export interface Curve {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly kind: 'responsible' | 'sponsor';
  readonly isChosen: boolean;
}

export type LinkRow = ReturnType<DirectoryProjection['links']['values']> & { readonly id: string };

/** What is drawn between the trees; links that fall together because of folding are drawn once. */
export const drawLinks = (
  links: readonly LinkRow[],
  left: ReadonlyMap<string, number>,
  right: ReadonlyMap<string, number>,
  chosen: ReadonlySet<string>,
): readonly Curve[] => {
  const curves = new Map<string, Curve>();
  for (const { id, from, grid, kind } of links) {
    const [start, end] = [left.get(from ?? ''), right.get(grid ?? '')];
    if (start === undefined || end === undefined || kind === null) continue;
    const isChosen = chosen.has(from ?? '') || chosen.has(grid ?? '');
    const key = `${start} ${end} ${kind}`;
    const known = curves.get(key);
    if (!known || (isChosen && !known.isChosen)) curves.set(key, { id, from: start, to: end, kind, isChosen });
  }
  return [...curves.values()].sort((one, other) => Number(one.isChosen) - Number(other.isChosen));
};

/** A node and everything below it. */
export const withBelow = <V>(node: TreeNode<V> | undefined): ReadonlySet<string> =>
  new Set(node ? flattenTree([node]).map(({ id }) => id) : []);

export const findNode = <V>(roots: readonly TreeNode<V>[], id: string | null): TreeNode<V> | undefined =>
  id === null ? undefined : flattenTree(roots).find((node) => node.id === id);
