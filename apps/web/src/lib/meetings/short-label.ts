import { m } from '#lib/paraglide/messages.js';
import type { TypeGroup } from './groups.ts';

// By itself: summaries are read on the first page, which needs no other word of meetings.
/** Short enough to stand before an issue's number. */
export const shortLabel = (group: TypeGroup): string => {
  switch (group) {
    case 'joint':
      return m.meetings_short_joint();
    case 'grid':
      return m.meetings_short_grid();
    case 'branch':
      return m.meetings_short_branch();
    case 'deliberation':
      return m.meetings_short_deliberation();
    case 'other':
      return m.meetings_short_other();
  }
};
