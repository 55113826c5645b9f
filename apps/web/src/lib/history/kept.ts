import type { Workspace } from '../workspace/workspace.svelte.ts';
import type { Fetched } from './fetch-history.ts';

const byWorkspace = new WeakMap<Workspace, Map<string, Fetched>>();
/** Histories that this window has fetched last, for when the relay is away; nothing of them is on the disk. */
const most = 4;

export const keptHistory = (workspace: Workspace, address: string): Fetched | null =>
  byWorkspace.get(workspace)?.get(address) ?? null;

export const keepHistory = (workspace: Workspace, address: string, fetched: Fetched): void => {
  const kept = byWorkspace.get(workspace) ?? new Map<string, Fetched>();
  byWorkspace.set(workspace, kept);
  kept.delete(address);
  kept.set(address, fetched);
  for (const oldest of kept.keys()) if (kept.size > most) kept.delete(oldest);
};
