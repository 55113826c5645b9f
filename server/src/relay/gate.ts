import type { IncomingMessage } from 'node:http';
import type { AddressParts, Rights } from '@lianxi/access';
import type { Result } from '@lianxi/base';

/** Whoever stands behind a socket, once that is settled. `session` lets the gate recognise what it let in. */
export interface Principal {
  readonly member: string;
  readonly name: string;
  /** Opaque to the relay; for the gate's own look-ups (e.g. the token's hash). */
  readonly session: string;
}

export type Refusal =
  | { readonly type: 'Unauthenticated' }
  /** The session's device was revoked; `member`: whose data on it is to go. */
  | { readonly type: 'DeviceRevoked'; readonly member: string }
  | { readonly type: 'ForbiddenOrigin' }
  | { readonly type: 'TooManyAttempts'; readonly retryAfter: number };

/**
 * What the relay asks the identity side. It asks `authenticate` before it answers the upgrade, and the other two then, on
 * every `rightsChanged`, when `access_version` has changed in the file, and in rounds of a few seconds.
 * The end of a session is told apart from the loss of rights: what was written on the device stays the person's.
 */
export interface Gate {
  authenticate(request: IncomingMessage): Result<Principal, Refusal> | Promise<Result<Principal, Refusal>>;
  /** False once the session has expired, was revoked or ended. */
  isAlive(principal: Principal): boolean;
  /** Why it is not: said in the close. By default, that the session has ended. */
  reasonOf?(principal: Principal): string;
  rightsFor(principal: Principal, address: AddressParts): Rights;
  /** What the documents' rules need to know of the writer. */
  standingOf(principal: Principal): Standing;
}

/** What a close says to whoever is let in no more. */
export const endOf = (gate: Pick<Gate, 'reasonOf'>, principal: Principal): string =>
  gate.reasonOf?.(principal) ?? 'session ended';

export interface Standing {
  readonly isCommittee: boolean;
  /** See `Writer` of the documents; by default as `isCommittee`. */
  readonly holdsMeetings?: boolean;
  /** Scopes of the writer's unit grants. */
  readonly units: readonly string[];
}
