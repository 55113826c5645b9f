/**
 * A document's epoch is one whole number of two parts. The upper counts how often it was rebuilt without its history; the
 * lower tells one history from another under the same number: 1 from the beginning, and the time of the restore (seconds
 * since 1970, or more) where a backup was put back. Whoever hears another epoch than that of their copy fetches it anew.
 */
export const rebuilding = 2 ** 32;

/**
 * Whether what had been received in one epoch may be brought back into the other: only a backup was put back in between.
 * After a rebuilding it may not: what was taken out would come again.
 */
export const mayBringBack = (from: number, to: number): boolean =>
  from !== to && Math.floor(from / rebuilding) === Math.floor(to / rebuilding);

/** Whether the document was rebuilt without its history from one epoch to the other: somebody was erased from it. */
export const wasRebuilt = (from: number, to: number): boolean =>
  Math.floor(from / rebuilding) !== Math.floor(to / rebuilding);

/** The epoch after a restore, where documents were rebuilt as often as `highest` says. `now`: ms since 1970. */
export const epochAfterRestore = (highest: number, now: number): number => {
  const rebuilt = Math.floor(highest / rebuilding) * rebuilding;
  return rebuilt + Math.max((highest % rebuilding) + 1, Math.floor(now / 1_000));
};
