export {
  type AwarenessEntry,
  encodeAcknowledged,
  encodeAwareness,
  encodeRefused,
  encodeRights,
  encodeSealed,
  encodeSync,
} from './encode.ts';
export {
  bearerPrefix,
  type CloseCode,
  closeCode,
  messageType,
  type RefusalReason,
  refusalReasons,
  subprotocol,
  syncType,
} from './messages.ts';
