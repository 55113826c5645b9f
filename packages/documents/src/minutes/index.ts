export { attachFiles, detachFile } from './attachments.ts';
export {
  type BeforeProjection,
  type Carried,
  type Fate,
  type Invited,
  type Proposal,
  projectBefore,
  type Reply,
  type ReplyTally,
} from './before.ts';
export { type ReplyAnswer, replyAnswers, type Verdict } from './before-schema.ts';
export { canonicalMinutes } from './canonical.ts';
export { readSentTo, sendTo } from './circulation.ts';
export {
  addComment,
  answerComment,
  longestProposal,
  longestQuote,
  type NewComment,
  projectComments,
  removeComment,
  settleComment,
} from './comments.ts';
export { type CommentState, commentStates, commentsSchema } from './comments-schema.ts';
export { type MinutesSnapshot, minutesDefinition, signingOf, snapshotMinutes } from './definition.ts';
export {
  draftAgenda,
  type EarlierMeeting,
  mergeRepeats,
  type OpenItem,
  readOpenItems,
  type TakenItem,
  takeUp,
} from './draft-agenda.ts';
export { findSigningGaps, type SigningGap } from './gaps.ts';
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
export { answerInvitation } from './invitations.ts';
export { type Objection, objectionsOf, objectToResolution, withdrawObjection } from './objections.ts';
export { orderBetween, orderSpread } from './order.ts';
export { type MinutesPlace, passagesOf } from './passages.ts';
export {
  adoptTopic,
  areProposalsOpen,
  deferProposal,
  type NewProposal,
  proposeTopic,
  reviseProposal,
} from './proposals.ts';
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
export { signingSchema } from './signing.ts';
export { appendParagraphs, type Paragraph, plainTextOf, textContainer, textOf } from './text.ts';
export { type TextBlock, type TextCell, type TextRun, textBlocksOf } from './text-blocks.ts';
export { wallTime } from './wall-time.ts';
