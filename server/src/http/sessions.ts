import type { SessionFacts } from '@lianxi/protocol';
import { Hono } from 'hono';
import * as v from 'valibot';
import { isShared, type Session } from '../identity/index.ts';
import { readMaybeBody, secretLine } from './body.ts';
import { type HttpContext, type HttpEnvironment, type HttpPorts, peerOf } from './environment.ts';
import { answerFailure } from './failure.ts';
import { requireCaller } from './guards.ts';

/** How much of a session's hash names it: enough to be unique, useless for signing in. */
const shownLength = 12;

/**
 * `/api/sessions`: everything by which the person is signed in now, shared computers and programs too, and the way to end any of it,
 * for whoever types the passphrase.
 */
export const sessionListRoutes = (ports: HttpPorts) => {
  const { identity, clock, rightsChanged } = ports;
  const own = (context: HttpContext): readonly Session[] =>
    identity.store
      .listSessions()
      .filter(({ member, expiresAt }) => member === context.var.account.id && (expiresAt ?? Infinity) > clock());
  const describe = (context: HttpContext, session: Session): SessionFacts => ({
    id: session.hash.slice(0, shownLength),
    kind: kindOf(session),
    label: session.kind === 'bearer' && !session.view ? session.label : '',
    device: session.device,
    createdAt: session.createdAt,
    expiresAt: session.expiresAt,
    isThis: session.hash === context.var.caller.session,
  });

  return new Hono<HttpEnvironment>()
    .use(requireCaller(ports))
    .get('/', (context) => context.json({ sessions: own(context).map((each) => describe(context, each)) }))
    .delete('/:id', async (context) => {
      const { caller, account } = context.var;
      // A program ends nobody's sessions, and the demo's people have no passphrase.
      if (caller.via !== 'cookie' || account.isDemo) return answerFailure(context, { type: 'Forbidden' });
      const body = await readMaybeBody(context, v.object({ passphrase: v.optional(secretLine) }));
      if (!body.ok) return answerFailure(context, body.error);
      const { passphrase } = body.value;
      if (passphrase === undefined) return answerFailure(context, { type: 'NeedsConfirmation', by: 'passphrase' });
      const same = await identity.signIn({ name: account.name, passphrase, from: peerOf(context) });
      if (!same.ok) return answerFailure(context, same.error);
      const found = own(context).find(({ hash }) => hash.slice(0, shownLength) === context.req.param('id'));
      if (!found) return answerFailure(context, { type: 'NoSuchSession' });
      identity.store.change(() => {
        identity.sessions.end(found.hash);
        const { device } = found;
        const detail = { session: found.hash.slice(0, shownLength), kind: kindOf(found), device };
        identity.store.note({ type: 'session-ended', member: account.id, detail });
      });
      rightsChanged(account.id);
      return context.body(null, 204);
    });
};

const kindOf = (session: Session): SessionFacts['kind'] => {
  if (session.view) return 'view';
  if (session.kind === 'bearer') return 'program';
  return isShared(session) ? 'shared' : 'browser';
};
