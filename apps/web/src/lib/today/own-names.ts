import { projectDirectory } from '@lianxi/documents';
import { directoryAddress, scopeNames } from '#lib/organisation/directory.svelte.ts';
import type { Workspace } from '#lib/workspace';

/** What the directory calls the units, branches and places of these scopes; read from this device, and nothing stays open for it. */
export const readOwnNames = async (
  workspace: Workspace,
  scopes: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const document = workspace.open(directoryAddress);
  await document.whenLoaded;
  if (!document.state.hasCopy) await document.whenSynced;
  const directory = projectDirectory(document.doc);
  const names = scopeNames(directory);
  directory.destroy();
  document.release();
  return new Map(scopes.flatMap((scope) => (names.has(scope) ? [[scope, names.get(scope) ?? '']] : [])));
};
