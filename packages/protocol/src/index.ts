export { type ChannelFrame, channelWord, decodeFrame, encodeFrame } from './channels.ts';
export { decodeMessage, isEmptyUpdate } from './decode.ts';
export {
  type AwarenessEntry,
  encodeAcknowledged,
  encodeAwareness,
  encodeAwarenessUpdate,
  encodeRefused,
  encodeRights,
  encodeSealed,
  encodeSync,
} from './encode.ts';
export { epochAfterRestore, mayBringBack, rebuilding, wasRebuilt } from './epoch.ts';
export {
  type ErasureFacts,
  type ErasureListAnswer,
  type ErasureReason,
  erasedRule,
  erasureReasons,
} from './erasures.ts';
export type { HistoryAnswer, HistoryEntryFacts } from './history.ts';
export {
  bearerPrefix,
  type CloseCode,
  closeCode,
  largestFrame,
  type Message,
  messageType,
  mostChannels,
  type RefusalReason,
  type RightsWord,
  refusalReasons,
  rightsWords,
  subprotocol,
  syncType,
  timeEvery,
} from './messages.ts';
export type {
  Confirmation,
  DeviceFacts,
  DeviceHello,
  GrantFacts,
  InvitationFacts,
  InvitationLook,
  InvitationMade,
  PasskeyFacts,
  PersonFacts,
  RecoveryFacts,
  SessionAnswer,
  SessionFacts,
} from './people.ts';
export {
  type DeviceReport,
  type ExportedReport,
  type ExportFormat,
  type ExportPurpose,
  exportFormats,
  exportPurposes,
  mayUnmask,
  mostReports,
  type PrintedReport,
  type RevealedReport,
  referencePattern,
} from './reports.ts';
export type {
  AddendumFacts,
  HandoutAnswer,
  HandoutFacts,
  HandoutMade,
  SigningAnswer,
  SigningFacts,
} from './signing.ts';
