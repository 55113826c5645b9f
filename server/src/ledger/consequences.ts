import { entriesName, type Outcome, parseEntry } from '@lianxi/documents';
import { updateOfOutcomes } from './outcome.ts';
import type { Posting, Submitted } from './posting.ts';

/** An entry of an update as the guard hands it over. */
interface Written {
  readonly container: string;
  readonly key: string;
  readonly value: unknown;
  readonly author: string;
}

/** What follows from a ledger's entries in the transaction that stores them: the outcomes, as updates of its document. */
export const followEntries =
  (posting: Posting) =>
  (room: { readonly kind: string; readonly address: string }, written: readonly Written[], now: number) => {
    if (room.kind !== 'ledger') return [];
    const submitted = written.flatMap(({ container, key, value, author }): readonly Submitted[] => {
      const entry = container === entriesName ? parseEntry(key, value) : null;
      return entry ? [{ entry, author }] : [];
    });
    return toUpdates(posting.post(room.address, submitted, now));
  };

export const toUpdates = (outcomes: ReadonlyMap<string, Outcome>): readonly Uint8Array[] =>
  outcomes.size === 0 ? [] : [updateOfOutcomes(outcomes)];
