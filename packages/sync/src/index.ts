export { type Device, openDevice } from './device.ts';
export { eraseDevice } from './erase.ts';
export type { VaultError } from './seal/vault.ts';
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

/** The key of what is sealed: made, opened, wrapped anew. Loaded when a passphrase has been typed, for it brings the cipher. */
export const loadVault = () => import('./seal/vault.ts');
