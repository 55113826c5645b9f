export { type Device, openDevice } from './device.ts';
export { eraseDevice, unsentChanges } from './erase.ts';
export type {
  DeviceOptions,
  DeviceReceipt,
  DocumentState,
  OpenDocument,
  OriginKind,
  ReadOnlyReason,
  Receipt,
  Refusal,
  Rights,
} from './types.ts';
