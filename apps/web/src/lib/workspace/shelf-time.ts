/**
 * How long what is kept of documents beside their copies is kept, told by its id, which needs no key: it goes also from a device
 * that nobody unlocks.
 */
export const shelfDays = 7;

export const shelfId = (now: number): string =>
  `${String(now).padStart(14, '0')}-${Math.random().toString(36).slice(2, 8)}`;

/** When it was made, by the device's clock (ms); 0 where the id says none. */
export const shelfTime = (id: string): number => Number(id.slice(0, 14)) || 0;

export const isOverdue = (id: string, now: number): boolean => now - shelfTime(id) > shelfDays * 86_400_000;
