import type { attendanceStates, meetingStates, meetingTypes, topicStates } from '@lianxi/documents';

/** A meeting as plain data, in the words of the `minutes` kind. */
export interface Meeting {
  readonly key: string;
  readonly id: string;
  readonly scope: string;
  readonly type: MeetingType;
  readonly title: string;
  readonly number: string | null;
  /** Wall times, `YYYY-MM-DDTHH:mm`. */
  readonly start: string;
  readonly end: string;
  readonly place: string;
  readonly chair: string;
  readonly recorder: string;
  readonly recorderKey: string;
  readonly state: MeetingState;
  readonly proposalsUntil: string | null;
  readonly topics: readonly Topic[];
  readonly attendance: readonly Attendee[];
  readonly resolutions: readonly Resolution[];
  readonly votes: readonly Vote[];
}

export type MeetingType = (typeof meetingTypes)[number];
export type MeetingState = (typeof meetingStates)[number];

export interface Topic {
  readonly id: string;
  readonly title: string;
  readonly proposer: string | null;
  /** Who proposed it, by their key in the cast. */
  readonly proposerKey: string | null;
  readonly suggestion: string | null;
  readonly reason: string | null;
  readonly minutes: number;
  readonly state: (typeof topicStates)[number];
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly paragraphs: readonly { readonly speaker: string; readonly text: string }[];
}

export interface Attendee {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly unitId: string | null;
  readonly post: string | null;
  readonly state: (typeof attendanceStates)[number];
  readonly time: string | null;
  readonly remark: string | null;
}

export interface Resolution {
  readonly id: string;
  readonly topic: string;
  readonly text: string;
  readonly lead: string;
  readonly assisting: readonly string[];
  readonly deadline: string;
  /** When it was settled (办结). */
  readonly settled: string | null;
  readonly dissent: string | null;
  readonly confirmedBy: readonly { readonly unit: string; readonly key: string }[];
}

export interface Vote {
  readonly id: string;
  readonly topic: string;
  readonly question: string;
  readonly way: 'hands' | 'secret';
  readonly rule: 'due-half';
  readonly due: number;
  readonly present: number;
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
  /** Wall time of the count. */
  readonly at: string;
}
