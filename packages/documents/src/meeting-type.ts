/** 联席会议, 网格例会, 支部党员大会, 支委会, 党小组会, 党课, 党群议事会, and what is none of them. Each has a template in the directory. */
export const meetingTypes = [
  'joint',
  'grid',
  'branch-assembly',
  'branch-committee',
  'party-group',
  'party-lecture',
  'deliberation',
  'other',
] as const;
export type MeetingType = (typeof meetingTypes)[number];
