import type { ExportFormat, ExportPurpose, RefusalReason } from '@lianxi/protocol';

/**
 * What is written down in the audit log (docs/spec/audit.md): a line a type, and what its `detail` holds. Ids, numbers and
 * words of our own, never a name, a title or anything typed.
 */
interface Details {
  /** What the relay did not take, and how many alike within a minute of the first. `rule`: the rule or limit by name. */
  readonly refused: { readonly reason: RefusalReason; readonly rule: string; readonly count: number };
  /** A row of the log that no document could be built with, taken out of it. `member`: who wrote it. */
  readonly quarantined: { readonly seq: number };
  /** A document was signed off for good. `member`: who decided it; `seq`: its last row. */
  readonly sealed: { readonly seq: number };
  /** Its number within its series and the hash of what was signed. */
  readonly signed: { readonly ordinal: number; readonly hash: string };
  /** A correction or supplement to signed minutes. */
  readonly amended: { readonly ordinal: number; readonly hash: string };
  /** A link that reads signed minutes without an account was made, revoked, or opened for the `count`th time. */
  readonly 'handed-out': { readonly handout: string; readonly until: number };
  readonly 'handout-revoked': { readonly handout: string };
  /** The robot that reminds a group of what is overdue was set, switched, or taken away. */
  readonly 'robot-set': { readonly format: 'wecom' | 'dingtalk'; readonly on: boolean };
  readonly 'handout-read': { readonly handout: string; readonly count: number };

  /** `device`: null on a shared computer and for a program. */
  readonly 'signed-in': { readonly how: WayIn; readonly device: string | null; readonly shared: boolean };
  readonly 'signed-out': { readonly device: string | null };
  /** `member`: whose name was tried; null where there is no such name. `attempts`: so many were not even looked at. */
  readonly 'sign-in-refused': { readonly why: 'credentials' | 'attempts' | 'code'; readonly count: number };
  /**
   * A request, or an upgrade, that was turned away, and how many alike within a minute of the first. `why`: the failure's type;
   * `route`: as it was declared; `member`: null where nobody was signed in, or that was not looked at.
   */
  readonly 'request-refused': { readonly why: string; readonly route: string; readonly count: number };
  /** A program's token for `whom`. `token`: the id that lists show; `until`: null until it is revoked. */
  readonly 'token-made': { readonly whom: string; readonly token: string; readonly until: number | null };
  readonly 'token-revoked': { readonly whom: string; readonly token: string };
  /** Its owner has ended a session, by the id that lists show. */
  readonly 'session-ended': { readonly session: string; readonly kind: string; readonly device: string | null };
  readonly invited: Granted & { readonly invitation: string; readonly recovers: string | null };
  readonly 'invitation-confirmed': { readonly invitation: string; readonly by: 'admin' | 'passphrase' };
  readonly 'invitation-withdrawn': { readonly invitation: string };
  /** Somebody came in by an invitation: as somebody new, with one more role, or back into the own account. */
  readonly joined: { readonly invitation: string; readonly as: 'new' | 'further' | 'recovered' };
  /** A role was given to, or taken from, `whom`; `from` and `until` are the grant's term. */
  readonly granted: Granted & { readonly whom: string };
  readonly withdrawn: Granted & { readonly whom: string };
  /** All roles of `whom` go over to `to` at the time `at`. */
  readonly 'handed-over': { readonly whom: string; readonly to: string; readonly at: number; readonly grants: number };
  readonly 'passphrase-changed': { readonly whom: string };
  readonly 'device-revoked': { readonly whom: string; readonly device: string };
  readonly 'device-wiped': { readonly device: string };
  readonly 'passkey-added': { readonly passkey: string };
  readonly 'passkey-removed': { readonly passkey: string };
  readonly 'recovery-sheet-made': Nothing;
  /** Somebody of the committee has looked at the workspace as another role sees it. */
  readonly 'viewed-as': { readonly role: string; readonly on: string };
  /** Somebody came in by two codes of the recovery sheet. */
  readonly recovered: { readonly as: 'new' | 'known' };

  /** A document with residents went to somebody's device through a socket: once a member, document and hour at most. */
  readonly opened: Nothing;
  /** A masked field was shown on a device. `at`: by the device's clock. */
  readonly revealed: { readonly row: string; readonly field: string; readonly at: number };
  readonly exported: Handed & { readonly format: ExportFormat | 'json' };
  readonly printed: Handed;
  /** A column of a register was opened beyond the minimum. */
  readonly unlocked: { readonly column: string };

  /** A resident's record was put into the deletion queue, taken out of it again, or erased. `erasure`: the request's id. */
  readonly 'erasure-requested': { readonly erasure: string; readonly reason: 'request' | 'period' | 'error' };
  readonly 'erasure-withdrawn': { readonly erasure: string };
  readonly erased: { readonly erasure: string; readonly reason: 'request' | 'period' | 'error' };
  /** A backup was cleaned of what had been erased since it was made. `documents`: how many were rebuilt. */
  readonly 'copy-cleaned': { readonly documents: number };

  /** A meeting's code for signing in was made, or made anew; it was ended. `until`: when it ends by itself. */
  readonly 'door-opened': { readonly until: number };
  readonly 'door-closed': Nothing;

  readonly created: Nothing;
  readonly renamed: Nothing;
  /** Whoever had begun a document took it away again, before anybody else had written in it. */
  readonly 'taken-away': Nothing;
  /** The earlier versions of minutes were taken away for good. */
  readonly 'history-forgotten': Nothing;
  readonly 'backed-up': { readonly bytes: number };
  /** A backup took the place of the data. `rows` and `head`: of the log that was put aside; null where there was none to read. */
  readonly restored: { readonly rows: number | null; readonly head: string | null };
}

type Nothing = { readonly [name in never]: never };
type WayIn = 'passphrase' | 'passkey' | 'first-run' | 'invitation' | 'recovery';

/** `columns`: names of fields with blanks between. `at`: by the device's clock. */
interface Handed {
  readonly columns: string;
  readonly rows: number;
  readonly masked: boolean;
  /** `operator`: whoever has the machine. */
  readonly purpose: ExportPurpose | 'operator';
  readonly reference: string | null;
  readonly at: number;
}

interface Granted {
  readonly role: string;
  readonly on: string;
  readonly from: number | null;
  readonly until: number | null;
}

export type AuditType = keyof Details;

export type AuditEvent = { readonly [Type in AuditType]: Event<Type> }[AuditType];

interface Event<Type extends AuditType> {
  readonly type: Type;
  /** Milliseconds since 1970 (UTC) by the server's clock. */
  readonly time: number;
  /** Whose doing it was: a member's id; null where it was nobody, or whoever sat at the machine. */
  readonly member: string | null;
  /** The document's number in the store; null where it is about none. */
  readonly room: number | null;
  readonly detail: Details[Type];
}

/** Writes down one thing that happened just now, durable when it returns. Throws what the disk throws. */
export type Note = (event: Happened) => void;

/** An event before it has its time. `room` may be left out where it is about no document. */
export type Happened = {
  readonly [Type in AuditType]: Omit<Event<Type>, 'time' | 'room'> & { readonly room?: number };
}[AuditType];
