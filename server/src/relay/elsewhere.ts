import type { Shown } from './fan-out.ts';

/** Presence of lines in other processes, by client id, with the moment at which it was last told. */
export type Elsewhere = ReadonlyMap<number, { readonly entry: Shown; readonly at: number }>;

/** What is not told anew within this, in ms, is gone, as in the awareness protocol itself. */
const expiresAfter = 30_000;

export const keepElsewhere = (known: Elsewhere | null, entries: readonly Shown[], now: number): Elsewhere | null => {
  const kept = new Map([...(known ?? [])].filter(([, { at }]) => now - at < expiresAfter));
  for (const entry of entries) {
    if (entry.state === 'null') kept.delete(entry.client);
    else kept.set(entry.client, { entry, at: now });
  }
  return kept.size > 0 ? kept : null;
};

export const entriesElsewhere = (known: Elsewhere | null, now: number): readonly Shown[] =>
  [...(known?.values() ?? [])].flatMap(({ entry, at }) => (now - at < expiresAfter ? [entry] : []));
