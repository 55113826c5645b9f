export { type Device, openDevice } from './device.ts';
export { countUnsentSealed, discardSealed, eraseDevice, unsentChanges } from './erase.ts';
export { eraseVault, hasVault, type VaultError } from './seal/vault-store.ts';
export type { Shelf, ShelfKey } from './shelf.ts';
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

/** The key of what is sealed: opened, made, wrapped anew. Loaded when a passphrase has been typed, for it brings the cipher. */
export const loadVault = () => import('./seal/vault.ts');
