import type { Grant } from '@lianxi/access';
import type { MemberId } from './member.ts';
import type { SecretHash } from './secret.ts';

/**
 * A way in for one person, once, within three days: into the grant that it names, or back into an account. It is known by a
 * secret in a link, or by eight characters that are read out; neither is kept.
 */
export interface Invitation extends Grant {
  /** A UUID. */
  readonly id: string;
  /** Whom it is for, as the inviter wrote it. */
  readonly name: string;
  readonly post: string;
  /** The account that gets a new passphrase by it. */
  readonly recovers: MemberId | null;
  readonly createdAt: number;
  /** null: on the command line. */
  readonly createdBy: MemberId | null;
  readonly expiresAt: number;
  readonly needsConfirmation: boolean;
  readonly confirmedAt: number | null;
  readonly confirmedBy: MemberId | null;
  readonly usedAt: number | null;
  readonly usedBy: MemberId | null;
  readonly revokedAt: number | null;
}

export interface InvitationHashes {
  readonly secretHash: SecretHash;
  /** argon2id in hex, under one salt for all, so that it can be looked up. */
  readonly codeHash: string;
}

export const isOpen = ({ usedAt, revokedAt, expiresAt }: Invitation, now: number): boolean =>
  usedAt === null && revokedAt === null && now < expiresAt;

/** What the identity needs kept of invitations. */
export interface InvitationStore {
  /** False: there is one with such a code already. */
  addInvitation(invitation: Invitation, hashes: InvitationHashes): boolean;
  findInvitation(id: string): Invitation | undefined;
  findInvitationBySecret(hash: SecretHash): Invitation | undefined;
  findInvitationByCode(hash: string): Invitation | undefined;
  listOpenInvitations(now: number): readonly Invitation[];
  confirmInvitation(id: string, at: number, by: MemberId): void;
  useInvitation(id: string, at: number, by: MemberId): void;
  withdrawInvitation(id: string, at: number): void;
  /** Names of people who never came. */
  removeInvitationsOverSince(time: number): void;
}
