import type { Context } from 'hono';
import { routePath } from 'hono/route';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/**
 * Everything that the server answers with an error: from its type to the HTTP status. The body is
 * `{ "error": { "type": … } }` with the error's own fields; words for people are the app's.
 */
const failures = {
  InvalidBody: { status: 400 },
  InvalidAddress: { status: 400 },
  InvalidName: { status: 400 },
  WeakPassphrase: { status: 400 },
  UnsuitableScope: { status: 400 },
  InvalidPlace: { status: 400 },
  InvalidTerm: { status: 400 },
  InvalidPasskey: { status: 400 },
  /** No address of a robot, or of a host that it may not be at. */
  RobotUnfit: { status: 400 },
  RobotNotAllowed: { status: 400 },
  /** The bytes are not those that their name says. */
  WrongHash: { status: 400 },
  Unauthenticated: { status: 401 },
  DeviceRevoked: { status: 401 },
  WrongCredentials: { status: 401 },
  WrongCode: { status: 401 },
  Forbidden: { status: 403 },
  /** The session only looks, as somebody else would. */
  ViewOnly: { status: 403 },
  /** Has no vote: not due, or not in the room. */
  NotEntitled: { status: 403 },
  TermTooLong: { status: 403 },
  ForbiddenOrigin: { status: 403 },
  NotLoopback: { status: 403 },
  NotFound: { status: 404 },
  NoSuchDocument: { status: 404 },
  NoSuchMember: { status: 404 },
  NoSuchDevice: { status: 404 },
  NoSuchInvitation: { status: 404 },
  NoSuchPasskey: { status: 404 },
  NoSuchErasure: { status: 404 },
  NoSuchResident: { status: 404 },
  NoSuchSession: { status: 404 },
  NoSuchPicture: { status: 404 },
  NoRobot: { status: 404 },
  NoSuchHandout: { status: 404 },
  /** No code of a meeting that is being held: wrong, ended or of another time. */
  NoSuchDoor: { status: 404 },
  /** No phone that signed in, or one that took it back. */
  NoSuchEntry: { status: 404 },
  NoSuchVote: { status: 404 },
  NotAllowed: { status: 405 },
  NameTaken: { status: 409 },
  /** Others wrote there again and again; to be tried once more. */
  Overtaken: { status: 409 },
  NotFirstRun: { status: 409 },
  MeetingOver: { status: 409 },
  VoteClosed: { status: 409 },
  /** The server was started anew while a secret vote was open: its box is gone. */
  BoxLost: { status: 409 },
  AlreadyVoted: { status: 409 },
  AlreadyRevoked: { status: 409 },
  TakenUp: { status: 409 },
  SignedAlready: { status: 409 },
  NotSigned: { status: 409 },
  /** It is not what whoever asked has seen. */
  ChangedMeanwhile: { status: 409 },
  TooManyHandouts: { status: 409 },
  NeedsConfirmation: { status: 409 },
  TooManyInvitations: { status: 409 },
  TooManyPasskeys: { status: 409 },
  PasskeysUnavailable: { status: 409 },
  LastAdministrator: { status: 409 },
  NothingToHandOver: { status: 409 },
  CommunityInUse: { status: 409 },
  Sealed: { status: 409 },
  TooManyPictures: { status: 409 },
  TooLarge: { status: 413 },
  NotJson: { status: 415 },
  NotAPicture: { status: 415 },
  HasMetadata: { status: 415 },
  TooManyAttempts: { status: 429 },
  Internal: { status: 500 },
} as const satisfies Record<string, { status: ContentfulStatusCode }>;

export type FailureType = keyof typeof failures;
export interface Failure {
  readonly type: FailureType;
  readonly [detail: string]: unknown;
}

/** What a request came to, for whoever writes it down: the declared route, never the path. */
export interface Failed {
  readonly type: FailureType;
  readonly route: string;
}

export const answerFailure = (context: Context, failure: Failure): Response => {
  context.set('failure', { type: failure.type, route: routePath(context) });
  const { retryAfter } = failure;
  if (typeof retryAfter === 'number') context.header('Retry-After', String(retryAfter));
  return context.json({ error: failure }, failures[failure.type].status);
};
