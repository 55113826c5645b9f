import { flattenTree, type TreeNode } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import type { DirectoryView } from './directory.svelte.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A tree as the choices of a field, indented; without the nodes that cannot be chosen, unless one of them stands there. */
export const treeOptions = (
  tree: readonly TreeNode<{ readonly name: string | null }>[],
  without: ReadonlySet<string>,
  present: string | null,
  none = m.organisation_top(),
): readonly Choice[] => [
  { value: '', label: none },
  ...flattenTree(tree)
    .filter(({ id }) => id === present || !without.has(id))
    .map(({ id, depth, values }) => ({ value: id, label: `${'　'.repeat(depth)}${values.name ?? ''}` })),
];

/** The people of the directory, and whoever stands there now even if they were removed. */
export const personOptions = (directory: DirectoryView, present: string | null): readonly Choice[] => {
  const { members } = directory.content;
  const known = members.ids.map((id) => {
    const { name, post } = members.values(id);
    return { value: id, label: [name, post].filter(Boolean).join(' · ') };
  });
  const isGone = present !== null && !known.some(({ value }) => value === present);
  return [
    { value: '', label: m.organisation_nobody() },
    ...known,
    ...(isGone ? [{ value: present, label: directory.personName(present) }] : []),
  ];
};

/** `1,200` → 1200; null where it is no count. */
export const parseCount = (typed: string): number | null => {
  const digits = typed.normalize('NFKC').replace(/[,\s]/g, '');
  return /^\d{1,6}$/.test(digits) ? Number(digits) : null;
};
