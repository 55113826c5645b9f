import type { Change } from '../table/index.ts';
import { type AddendumType, addendaSchema, itemsSchema, reviewsSchema, signedSchema } from './schema.ts';

/** What signed minutes hand on to their follow-up. */
export interface SignedMinutes {
  readonly header: { readonly title: string | null; readonly start: string | null };
  readonly signing?: { readonly number: string | null; readonly signedAt: number; readonly hash: string };
  readonly resolutions: readonly {
    readonly id: string;
    readonly number: string;
    readonly text: string | null;
    readonly lead: string | null;
    readonly assisting: readonly string[] | null;
    readonly deadline: string | null;
    readonly settled: string | null;
  }[];
}

/** The relay's first content of a follow-up. `scopeOf`: under which scope the directory has a unit or branch of this name. */
export const followupSeed = (
  { header, signing, resolutions }: SignedMinutes,
  scopeOf: (name: string) => string | undefined,
): readonly Change[] => [
  ...Object.entries({
    title: header.title,
    start: header.start,
    number: signing?.number ?? null,
    signedAt: signing?.signedAt ?? null,
    hash: signing?.hash ?? null,
  }).map(([field, value]): Change => ({ type: 'set', table: signedSchema.name, id: 'self', field, value })),
  ...resolutions.map(({ id, number, text, lead, assisting, deadline }, order): Change => {
    const names = [lead, ...(assisting ?? [])].filter((name) => name !== null);
    const parties = [...new Set(names.flatMap((name) => scopeOf(name) ?? []))];
    const values = { number, order, text, lead, assisting, deadline, parties };
    return { type: 'create', table: itemsSchema.name, id, values };
  }),
  // Settled before anybody signed: it was done by then.
  ...resolutions
    .filter(({ settled }) => settled !== null)
    .map(({ id }): Change => {
      const values = { item: id, outcome: 'settled', note: null };
      return { type: 'create', table: reviewsSchema.name, id: `settled-${id}`.slice(0, 64), values };
    }),
];

export interface NewAddendum {
  readonly order: number;
  readonly type: AddendumType;
  readonly text: string;
  readonly at: number;
  readonly by: string;
  readonly previous: string;
  readonly hash: string;
}

export const addendumChange = (addendum: NewAddendum): Change => ({
  type: 'create',
  table: addendaSchema.name,
  id: `a${addendum.order}`,
  values: { ...addendum },
});
