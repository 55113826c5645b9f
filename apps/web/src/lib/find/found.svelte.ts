import type { MinutesPlace } from '@lianxi/documents';
import type { Workspace } from '#lib/workspace';

/** A place that was found and is on its way to being shown. */
export interface Found {
  readonly address: string;
  readonly place: MinutesPlace;
  /** Folded. */
  readonly words: readonly string[];
  /** As it was typed. */
  readonly query: string;
}

/** What one person looks for in minutes: in memory alone, in no address, and gone with the workspace. */
export class Finding {
  /** What stands in the list's field: it is there again when one comes back. */
  asked = $state('');
  /** The place that is being shown. */
  found: Found | null = $state.raw(null);
}

const ofWorkspace = new WeakMap<Workspace, Finding>();

export const findingOf = (workspace: Workspace): Finding => {
  const known = ofWorkspace.get(workspace) ?? new Finding();
  ofWorkspace.set(workspace, known);
  return known;
};
