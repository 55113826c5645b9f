import { Hono } from 'hono';
import * as v from 'valibot';
import { demoRoles } from '../demo-port.ts';
import { day } from '../identity/index.ts';
import { readBody } from './body.ts';
import { describeSession } from './enter.ts';
import { type HttpEnvironment, type HttpPorts, isAtThisMachine } from './environment.ts';
import { answerFailure } from './failure.ts';
import { requireThisMachine } from './guards.ts';

/**
 * `/api/demo`: a made-up community to try, only for somebody at this very machine and only while there is no real account
 * (its removal: always). Its people have no passphrase: a tab becomes one of them by a token of its own.
 */
export const demoRoutes = (ports: HttpPorts) => {
  const { identity, demo, rightsChanged } = ports;
  if (!demo) return new Hono<HttpEnvironment>();
  return new Hono<HttpEnvironment>()
    .use(requireThisMachine(isAtThisMachine))
    .post('/', async (context) => {
      if (!identity.isFirstRun()) return answerFailure(context, { type: 'NotFirstRun' });
      const made = await demo.create();
      if (!made.ok) return answerFailure(context, made.error);
      return context.json({ hasDemo: true });
    })
    .delete('/', async (context) => {
      if (demo.exists()) await demo.remove();
      rightsChanged(null);
      return context.body(null, 204);
    })
    .post('/session', async (context) => {
      const body = await readBody(context, v.object({ role: v.picklist(demoRoles) }));
      if (!body.ok) return answerFailure(context, body.error);
      const member = demo.memberFor(body.value.role);
      const account = member && identity.store.findAccount(member);
      if (!account?.isDemo) return answerFailure(context, { type: 'NotFound' });
      const token = identity.sessions.open(account.id, 'bearer', { label: 'demo', lifetime: day / 2 });
      return context.json({ token, ...describeSession(ports, account, { device: null, isShared: false }) });
    });
};
