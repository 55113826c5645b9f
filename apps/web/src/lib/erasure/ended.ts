import { type KeepingPeriod, keptUntil, parseKeepingPeriod, type RegisterProjection } from '@lianxi/documents';

/** Records of one register that should be kept no longer, by the period that it states; null where it names none. */
export interface Ended {
  readonly period: KeepingPeriod | null;
  readonly words: string | null;
  readonly people: readonly EndedRecord[];
}

export interface EndedRecord {
  readonly id: string;
  readonly name: string | null;
  /** The first day on which it should not be here any more. */
  readonly since: string;
}

/** `today`: YYYY-MM-DD, where the community is. Those taken out of the register are among them. */
export const findEnded = ({ residents, aboutValues }: RegisterProjection, today: string): Ended => {
  const words = aboutValues().keepingPeriod;
  const period = parseKeepingPeriod(words);
  if (!period) return { period, words, people: [] };
  const people = residents.allIds().flatMap((id): EndedRecord[] => {
    const row = residents.row(id);
    if (!row) return [];
    const removed = row.isRemoved ? row.changes.find(({ field }) => field === '~') : undefined;
    const { movedOut, deceased, name } = row.values;
    const removedOn = removed ? dayOf(removed.time) : null;
    const since = keptUntil({ movedOut, deceased, removedOn }, period);
    return since !== null && since <= today ? [{ id, name, since }] : [];
  });
  return { period, words, people: people.sort((one, other) => (one.since < other.since ? -1 : 1)) };
};

/** By this device's place. */
export const dayOf = (time: number): string => new Date(time).toLocaleDateString('sv-SE');
