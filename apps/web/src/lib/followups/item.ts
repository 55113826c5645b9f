import type { Attachment, FollowupItem, FollowupState, FollowupStep } from '@lianxi/documents';
import { daysUntil } from '#lib/meetings/dates.ts';
import { m } from '#lib/paraglide/messages.js';
import type { IconName } from '#lib/ui';
import type { Bodies } from '../today/mine.ts';

/** A resolution of signed minutes, with where it comes from. */
export interface Item extends FollowupItem {
  /** The follow-up's address. */
  readonly address: string;
  /** The meeting: its title, and its number, which says it shorter. */
  readonly meeting: string;
  readonly issue: string;
}

/** Names it among all items of all meetings: in an address, and in a text that mentions it. */
export const keyOf = ({ address, id }: Pick<Item, 'address' | 'id'>): string => `${address}/${id}`;

export type Band = 'overdue' | 'soon' | 'later' | 'none' | 'settled';
export const bands: readonly Band[] = ['overdue', 'soon', 'later', 'none', 'settled'];

/** Where it stands in the list: overdue first, what is settled last. */
export const bandOf = ({ state, deadline }: Pick<Item, 'state' | 'deadline'>, today: string): Band => {
  if (state === 'settled') return 'settled';
  if (!deadline) return 'none';
  const days = daysUntil(deadline, today);
  return days < 0 ? 'overdue' : days <= 7 ? 'soon' : 'later';
};

/** By deadline; of what is settled, the latest first. */
export const byDeadline = (one: Item, other: Item): number =>
  compare(one.deadline ?? '9999', other.deadline ?? '9999') || compare(one.id, other.id);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export const bandLabel = (band: Band): string => {
  switch (band) {
    case 'overdue':
      return m.followups_overdue();
    case 'soon':
      return m.followups_soon();
    case 'later':
      return m.followups_later();
    case 'none':
      return m.followups_no_deadline();
    case 'settled':
      return m.followups_settled();
  }
};

interface Sign {
  readonly label: string;
  readonly tone: 'plain' | 'pine' | 'amber' | 'blue';
  readonly icon: IconName;
}

export const stateSign = (state: FollowupState): Sign => {
  switch (state) {
    case 'open':
      return { label: m.followups_state_open(), tone: 'plain', icon: 'clock' };
    case 'reported':
      return { label: m.followups_state_reported(), tone: 'blue', icon: 'edit' };
    case 'continued':
      return { label: m.followups_state_continued(), tone: 'amber', icon: 'undo' };
    case 'settled':
      return { label: m.followups_state_settled(), tone: 'pine', icon: 'check' };
  }
};

/** Whether it is theirs to do: by the scopes that were signed, or by the names in the minutes. */
export const isTheirs = (bodies: Bodies, { parties, lead, assisting }: Pick<Item, 'parties' | 'lead' | 'assisting'>) =>
  bodies !== null &&
  (parties.some((scope) => bodies.scopes.has(scope)) ||
    [lead, ...assisting].some((name) => name !== null && bodies.names.has(name)));

/** What a report shows. */
export const imagesOf = (step: FollowupStep): readonly Attachment[] =>
  step.type === 'feedback' ? step.files.filter(({ type }) => type === 'image') : [];

/** Where the minutes lie whose follow-up this is. */
export const minutesOf = (address: string): string => address.replace(/^followup\//, 'minutes/');
export const followupOf = (minutes: string): string => minutes.replace(/^minutes\//, 'followup/');
