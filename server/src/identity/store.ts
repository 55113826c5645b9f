import type { Grant } from '@lianxi/access';
import type { Result } from '@lianxi/base';
import type { Note } from '../audit/index.ts';
import type { DeviceId, DeviceStore } from './device.ts';
import type { InvitationStore } from './invitation.ts';
import type { MemberId } from './member.ts';
import type { PasskeyStore } from './passkey.ts';
import type { SecretHash } from './secret.ts';
import type { View } from './view.ts';

/** What the identity needs kept. `src/store` implements it over SQLite; every call is durable when it returns. */
export interface IdentityStore extends DeviceStore, InvitationStore, PasskeyStore {
  /** All or nothing, and with the write lock from its beginning: what it reads stays true until it has written. */
  change<T>(run: () => T): T;
  /** In the audit log. Within a change it stands or falls with that. */
  readonly note: Note;
  /** Somebody's roles, sessions or devices are not what they were: every process on the file asks again. To be called in a change. */
  countAccess(member: MemberId): void;

  findAccount(id: MemberId): Account | undefined;
  /** Not those who were taken out of service. */
  listAccounts(): readonly Account[];
  passphraseHashOf(member: MemberId): string | null;
  replacePassphrase(member: MemberId, hash: string): void;
  /** Adds the account and its grants, all or nothing. With `onlyIfFirst`, only while there is none but the demo's. */
  addAccount(account: NewAccount, onlyIfFirst: boolean, by?: MemberId | null): Result<void, AddAccountError>;
  grantsOf(member: MemberId): readonly Grant[];
  /** Those that stay keep when and by whom they were given. */
  replaceGrants(member: MemberId, grants: readonly Grant[], by: MemberId | null): void;
  /** Whose roles or sessions begin or end in this time, the first moment not included. */
  membersDue(after: number, upTo: number): readonly MemberId[];

  addSession(session: Session): void;
  findSession(hash: SecretHash): Session | undefined;
  listSessions(): readonly Session[];
  renewSession(hash: SecretHash, expiresAt: number): void;
  removeSession(hash: SecretHash): void;
  removeSessionsOf(member: MemberId): void;
  /** Programs stay, and the one that is named. */
  removeBrowserSessionsOf(member: MemberId, except?: SecretHash): void;
  removeSessionsExpiredAt(now: number): void;

  findAttempts(subject: string): AttemptLevel | undefined;
  putAttempts(subject: string, level: AttemptLevel): void;
  removeAttemptsBefore(time: number): void;

  readSetting(key: SettingKey): string | undefined;
  writeSetting(key: SettingKey, value: string): void;
  removeSetting(key: SettingKey): void;
}

export type SettingKey = 'community_name' | 'lease_days' | 'invitation_salt' | 'recovery_sheet';

export interface Account {
  readonly id: MemberId;
  readonly name: string;
  /** What the person is called in the community, e.g. 社区书记; empty where nothing was said. */
  readonly post: string;
  readonly isDemo: boolean;
  readonly createdAt: number;
}

export interface NewAccount extends Account {
  /** null: signs in by no passphrase (the demo's people). */
  readonly passphraseHash: string | null;
  readonly grants: readonly Grant[];
}

export type AddAccountError = { readonly type: 'NameTaken'; readonly name: string } | { readonly type: 'NotFirstRun' };

/** A browser comes by cookie; a program, or a demo role in one tab, by bearer. */
export type SessionKind = 'cookie' | 'bearer';

export interface Session {
  readonly hash: SecretHash;
  readonly member: MemberId;
  readonly kind: SessionKind;
  /** For people: which program a token was made for. */
  readonly label: string;
  readonly createdAt: number;
  /** null: never. */
  readonly expiresAt: number | null;
  /** The browser that it was opened on; null for a program, and on a shared computer. */
  readonly device: DeviceId | null;
  /** As whom it sees; none: as its own member. */
  readonly view?: View | null;
}

/** How full a subject's bucket was at a time (attempts.ts). */
export interface AttemptLevel {
  readonly count: number;
  readonly at: number;
  /** Locked until then. */
  readonly until: number | null;
}
