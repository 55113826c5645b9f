/**
 * What `/api` says about people: the bodies of docs/spec/identity.md as types, one set for both sides. Times are milliseconds
 * since 1970 (UTC) by the server's clock. What comes in is parsed by the server all the same.
 */
export interface GrantFacts {
  readonly role: 'committee-admin' | 'committee' | 'branch' | 'grid' | 'unit' | 'street' | 'guest';
  /** A scope, or one document's address. */
  readonly on: string;
  readonly from: number | null;
  readonly to: number | null;
}

/** Sent with a sign-in: the browser's own id (a UUID, made once) and what it says of itself. */
export interface DeviceHello {
  readonly id: string;
  readonly name: string;
}

/**
 * Answers every way of signing in, and `GET /api/session`. An id of `device` other than the one that was sent is to be kept
 * instead, and what the browser still holds of this member is to be wiped: it was another person's device, or was revoked.
 */
export interface SessionAnswer {
  readonly member: {
    readonly id: string;
    readonly name: string;
    readonly post: string;
    /** Those in force. */
    readonly grants: readonly GrantFacts[];
  };
  readonly community: { readonly name: string };
  readonly isDemo: boolean;
  readonly time: number;
  /** null for a program, and on a shared computer. */
  readonly device: DeviceHello | null;
  readonly isShared: boolean;
  /** How long a device may open residents' documents without having been in contact (ms). */
  readonly lease: number;
  /** The member's own, by their ids: what a device keeps for any other is to go. */
  readonly passkeys: readonly string[];
  /** Only in a window that looks as somebody else would: as whom, and until when. `member.grants` is that one's then. */
  readonly viewAs: { readonly role: GrantFacts['role']; readonly on: string; readonly until: number } | null;
}

export interface DeviceFacts {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly revokedAt: number | null;
  readonly wipedAt: number | null;
  readonly isThis: boolean;
}

/**
 * Who else must say yes: nobody; another administrator; or, while there is only one, that one with the passphrase typed again.
 */
export type Confirmation = 'admin' | 'passphrase' | null;

/** Answers `POST /api/invitations`; the secret and the code are said here and never again. */
export interface InvitationMade {
  readonly id: string;
  /** The link is `https://<host>/join#<secret>`. */
  readonly secret: string;
  /** Eight characters in two groups of four, with a line between them. */
  readonly code: string;
  readonly expiresAt: number;
  readonly needsConfirmation: boolean;
  readonly confirmation: Confirmation;
}

export interface InvitationFacts extends GrantFacts {
  readonly id: string;
  /** Whom it is for, as the inviter wrote it. */
  readonly name: string;
  readonly post: string;
  /** The member whose account it gives back. */
  readonly recovers: string | null;
  readonly createdAt: number;
  /** A member's id; null: made on the command line. */
  readonly createdBy: string | null;
  readonly expiresAt: number;
  readonly needsConfirmation: boolean;
  readonly confirmedAt: number | null;
  /** What the caller can do about a confirmation that is missing. */
  readonly confirmation: Confirmation;
  readonly isMine: boolean;
}

/** Answers `POST /api/invitations/look`. */
export interface InvitationLook extends GrantFacts {
  readonly name: string;
  readonly post: string;
  readonly community: string;
  /** Who made it; null: it was made on the command line. */
  readonly by: string | null;
  /** What people call the place; null where nobody has named it. */
  readonly place: string | null;
  readonly recovers: boolean;
  /** The account's name, where it gives one back. */
  readonly memberName?: string;
}

export interface PersonFacts {
  readonly id: string;
  readonly name: string;
  readonly post: string;
  readonly createdAt: number;
  /** All of them: over, in force, and to come. */
  readonly grants: readonly GrantFacts[];
  /** How many are neither revoked nor wiped. */
  readonly devices: number;
  /** Whether the caller may invite this person anew (a lost passphrase, a lost phone). */
  readonly mayRecover: boolean;
}

export interface PasskeyFacts {
  /** The credential's id in base64url. */
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

/** Answers `GET /api/recovery`; null: there is no sheet, or it was used. */
export interface RecoveryFacts {
  readonly madeAt: number | null;
}

/** One of the person's own sign-ins that is in force; `id` names it and signs nobody in. */
export interface SessionFacts {
  readonly id: string;
  /** At a browser, with its device where it has said which; on a computer that several people use; of a program; in a window that sees as somebody else. */
  readonly kind: 'browser' | 'shared' | 'program' | 'view';
  /** What a program's token was made for. */
  readonly label: string;
  readonly device: string | null;
  readonly createdAt: number;
  /** null: until it is ended. */
  readonly expiresAt: number | null;
  readonly isThis: boolean;
}
