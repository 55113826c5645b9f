import type { Grant } from '@lianxi/access';
import type { GrantDraft } from './GrantFields.svelte';
import { latestEnd, type Places, placesFor, rolesToGive } from './granting.ts';
import { daysOf, isTerm, termOf } from './term.ts';

/** What a form begins with: the role that is given most often, on the first place, as long as the giver's own office lasts. */
export const beginDraft = (places: Places, grants: readonly Grant[], now: number): GrantDraft | null => {
  const roles = rolesToGive(places, grants, now);
  const role = roles.find((each) => each === 'branch') ?? roles.find((each) => each === 'grid') ?? roles.at(0);
  const [place] = role === undefined ? [] : placesFor(role, places, grants, now);
  if (role === undefined || place === undefined) return null;
  const { last } = daysOf({ from: null, to: latestEnd(grants, role, place.on, now) });
  return { role, on: place.on, first: '', last };
};

/** null where the term ends before it begins, or nothing was chosen. */
export const grantOf = ({ role, on, first, last }: GrantDraft, longest: number | null): Grant | null => {
  const { from, to } = termOf({ first, last });
  // Days are whole; the giver's own end may lie within one.
  const end = longest === null ? to : Math.min(to ?? longest, longest);
  if (on === '' || !isTerm({ from, to: end })) return null;
  return { role, on: on as Grant['on'], from, to: end };
};
