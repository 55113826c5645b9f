import type { HeaderValues, Invited } from '@lianxi/documents';

/** Answers are given and topics prepared until somebody begins to record. */
export const isAhead = ({ state }: Pick<HeaderValues, 'state'>): boolean =>
  state === null || state === 'collecting' || state === 'notified';

/** The seat of whoever is signed in: by the name that was invited; of several the one in their own unit. */
export const ownSeat = (
  invited: readonly Invited[],
  { name, unit }: { readonly name: string; readonly unit: string | null },
): Invited | null => {
  const named = invited.filter(({ reply, values }) => (reply?.substitute ? reply.name : values.name) === name);
  return named.find(({ values }) => values.unit === unit) ?? (named.length === 1 ? (named[0] ?? null) : null);
};
