import type { Change } from '../table/index.ts';
import type { ParentAndOrder, TreeNode } from './tree.ts';

/** Siblings stand this far apart at first, so that a move writes one number and not all of them. */
const gap = 2 ** 20;

/**
 * The order that puts a row among `siblings` (without itself) before the one named, or last when null; and, where two
 * neighbours have come too close, the changes that set the siblings apart again.
 */
export const placeAmong = <V extends ParentAndOrder>(
  table: string,
  siblings: readonly TreeNode<V>[],
  before: string | null,
): { readonly order: number; readonly changes: readonly Change[] } => {
  const found = before === null ? -1 : siblings.findIndex((node) => node.id === before);
  const at = found < 0 ? siblings.length : found;
  const left = siblings[at - 1]?.values.order ?? null;
  const right = siblings[at]?.values.order ?? null;
  if (left === null && right === null && at === 0) return { order: 0, changes: [] };
  if (right === null && at === siblings.length && left !== null) return { order: left + gap, changes: [] };
  if (left === null && at === 0 && right !== null) return { order: right - gap, changes: [] };
  if (left !== null && right !== null && right - left > 1) {
    return { order: left + Math.floor((right - left) / 2), changes: [] };
  }
  const changes = siblings.map(
    (node, index): Change => ({
      type: 'set',
      table,
      id: node.id,
      field: 'order',
      value: (index < at ? index : index + 1) * gap,
    }),
  );
  return { order: at * gap, changes };
};
