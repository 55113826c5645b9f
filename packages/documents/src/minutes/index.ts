export { type MinutesSnapshot, minutesDefinition, snapshotMinutes } from './definition.ts';
export * from './hall/index.ts';
export {
  addTopic,
  advanceMeeting,
  beginTopic,
  confirmResolution,
  editAttendee,
  editResolution,
  editTopic,
  fillHeader,
  inviteAttendees,
  type MinutesCell,
  type MinutesError,
  markAttendance,
  markTopic,
  moveTopic,
  type NewAttendee,
  type NewResolution,
  type NewTopic,
  recordResolution,
  removeAttendee,
  removeResolution,
  removeTopic,
  settleMinutes,
  undoMinutes,
  withdrawConfirmation,
} from './intents.ts';
export { orderBetween, orderSpread } from './order.ts';
export {
  type AttendeeValues,
  type HeaderValues,
  headerOf,
  type MinutesProjection,
  type NumberedResolution,
  projectMinutes,
  type ResolutionValues,
  type Tally,
  type Topics,
  type TopicValues,
  type UnitAttendance,
} from './read.ts';
export { minutesRules } from './rules.ts';
export {
  type AttendanceState,
  agendaSchema,
  attendanceSchema,
  attendanceStates,
  confirmationsSchema,
  headerSchema,
  type MeetingState,
  type MeetingType,
  meetingStates,
  meetingTypes,
  minutesTables,
  minutesVersion,
  resolutionsSchema,
  type TopicState,
  topicStates,
} from './schema.ts';
export { appendParagraphs, type Paragraph, plainTextOf, textContainer, textOf } from './text.ts';
export { type TextBlock, type TextCell, type TextRun, textBlocksOf } from './text-blocks.ts';
export { wallTime } from './wall-time.ts';
