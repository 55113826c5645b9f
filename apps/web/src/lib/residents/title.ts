import { m } from '#lib/paraglide/messages.js';
import type { TreeItem } from './grid-tree.ts';

/** 3号楼2单元, 三网格, 梧桐里小区: the chosen place by its own name, an entrance with its building's. */
export const titleOf = (path: readonly TreeItem[]): string => {
  const chosen = path.at(-1);
  if (!chosen) return m.residents_whole_community();
  const above = path.at(-2);
  return chosen.at !== null && above?.at
    ? `${above.label} ${chosen.label}`.replace(/(?<=[\u4e00-\u9fff]) /g, '')
    : chosen.label;
};
