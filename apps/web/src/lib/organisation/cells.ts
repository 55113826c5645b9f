import { flattenTree, type GridTreeNode } from '@lianxi/documents';

/**
 * The smallest cells of the grid tree, which is what people mean when they count grids: nodes with nothing below them on the
 * lowest level that there is. A place that stands apart higher up, such as a street of shops, is none.
 */
export const lowestGrids = (tree: readonly GridTreeNode[]): ReadonlySet<string> => {
  const leaves = flattenTree(tree).filter(({ children }) => children.length === 0);
  const lowest = Math.max(...leaves.map(({ values }) => values.level ?? 0));
  return new Set(leaves.filter(({ values }) => (values.level ?? lowest) === lowest).map(({ id }) => id));
};
