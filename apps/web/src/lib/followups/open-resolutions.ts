import { readFollowup } from '@lianxi/documents';
import type { Workspace } from '#lib/workspace';
import { whenFresh } from '#lib/workspace/readings.ts';
import { followupOf } from './item.ts';

/** How long one waits for the relay (ms). */
const patience = 3000;

/** Those of a signed meeting's resolutions that nobody has settled, with the deadlines that stand; all of them where there is no follow-up. */
export const openResolutions = async <One extends { readonly id: string; readonly deadline: string | null }>(
  workspace: Workspace,
  minutes: string,
  resolutions: readonly One[],
): Promise<readonly One[]> => {
  const address = followupOf(minutes);
  if (!workspace.documents.some((entry) => entry.address === address)) return resolutions;
  const document = workspace.open(address);
  try {
    await document.whenLoaded;
    await whenFresh(workspace, document, patience);
    if (!document.state.hasCopy) return resolutions;
    const items = new Map(readFollowup(document.doc).items.map((item) => [item.id, item]));
    return resolutions.flatMap((each) => {
      const item = items.get(each.id);
      if (item?.state === 'settled') return [];
      return [{ ...each, deadline: item ? item.deadline : each.deadline }];
    });
  } finally {
    document.release();
  }
};
