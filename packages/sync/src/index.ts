export { type Device, openDevice } from './device.ts';
export type { PasskeySecret } from './seal/passkey.ts';
export { eraseVault, findWaysIn, type VaultError } from './seal/vault-store.ts';
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

/** How things are taken off a device, and what would be lost by it. Loaded when somebody goes, for most days nobody does. */
export const loadErase = () => import('./erase.ts');

/** The key of what is sealed: opened, made, wrapped anew. Loaded when a passphrase has been typed, for it brings the cipher. */
export const loadVault = () => import('./seal/vault.ts');

/** The same by a passkey. */
export const loadPasskeyVault = () => import('./seal/passkey.ts');
