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
