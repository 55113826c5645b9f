import { communityScope, type Grant, jointScope, type Role } from '@lianxi/access';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { StrengthLevel, Weakness } from './passphrase/strength.ts';

export const roleWord = (role: Role): string =>
  ({
    'committee-admin': m.people_role_admin,
    committee: m.people_role_committee,
    branch: m.people_role_branch,
    grid: m.people_role_grid,
    unit: m.people_role_unit,
    street: m.people_role_street,
    guest: m.people_role_guest,
  })[role]();

/** What one who has the role sees and does, in two short lines, and what not. */
export const roleLines = (role: Role): { readonly may: readonly string[]; readonly mayNot: string | null } => {
  switch (role) {
    case 'committee-admin':
      return { may: [m.people_may_all(), m.people_may_admin()], mayNot: null };
    case 'committee':
      return { may: [m.people_may_all(), m.people_may_organise()], mayNot: null };
    case 'branch':
      return { may: [m.people_may_branch(), m.people_may_joint()], mayNot: m.people_not_elsewhere() };
    case 'grid':
      return { may: [m.people_may_grid()], mayNot: m.people_not_elsewhere() };
    case 'unit':
      return { may: [m.people_may_unit(), m.people_may_joint()], mayNot: m.people_not_residents() };
    case 'street':
      return { may: [m.people_may_street()], mayNot: m.people_not_residents() };
    case 'guest':
      return { may: [m.people_may_guest()], mayNot: m.people_not_residents() };
  }
};

/** A place as far as it has a name that everybody knows; `nameOf` knows those of the directory. */
export const placeWord = (on: Grant['on'] | string, nameOf: (scope: string) => string = (scope) => scope): string => {
  if (on === communityScope) return m.people_place_community();
  if (on === jointScope) return m.people_place_joint();
  return nameOf(on);
};

export const levelWord = (level: StrengthLevel): string =>
  ({ weak: m.people_level_weak, fair: m.people_level_fair, good: m.people_level_good, strong: m.people_level_strong })[
    level
  ]();

/** One short sentence: what is weak, and what would be better. */
export const weaknessWords = (weakness: Weakness): string =>
  ({
    short: m.people_weak_short,
    long: m.people_weak_long,
    digits: m.people_weak_digits,
    repeated: m.people_weak_repeated,
    sequence: m.people_weak_sequence,
    keyboard: m.people_weak_keyboard,
    common: m.people_weak_common,
    date: m.people_weak_date,
    phone: m.people_weak_phone,
    'citizen-number': m.people_weak_citizen_number,
    name: m.people_weak_name,
  })[weakness]();

const day = new Intl.DateTimeFormat(getLocale(), { year: 'numeric', month: 'long', day: 'numeric' });
const minute = new Intl.DateTimeFormat(getLocale(), {
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

export const dayWords = (time: number): string => day.format(time);
export const minuteWords = (time: number): string => minute.format(time);

/** From when until when a grant counts. The end is the first moment that is not in it any more: the day before is its last. */
export const termWords = ({ from, to }: Pick<Grant, 'from' | 'to'>): string => {
  const last = to === null ? null : dayWords(to - 1);
  if (from === null && last === null) return m.people_term_open();
  if (from === null) return m.people_term_until({ last: last ?? '' });
  if (last === null) return m.people_term_from({ first: dayWords(from) });
  return m.people_term_both({ first: dayWords(from), last });
};
