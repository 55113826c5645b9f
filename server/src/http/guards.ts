import type { MiddlewareHandler } from 'hono';
import { grantsInView, isAdministrator } from '../identity/index.ts';
import { readCredentials } from './credentials.ts';
import { type HttpContext, type HttpEnvironment, type HttpPorts, isAtThisMachine } from './environment.ts';
import { answerFailure } from './failure.ts';
import { isAllowedOrigin } from './origin.ts';

type Guard = MiddlewareHandler<HttpEnvironment>;

export const credentialsOf = (context: HttpContext) =>
  readCredentials({
    authorization: context.req.header('authorization'),
    cookie: context.req.header('cookie'),
    protocols: undefined,
    isHttps: context.env.isHttps,
  });

/**
 * Every request that changes something must come from a page of ours: browsers say by `Origin` where it came from. A program
 * says nothing, which is fine as long as it brings no cookie; with a bearer token, which no browser adds by itself, the
 * page does not matter.
 */
export const guardOrigin =
  ({ origins }: HttpPorts): Guard =>
  async (context, next) => {
    if (context.req.method === 'GET' || context.req.method === 'HEAD') return next();
    const origin = context.req.header('origin');
    const credentials = credentialsOf(context);
    const isForeign =
      origin === undefined
        ? credentials?.via === 'cookie' || context.req.header('sec-fetch-site') === 'cross-site'
        : !isAllowedOrigin(origin, context.req.header('host'), origins);
    if (isForeign && credentials?.via !== 'bearer') return answerFailure(context, { type: 'ForbiddenOrigin' });
    return next();
  };

/** Lets only signed-in people on; afterwards the context knows who they are and what they were granted. */
export const requireCaller =
  ({ identity, clock, pace }: HttpPorts): Guard =>
  async (context, next) => {
    const credentials = credentialsOf(context);
    const caller = identity.sessions.authenticate(credentials?.secret, credentials?.via ?? 'cookie');
    if (!caller.ok) return answerFailure(context, caller.error);
    const account = identity.store.findAccount(caller.value.member);
    if (!account) return answerFailure(context, { type: 'Unauthenticated' });
    const retryAfter = pace(account.id);
    if (retryAfter > 0) return answerFailure(context, { type: 'TooManyAttempts', retryAfter });
    context.set('caller', caller.value);
    context.set('account', account);
    if (caller.value.view && !onlyLooks(context)) return answerFailure(context, { type: 'ViewOnly' });
    context.set('grants', grantsInView(identity.store.grantsOf(account.id), caller.value.view, clock()));
    return next();
  };

/** What a session may do that sees as somebody else: read, and end itself. */
const onlyLooks = ({ req }: HttpContext): boolean =>
  req.method === 'GET' || req.method === 'HEAD' || (req.method === 'DELETE' && req.path === '/api/session');

export const requireThisMachine =
  (isAtThisMachine: (context: HttpContext) => boolean): Guard =>
  async (context, next) =>
    isAtThisMachine(context) ? next() : answerFailure(context, { type: 'NotLoopback' });

/** Lets only administrators on. After `requireCaller`. */
export const requireAdmin =
  ({ clock }: HttpPorts): Guard =>
  async (context, next) =>
    isAdministrator(context.var.grants, clock()) ? next() : answerFailure(context, { type: 'Forbidden' });

/** For programs that watch the server: at this very machine, or with an administrator's bearer token. Never a cookie. */
export const requireOperator = (ports: HttpPorts): Guard => {
  const asCaller = requireCaller(ports);
  const asAdmin = requireAdmin(ports);
  return async (context, next) => {
    if (isAtThisMachine(context)) return next();
    if (credentialsOf(context)?.via !== 'bearer') return answerFailure(context, { type: 'Unauthenticated' });
    return (await asCaller(context, async () => undefined)) ?? asAdmin(context, next);
  };
};
