import { wallTime } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { clockTime, dayAndMonth } from '../meetings/dates.ts';
import type { KnownPerson } from '../meetings/desk.svelte.ts';
import type { Workspace } from '../workspace/workspace.svelte.ts';

export const dayOf = (at: number): string => wallTime(at).slice(0, 10);
export const timeOf = (at: number): string => clockTime(wallTime(at));
export const momentOf = (at: number): string => m.history_moment({ day: dayAndMonth(dayOf(at)), time: timeOf(at) });

/** Names side by side, as either language parts them. */
export const listed = (names: readonly string[]): string => names.join(getLocale() === 'zh-CN' ? '、' : ', ');

/** Parts of a meeting beside its text, as they are called. */
export const partOf = (table: string): string => {
  switch (table) {
    case 'header':
    case 'hall':
      return m.history_part_header();
    case 'agenda':
    case 'proposals':
    case 'verdicts':
    case 'carried':
      return m.history_part_agenda();
    case 'attendance':
    case 'replies':
    case 'walkIns':
      return m.history_part_attendance();
    case 'resolutions':
    case 'confirmations':
    case 'objections':
      return m.history_part_resolutions();
    case 'votes':
    case 'ballots':
    case 'results':
      return m.history_part_votes();
    case 'comments':
      return m.history_part_comments();
    default:
      return m.history_part_other();
  }
};

export interface PastAuthor {
  readonly id: string;
  readonly name: string;
  /** Unit or post; empty where nobody knows. */
  readonly unit: string;
  /** One of the five colours for people, 0 for the relay; and what tells apart who share one. */
  readonly colour: number;
  readonly line: 'solid' | 'dashed' | 'dotted' | 'double';
}

const lines = ['solid', 'dashed', 'dotted', 'double'] as const;

export const authorOf = (
  workspace: Workspace,
  known: readonly KnownPerson[],
  id: string,
  place: number,
): PastAuthor => ({
  id,
  name: id === '' ? m.history_relay() : workspace.memberName(id),
  unit: id === '' ? '' : known.find(({ account }) => account === id)?.unit || workspace.memberPost(id),
  colour: id === '' ? 0 : (place % 5) + 1,
  line: lines[Math.floor(place / 5) % lines.length] ?? 'solid',
});
