import type { MeetingType } from './meeting.ts';

/**
 * A meeting as it is written down here: days count from today, people go by their key in the cast (or by
 * `name@what they belong to`), and texts may name days by `fillDays`, counted from the meeting's own day.
 */
export interface MeetingScript {
  readonly key: string;
  readonly days: number;
  /** Months before the day that `days` gives, for meetings held once a quarter. */
  readonly months?: number;
  readonly time: string;
  /** Minutes. */
  readonly length: number;
  readonly type: MeetingType;
  /** Where it is kept: `joint` where units take part. */
  readonly scope: string;
  readonly title: string;
  readonly place: string;
  readonly chair: string;
  readonly recorder: string;
  readonly state: 'collecting' | 'notified' | 'recording' | 'awaiting' | 'signed';
  readonly people: People;
  readonly topics: readonly TopicScript[];
}

/** Who is asked to come. */
export type People =
  | { readonly type: 'joint' }
  /** Named people, and so many party members of the branch beside them. */
  | { readonly type: 'some'; readonly keys: readonly string[]; readonly others?: number; readonly from?: string };

export interface TopicScript {
  readonly title: string;
  /** Who proposed it: a person's key. */
  readonly by?: string;
  readonly reason?: string;
  /** What whoever proposed it would have decided. */
  readonly suggestion?: string;
  readonly minutes: number;
  readonly state?: 'proposed' | 'open' | 'current' | 'done' | 'deferred';
  readonly says?: readonly (readonly [speaker: string, text: string])[];
  readonly conclusion?: string;
  readonly resolves?: readonly ResolutionScript[];
  /** What was put to the vote; the others present were in favour. */
  readonly vote?: VoteScript;
}

export interface VoteScript {
  readonly question: string;
  readonly way: 'hands' | 'secret';
  readonly against: number;
  readonly abstain: number;
}

export interface ResolutionScript {
  readonly text: string;
  readonly lead: string;
  readonly assisting?: readonly string[];
  /** Days after the meeting. */
  readonly due: number;
  /** Not settled, though its day has passed. */
  readonly isLate?: true;
  readonly dissent?: string;
  readonly confirmed?: readonly string[];
}
