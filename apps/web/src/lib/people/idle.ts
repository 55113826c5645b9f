/** How long nobody may have touched anything at a shared computer before the sitting ends (ms). */
export const idleTime = 15 * 60_000;
const lookEvery = 30_000;

/** Calls `onIdle` when nothing was touched for a while, again at each look until it says that it has done its work. */
export const createIdleWatch = (
  onIdle: () => boolean,
  { now = Date.now, limit = idleTime }: { readonly now?: () => number; readonly limit?: number } = {},
): { touch(): void; look(): void; stop(): void } => {
  let touchedAt = now();
  let isDone = false;
  const look = () => {
    // A computer that slept counts as one that nobody touched.
    if (!isDone && now() - touchedAt >= limit) isDone = onIdle();
  };
  const timer = setInterval(look, lookEvery);
  return {
    touch: () => {
      touchedAt = now();
    },
    look,
    stop: () => clearInterval(timer),
  };
};
