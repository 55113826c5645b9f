import type { AttendanceState, MeetingState, MeetingType, TopicState } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import type { IconName } from '#lib/ui';
import type { TypeGroup } from './groups.ts';

/** What the kind's identifiers are called, and which tag says them. */
type Tone = 'plain' | 'pine' | 'amber' | 'late' | 'blue' | 'seal';
interface Sign {
  readonly label: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

export const typeLabel = (type: MeetingType | null): string => {
  switch (type) {
    case 'joint':
      return m.meetings_type_joint();
    case 'grid':
      return m.meetings_type_grid();
    case 'branch-assembly':
      return m.meetings_type_branch_assembly();
    case 'branch-committee':
      return m.meetings_type_branch_committee();
    case 'party-group':
      return m.meetings_type_party_group();
    case 'party-lecture':
      return m.meetings_type_party_lecture();
    case 'deliberation':
      return m.meetings_type_deliberation();
    default:
      return m.meetings_type_other();
  }
};

export const stateSign = (state: MeetingState | null): Sign => {
  switch (state) {
    case 'notified':
      return { label: m.meetings_state_notified(), tone: 'plain', icon: 'bell' };
    case 'recording':
      return { label: m.meetings_state_recording(), tone: 'blue', icon: 'sign' };
    case 'awaiting':
      return { label: m.meetings_state_awaiting(), tone: 'amber', icon: 'clock' };
    case 'signed':
      return { label: m.meetings_state_signed(), tone: 'seal', icon: 'check' };
    default:
      return { label: m.meetings_state_collecting(), tone: 'blue', icon: 'list' };
  }
};

/** Only what is worth a word: an open topic has none. */
export const topicSign = (state: TopicState | null): (Omit<Sign, 'icon'> & { icon?: IconName }) | null => {
  switch (state) {
    case 'current':
      return { label: m.meetings_topic_current(), tone: 'blue' };
    case 'done':
      return { label: m.meetings_topic_done(), tone: 'pine', icon: 'check' };
    case 'deferred':
      return { label: m.meetings_topic_deferred(), tone: 'amber', icon: 'clock' };
    case 'proposed':
      return { label: m.meetings_topic_proposed(), tone: 'plain' };
    default:
      return null;
  }
};

export const attendanceLabel = (state: AttendanceState | null): string => {
  switch (state) {
    case 'present':
      return m.meetings_attendance_present();
    case 'observer':
      return m.meetings_attendance_observer();
    case 'leave':
      return m.meetings_attendance_leave();
    case 'absent':
      return m.meetings_attendance_absent();
    default:
      return m.meetings_attendance_expected();
  }
};

export const groupLabel = (group: TypeGroup): string => {
  switch (group) {
    case 'joint':
      return m.meetings_type_joint();
    case 'grid':
      return m.meetings_type_grid();
    case 'branch':
      return m.meetings_group_branch();
    case 'deliberation':
      return m.meetings_type_deliberation();
    case 'other':
      return m.meetings_type_other();
  }
};
