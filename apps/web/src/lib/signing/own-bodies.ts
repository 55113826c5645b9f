import { projectDirectory } from '@lianxi/documents';
import { projectionOf } from '#lib/view';
import type { DocumentView, Workspace } from '#lib/workspace';
import { scopeNames } from '../organisation/directory.svelte.ts';
import { type Bodies, bodiesOf } from '../today/mine.ts';

/** In whose name this person speaks, as the directory calls them; null: the committee, which looks after all of it. */
export const ownBodies = (workspace: Workspace, directory: DocumentView): Bodies => {
  const names = scopeNames(projectionOf(directory.doc, projectDirectory));
  return bodiesOf(workspace.member.grants, Date.now(), (scope) => names.get(scope) ?? scope, workspace.member);
};

/** Whether a body, named in minutes, is one of these. */
export const isOwn = (bodies: Bodies, name: string): boolean => bodies?.names.has(name) ?? false;
