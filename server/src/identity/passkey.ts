import type { MemberId } from './member.ts';

/** A public key that somebody signs in with (WebAuthn). */
export interface Passkey {
  /** The credential's id in base64url. */
  readonly id: string;
  readonly member: MemberId;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** How often the authenticator says that it was used; 0 where it does not count. */
  readonly counter: number;
  readonly transports: readonly string[];
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

/** What the identity needs kept of passkeys. */
export interface PasskeyStore {
  /** False: there is one with this id. */
  addPasskey(passkey: Passkey): boolean;
  findPasskey(id: string): Passkey | undefined;
  listPasskeys(member: MemberId): readonly Passkey[];
  notePasskeyUse(id: string, counter: number, at: number): void;
  removePasskey(id: string): void;
}
