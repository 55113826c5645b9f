import type * as Y from 'yjs';
import type { MinutesSnapshot } from './definition.ts';
import { objectionsOf } from './objections.ts';

/**
 * What whoever signs should have seen first: what official minutes usually have and these have not. None of it forbids to sign;
 * a meeting may have had no chair.
 */
export type SigningGap =
  | { readonly type: 'no-title' | 'no-start' | 'no-place' | 'no-chair' | 'no-topics' | 'nobody-present' | 'no-quorum' }
  | { readonly type: 'open-topics' | 'open-votes' | 'expected'; readonly count: number }
  /** Nobody answers for them, or nobody has said by when. */
  | { readonly type: 'no-lead' | 'no-deadline' | 'unconfirmed' | 'objected'; readonly numbers: readonly string[] };

export const findSigningGaps = (minutes: MinutesSnapshot, doc: Y.Doc): readonly SigningGap[] => {
  const { header, agenda, tally, presence, attendance, resolutions, votes } = minutes;
  const objected = new Set(objectionsOf(doc).map(({ resolution }) => resolution));
  const open = agenda.filter(({ state }) => state === 'open' || state === 'current').length;
  const openVotes = votes.filter(({ result }) => result === null).length;
  const expected = attendance.filter(({ state }) => (state ?? 'expected') === 'expected').length;
  const numbersOf = (isOne: (each: MinutesSnapshot['resolutions'][number]) => boolean) =>
    resolutions.filter(isOne).map(({ number }) => number);
  const gaps: readonly (SigningGap | false)[] = [
    !header.title && { type: 'no-title' },
    !header.start && { type: 'no-start' },
    !header.place && { type: 'no-place' },
    !header.chair && { type: 'no-chair' },
    agenda.length === 0 && { type: 'no-topics' },
    open > 0 && { type: 'open-topics', count: open },
    openVotes > 0 && { type: 'open-votes', count: openVotes },
    tally.present === 0 ? { type: 'nobody-present' } : !presence.hasQuorum && { type: 'no-quorum' },
    expected > 0 && { type: 'expected', count: expected },
    listed(
      'no-lead',
      numbersOf(({ lead }) => !lead),
    ),
    listed(
      'no-deadline',
      numbersOf(({ deadline }) => !deadline),
    ),
    listed(
      'unconfirmed',
      numbersOf((each) => partiesOf(each).some((unit) => !each.confirmedBy.includes(unit))),
    ),
    listed(
      'objected',
      numbersOf(({ id }) => objected.has(id)),
    ),
  ];
  return gaps.filter((gap) => gap !== false);
};

const partiesOf = ({ lead, assisting }: MinutesSnapshot['resolutions'][number]): readonly string[] =>
  [lead, ...(assisting ?? [])].filter((unit): unit is string => unit !== null && unit !== '');

const listed = (
  type: Extract<SigningGap, { readonly numbers: readonly string[] }>['type'],
  numbers: readonly string[],
): SigningGap | false => numbers.length > 0 && { type, numbers };
