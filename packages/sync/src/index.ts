export { type Device, eraseDevice, openDevice } from './device.ts';
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
