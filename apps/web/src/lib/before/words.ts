import type { Fate, InvitedGroup, OpenItem, ReplyAnswer, TakenItem } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import type { IconName } from '#lib/ui';
import { dayAndMonth } from '../meetings/dates.ts';

interface Sign {
  readonly label: string;
  readonly tone: 'plain' | 'pine' | 'amber' | 'blue';
  readonly icon: IconName;
}

export const fateSign = (fate: Fate): Sign => {
  switch (fate) {
    case 'adopted':
      return { label: m.before_fate_adopted(), tone: 'pine', icon: 'check' };
    case 'deferred':
      return { label: m.before_fate_deferred(), tone: 'amber', icon: 'clock' };
    case 'waiting':
      return { label: m.before_fate_waiting(), tone: 'plain', icon: 'list' };
  }
};

export const answerLabel = (answer: ReplyAnswer): string => {
  switch (answer) {
    case 'coming':
      return m.before_coming();
    case 'leave':
      return m.before_leave();
    case 'substitute':
      return m.before_substitute();
  }
};

export const answerSign = (answer: ReplyAnswer | null): Sign => {
  switch (answer) {
    case 'coming':
      return { label: m.before_coming(), tone: 'pine', icon: 'check' };
    case 'leave':
      return { label: m.before_leave(), tone: 'amber', icon: 'leave' };
    case 'substitute':
      return { label: m.before_substitute(), tone: 'blue', icon: 'person' };
    case null:
      return { label: m.before_no_reply(), tone: 'plain', icon: 'clock' };
  }
};

export const groupWord = (group: InvitedGroup): string => {
  switch (group) {
    case 'committee':
      return m.before_group_committee();
    case 'branches':
      return m.before_group_branches();
    case 'units':
      return m.before_group_units();
    case 'keepers':
      return m.before_group_keepers();
    case 'own':
      return m.before_group_own();
  }
};

const titleHolds = 100;

/** A topic that takes up what was left open: it names what was resolved, where, who leads and until when. */
export const takenItem = (open: OpenItem): TakenItem => {
  const { item, meeting, kind, text, meetingTitle, number, lead, assisting, deadline, reason } = open;
  const isResolution = kind === 'resolution';
  const facts = [
    isResolution
      ? m.before_taken_from({ meeting: meetingTitle, number })
      : m.before_taken_deferred({ meeting: meetingTitle }),
    isResolution && lead ? m.before_taken_lead({ unit: lead }) : '',
    assisting.length > 0 ? m.before_taken_assisting({ units: assisting.join('、') }) : '',
    deadline ? m.before_taken_deadline({ day: dayAndMonth(deadline) }) : '',
  ].filter(Boolean);
  return {
    item,
    meeting,
    title: isResolution ? m.before_taken_title({ text }) : text,
    proposer: lead,
    // A title that does not hold the whole resolution is shortened.
    reason: [
      `${facts.join(m.meetings_comma())}${m.before_full_stop()}`,
      isResolution ? text.slice(titleHolds) && text : reason,
    ]
      .filter(Boolean)
      .join(''),
    minutes: null,
  };
};
