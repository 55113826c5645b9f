import type { DirectoryView } from '../organisation/directory.svelte.ts';
import type { Workspace } from '../workspace/index.ts';
import type { Places } from './granting.ts';
import { placeWord } from './words.ts';

/** Where roles can be given, as the directory and the list of meetings have it now. */
export const placesOf = ({ content }: DirectoryView, workspace: Workspace): Places => ({
  grids: content.gridTree,
  units: [...content.unitsByScope.values()]
    .filter(({ values }) => values.state !== 'left')
    .map(({ values }) => ({ scope: values.scope ?? '', name: values.name ?? '' })),
  meetings: workspace.documents
    .filter(({ kind }) => kind === 'minutes')
    .map(({ address, title }) => ({ address, title })),
});

/** The name of a place: of the directory's, of a meeting's, or as it is written. */
export const placeName = (on: string, directory: DirectoryView, workspace: Workspace): string =>
  placeWord(on, (scope) => {
    if (scope.includes('/')) return workspace.titleOf(scope);
    const grids = directory.content.gridNodes;
    const own = grids.ids.find((id) => grids.cell(id, 'scope') === scope);
    return own === undefined ? directory.party(scope).name : (grids.cell(own, 'name') ?? scope);
  });
