import type { AttendanceState, MeetingType } from '@lianxi/documents';

/** What old minutes come to, for somebody to look over: nothing of it is written yet. */
export interface OldMinutes {
  readonly header: OldHeader;
  readonly people: readonly OldPerson[];
  readonly topics: readonly OldTopic[];
  readonly resolutions: readonly OldResolution[];
  /** How many the minutes themselves say were there; null where they do not. */
  readonly statedPresent: number | null;
}

/** Empty where the minutes do not say. */
export interface OldHeader {
  readonly type: MeetingType;
  readonly title: string;
  readonly number: string;
  /** `YYYY-MM-DDTHH:mm`. */
  readonly start: string;
  readonly end: string;
  /** The day is written there, the hour is not: it is set to the morning's or the afternoon's usual one. */
  readonly isHourGuessed: boolean;
  readonly place: string;
  readonly chair: string;
  readonly recorder: string;
}

export interface OldPerson {
  readonly name: string;
  readonly unit: string;
  readonly post: string;
  readonly state: AttendanceState;
  /**
   * `doubtful`: it may be a name, or stands where it is hard to tell from a post. `no-name`: words without anybody's name, such as
   * 各小区党支部书记. `twice`: the same name and unit stand above.
   */
  readonly problem: 'doubtful' | 'no-name' | 'twice' | null;
}

export interface OldTopic {
  readonly title: string;
  readonly blocks: readonly OldBlock[];
}

export interface OldResolution {
  /** Its place among the topics. */
  readonly topic: number;
  readonly text: string;
  readonly lead: string;
  readonly assisting: readonly string[];
  /** `YYYY-MM-DD`, or empty. */
  readonly deadline: string;
  /** It says of itself that it was resolved; the others have only somebody responsible, or a day. */
  readonly isSaid: boolean;
}

/** Text as a topic holds it. */
export type OldBlock =
  | { readonly type: 'paragraph'; readonly runs: readonly OldRun[] }
  | { readonly type: 'heading'; readonly level: 1 | 2 | 3; readonly runs: readonly OldRun[] }
  | { readonly type: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly OldBlock[])[] }
  | { readonly type: 'table'; readonly rows: readonly (readonly OldCell[])[] }
  /** By its place among the document's pictures. */
  | { readonly type: 'picture'; readonly picture: number };

export interface OldRun {
  readonly text: string;
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly href: string | null;
}

export interface OldCell {
  readonly isHeader: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly blocks: readonly OldBlock[];
}
