import { type CloseCode, closeCode } from '@lianxi/protocol';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/**
 * Everything that the server answers with an error: from its type to the HTTP status and, where a socket can meet it, the
 * close code. The body is `{ "error": { "type": … } }` with the error's own fields; words for people are the app's.
 */
export const failures = {
  InvalidBody: { status: 400 },
  InvalidAddress: { status: 400, close: closeCode.notFound },
  InvalidName: { status: 400 },
  WeakPassphrase: { status: 400 },
  UnsuitableScope: { status: 400 },
  Unauthenticated: { status: 401, close: closeCode.unauthenticated },
  WrongCredentials: { status: 401 },
  WrongCode: { status: 401 },
  Forbidden: { status: 403, close: closeCode.forbidden },
  ForbiddenOrigin: { status: 403, close: closeCode.forbidden },
  NotLoopback: { status: 403 },
  NotFound: { status: 404, close: closeCode.notFound },
  NoSuchDocument: { status: 404, close: closeCode.notFound },
  NotAllowed: { status: 405 },
  NameTaken: { status: 409 },
  NotFirstRun: { status: 409 },
  CommunityInUse: { status: 409 },
  TooLarge: { status: 413, close: closeCode.tooLarge },
  NotJson: { status: 415 },
  TooManyAttempts: { status: 429, close: closeCode.tooManyRequests },
  Internal: { status: 500, close: closeCode.overloaded },
} as const satisfies Record<string, { status: ContentfulStatusCode; close?: CloseCode }>;

export type FailureType = keyof typeof failures;
export interface Failure {
  readonly type: FailureType;
  readonly [detail: string]: unknown;
}

export const answerFailure = (context: Context, failure: Failure): Response => {
  const { retryAfter } = failure;
  if (typeof retryAfter === 'number') context.header('Retry-After', String(retryAfter));
  return context.json({ error: failure }, failures[failure.type].status);
};
