import { communityScope, jointScope, mayCreate, parseAddress, type Scope, toAddress } from '@lianxi/access';
import { type MeetingType, projectDirectory } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import { projectionOf } from '#lib/view';
import type { DocumentView, Workspace } from '#lib/workspace';

/** Where this person may begin a meeting: the commons first. */
export const beginPlaces = (workspace: Workspace): readonly Scope[] => {
  const { grants } = workspace.member;
  const candidates = [jointScope, communityScope, ...grants.map(({ on }) => on as Scope)];
  return [...new Set(candidates)].filter((scope) => {
    const address = parseAddress(toAddress('minutes', scope, 'new'));
    return address.ok && mayCreate(grants, address.value, Date.now());
  });
};

/** A joint meeting is everyone's; a branch's own stays with it. */
export const usualPlace = (places: readonly Scope[], type: MeetingType): Scope | undefined =>
  type === 'joint' ? places[0] : (places.find((each) => each !== jointScope) ?? places[0]);

export const placeName = (directory: DocumentView['doc'], scope: Scope): string => {
  if (scope === jointScope) return m.meetings_scope_joint();
  if (scope === communityScope) return m.meetings_scope_community();
  const book = projectionOf(directory, projectDirectory);
  const name = book.gridPath(scope).at(-1)?.values.name ?? book.unitByScope(scope)?.values.name;
  return m.meetings_scope_own({ name: name ?? scope });
};
