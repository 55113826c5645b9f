import { communityScope, isCommitteeRole, isInForce } from '@lianxi/access';
import { projectDirectory } from '@lianxi/documents';
import { projectionOf } from '#lib/view';
import type { DocumentView, Workspace } from '#lib/workspace';
import { scopeNames } from '../organisation/directory.svelte.ts';
import type { Bodies } from '../today/mine.ts';

/**
 * In whose name this person speaks, as the directory calls them; null: the committee, which looks after all of it. As the day's
 * page has it (`bodiesOf`), which is in the first script alone and is to stay there.
 */
export const ownBodies = (workspace: Workspace, directory: DocumentView): Bodies => {
  const inForce = workspace.member.grants.filter((grant) => isInForce(grant, Date.now()));
  if (inForce.some(({ role, on }) => isCommitteeRole(role) && on === communityScope)) return null;
  const names = scopeNames(projectionOf(directory.doc, projectDirectory));
  const scopes = inForce.map(({ on }) => on).filter((on) => !on.includes('/'));
  return { scopes: new Set(scopes), names: new Set(scopes.map((scope) => names.get(scope) ?? scope)) };
};

/** Whether a body, named in minutes, is one of these. */
export const isOwn = (bodies: Bodies, name: string): boolean => bodies?.names.has(name) ?? false;
