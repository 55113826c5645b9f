import { projectDirectory } from '@lianxi/documents';
import { projectionOf, viewValue } from '#lib/view';
import { useDocument } from '#lib/workspace';
import type { GridNode } from './grid-tree.ts';

/** The directory's grid tree; empty until it has been fetched once. */
export const useGridTree = (): { readonly nodes: readonly GridNode[] } => {
  const document = useDocument(() => 'directory/community/main');
  const directory = $derived(projectionOf(document.doc, projectDirectory));
  const tree = $derived(viewValue(directory.gridTree.subscribe, directory.gridTree.get));
  return {
    get nodes() {
      return tree.current;
    },
  };
};
