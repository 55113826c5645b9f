import type { MeetingType } from '@lianxi/documents';
import type { DocumentEntry } from '#lib/workspace';
import type { MeetingSummary } from './summaries.svelte.ts';

/** A line of the list: the entry, what is known of the meeting, and when it takes place (or was begun). */
export interface MeetingLine {
  readonly entry: DocumentEntry;
  readonly summary: MeetingSummary | null | undefined;
  /** `YYYY-MM-DDTHH:mm`. */
  readonly at: string;
  readonly hasTime: boolean;
}

/** The chips: several types that people speak of as one. */
export const typeGroups = ['joint', 'grid', 'branch', 'deliberation', 'other'] as const;
export type TypeGroup = (typeof typeGroups)[number];

export const groupOf = (type: MeetingType | null | undefined): TypeGroup => {
  switch (type) {
    case 'joint':
    case 'grid':
    case 'deliberation':
      return type;
    case 'branch-assembly':
    case 'branch-committee':
    case 'party-group':
    case 'party-lecture':
      return 'branch';
    default:
      return 'other';
  }
};

export interface Group {
  readonly key: string;
  readonly lines: readonly MeetingLine[];
}

/** Latest first, in groups that keep that order. */
export const groupBy = (lines: readonly MeetingLine[], keyOf: (line: MeetingLine) => string): readonly Group[] => {
  const groups = new Map<string, MeetingLine[]>();
  const sorted = [...lines].sort((left, right) => (left.at === right.at ? 0 : left.at < right.at ? 1 : -1));
  for (const line of sorted) {
    const key = keyOf(line);
    const group = groups.get(key);
    if (group) group.push(line);
    else groups.set(key, [line]);
  }
  return [...groups].map(([key, group]) => ({ key, lines: group }));
};
