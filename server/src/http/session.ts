import { isInForce } from '@lianxi/access';
import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as v from 'valibot';
import { type Account, idleLimit } from '../identity/index.ts';
import { line, readBody, secretLine } from './body.ts';
import { sessionCookie } from './credentials.ts';
import { type HttpContext, type HttpEnvironment, type HttpPorts, peerOf } from './environment.ts';
import { answerFailure } from './failure.ts';
import { requireCaller } from './guards.ts';

const signIn = v.object({ name: line(64), passphrase: secretLine });

/** `/api/session`: signing in and out, and who one is. */
export const sessionRoutes = (ports: HttpPorts) => {
  const { identity, rightsChanged } = ports;
  return new Hono<HttpEnvironment>()
    .get('/', requireCaller(ports), (context) => {
      const { caller, account } = context.var;
      const secret = getCookie(context, sessionCookie);
      if (caller.via === 'cookie' && secret && identity.sessions.renew(caller)) giveCookie(context, secret);
      return context.json(describeSession(ports, account));
    })
    .post('/', async (context) => {
      const body = await readBody(context, signIn);
      if (!body.ok) return answerFailure(context, body.error);
      const account = await identity.signIn({ ...body.value, from: peerOf(context) });
      if (!account.ok) return answerFailure(context, account.error);
      giveCookie(context, identity.sessions.open(account.value.id, 'cookie'));
      return context.json(describeSession(ports, account.value));
    })
    .delete('/', requireCaller(ports), (context) => {
      identity.sessions.end(context.var.caller.session);
      rightsChanged(context.var.caller.member);
      deleteCookie(context, sessionCookie, { path: '/' });
      return context.body(null, 204);
    });
};

/** Out of reach of scripts and of other sites; `Secure` where the page itself is https. */
export const giveCookie = (context: HttpContext, secret: string): void =>
  setCookie(context, sessionCookie, secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure: context.req.header('origin')?.startsWith('https:') ?? context.req.header('x-forwarded-proto') === 'https',
    maxAge: idleLimit / 1000,
  });

/** What the app knows of its person; the grants in force are what it shows by. */
export const describeSession = ({ identity, clock }: HttpPorts, { id, name, post, isDemo }: Account) => {
  const time = clock();
  return {
    member: { id, name, post, grants: identity.store.grantsOf(id).filter((grant) => isInForce(grant, time)) },
    community: { name: identity.store.readSetting('community_name') ?? '' },
    isDemo,
    time,
  };
};
