import type { DirectoryProjection } from './read.ts';

/** Under which scope units, and branches by the part of the grid tree that they answer for, write: by what they are called. */
export const scopesByName = (directory: DirectoryProjection): ReadonlyMap<string, string> => {
  const scopes = new Map<string, string>();
  const put = (name: string | null | undefined, scope: string | null | undefined) => {
    if (name && scope && !scopes.has(name)) scopes.set(name, scope);
  };
  for (const id of directory.units.ids()) {
    const { name, scope } = directory.units.values(id);
    put(name, scope);
  }
  for (const id of directory.links.ids()) {
    const { from, grid, kind } = directory.links.values(id);
    const party = from === null ? undefined : directory.partyNodes.values(from);
    if (kind !== 'responsible' || grid === null || party?.kind !== 'branch') continue;
    put(party.name, directory.gridNodes.values(grid).scope);
  }
  return scopes;
};
