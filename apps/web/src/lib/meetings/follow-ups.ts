import { daysUntil } from './dates.ts';

/** A resolution under follow-up (督办), with where it was resolved. */
export interface FollowUp {
  readonly id: string;
  readonly address: string;
  readonly meeting: string;
  readonly number: string;
  readonly text: string;
  readonly lead: string | null;
  readonly assisting: readonly string[];
  readonly deadline: string | null;
  /** Units that have not confirmed it. */
  readonly unconfirmed: readonly string[];
}

export type Urgency = 'overdue' | 'soon' | 'later';

export const urgencyOf = ({ deadline }: FollowUp, today: string): Urgency => {
  if (!deadline) return 'later';
  const days = daysUntil(deadline, today);
  if (days < 0) return 'overdue';
  return days <= 7 ? 'soon' : 'later';
};

/** By deadline, what has none last. */
export const byDeadline = (left: FollowUp, right: FollowUp): number => {
  const one = left.deadline ?? '9999';
  const other = right.deadline ?? '9999';
  return one === other ? (left.id < right.id ? -1 : 1) : one < other ? -1 : 1;
};
