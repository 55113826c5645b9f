import type { EntryRefusal, Measure, Stage, Step } from '@lianxi/documents';

/** A project as it is written down here; days count from today, people go by their key. */
export interface ProjectScript {
  readonly number: number;
  readonly title: string;
  readonly scope: string;
  readonly lead: string;
  readonly partners: readonly string[];
  readonly stage: Stage;
  /** First and last day of each stage so far, and what came of it. */
  readonly stages: readonly (readonly [stage: Stage, from: number, to: number | null, note: string])[];
  readonly summary: string;
  readonly milestones: readonly (readonly [title: string, due: number, isDone: boolean, note?: string])[];
  readonly notes: readonly (readonly [by: string, days: number, text: string])[];
  readonly entries: readonly EntryScript[];
}

export type EntryScript = OneEntry | EntrySeries;

/** Quantity in 元 for money (not 分), whole measures else. */
export interface OneEntry {
  readonly by: string;
  readonly days: number;
  readonly item: string;
  readonly step: Step;
  readonly measure: Measure;
  readonly quantity: number;
  /** Posted unless said otherwise; what is pending waits for approval. */
  readonly outcome?: 'pending';
  /** Why the server did not post it. */
  readonly refused?: EntryRefusal;
  /** Taken back by this person, so many days before today, for this reason. */
  readonly reversed?: readonly [by: string, days: number, reason: string];
}

/** The same thing again and again: from the first day to the last, every so many days. */
export interface EntrySeries {
  readonly by: string;
  readonly from: number;
  readonly to: number;
  readonly every: number;
  readonly item: string;
  readonly step: Step;
  readonly measure: Measure;
  readonly quantities: readonly number[];
}
