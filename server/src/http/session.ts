import { Hono } from 'hono';
import * as v from 'valibot';
import { line, readBody, secretLine } from './body.ts';
import { describeSession, dropCookie, enter, giveCookie, hello, placeOf } from './enter.ts';
import { type HttpEnvironment, type HttpPorts, peerOf } from './environment.ts';
import { answerFailure } from './failure.ts';
import { credentialsOf, requireCaller } from './guards.ts';

const signIn = v.object({ name: line(64), passphrase: secretLine, ...hello });
const change = v.object({
  current: secretLine,
  passphrase: secretLine,
  keepsOthers: v.optional(v.boolean(), false),
});

/** `/api/session`: signing in and out, who one is, and another passphrase. */
export const sessionRoutes = (ports: HttpPorts) => {
  const { identity, rightsChanged } = ports;
  return new Hono<HttpEnvironment>()
    .get('/', requireCaller(ports), (context) => {
      const { caller, account } = context.var;
      const secret = credentialsOf(context)?.secret;
      if (caller.via === 'cookie' && secret && identity.sessions.renew(caller)) giveCookie(context, secret, false);
      if (caller.device) identity.devices.noteContact(caller.device);
      return context.json(describeSession(ports, account, placeOf(ports, caller)));
    })
    .post('/', async (context) => {
      const body = await readBody(context, signIn);
      if (!body.ok) return answerFailure(context, body.error);
      const account = await identity.signIn({ ...body.value, from: peerOf(context) });
      if (!account.ok) return answerFailure(context, account.error);
      return context.json(enter(context, ports, account.value, body.value, 'passphrase'));
    })
    .put('/passphrase', requireCaller(ports), async (context) => {
      const { caller, account } = context.var;
      // A program changes nobody's passphrase, and the demo's people have none.
      if (caller.via !== 'cookie' || account.isDemo) return answerFailure(context, { type: 'Forbidden' });
      const body = await readBody(context, change);
      if (!body.ok) return answerFailure(context, body.error);
      const { session } = caller;
      const changed = await identity.changeOwnPassphrase(account, { ...body.value, session, from: peerOf(context) });
      if (!changed.ok) return answerFailure(context, changed.error);
      if (!body.value.keepsOthers) rightsChanged(account.id);
      return context.body(null, 204);
    })
    .delete('/', requireCaller(ports), (context) => {
      const { session, member, device } = context.var.caller;
      identity.store.change(() => {
        identity.sessions.end(session);
        identity.store.note({ type: 'signed-out', member, detail: { device } });
      });
      rightsChanged(member);
      dropCookie(context);
      return context.body(null, 204);
    });
};
