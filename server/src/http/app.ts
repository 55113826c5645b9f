import { Hono } from 'hono';
import { routePath } from 'hono/route';
import { faultOf } from '../fault.ts';
import { isDiskFailure } from '../store/index.ts';
import { auditRoutes } from './audit.ts';
import { demoRoutes } from './demo.ts';
import { noteDenials } from './denials.ts';
import { deviceRoutes } from './devices.ts';
import { documentRoutes } from './documents.ts';
import { entryRoutes } from './entry.ts';
import type { HttpEnvironment, HttpPorts } from './environment.ts';
import { erasureRoutes } from './erasures.ts';
import { answerFailure } from './failure.ts';
import { guardOrigin, requireOperator } from './guards.ts';
import { hallRoutes } from './hall.ts';
import { handoutRoutes } from './handouts.ts';
import { historyRoutes } from './history.ts';
import { invitationRoutes } from './invitations.ts';
import { memberRoutes } from './members.ts';
import { passkeyRoutes, passkeySessionRoutes } from './passkeys.ts';
import { peopleRoutes } from './people.ts';
import { pictureRoutes } from './pictures.ts';
import { readerRoutes } from './readers.ts';
import { recoveryRoutes } from './recovery.ts';
import { rightsRoutes } from './rights.ts';
import { robotRoutes } from './robot.ts';
import { contentSecurityPolicy, securityHeaders } from './security-headers.ts';
import { sessionRoutes } from './session.ts';
import { sessionListRoutes } from './sessions.ts';
import { setupRoutes } from './setup.ts';
import { signingRoutes } from './signing.ts';
import { type Site, serveSite } from './site.ts';
import { statusRoutes } from './status.ts';
import { viewRoutes } from './view-as.ts';

/** Every route there is. Answers of `/api` are a person's own and are kept by nobody. */
export const createApp = (ports: HttpPorts, site: Site) => {
  const app = new Hono<HttpEnvironment>();
  app.use(securityHeaders(contentSecurityPolicy(site.inline)));
  app.get('/healthz', (context) => {
    context.header('Cache-Control', 'no-store');
    return context.json({ status: 'ok', version: ports.version });
  });
  app.get('/metrics', requireOperator(ports), (context) => {
    context.header('Cache-Control', 'no-store');
    context.header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
    return context.body(ports.metrics.text());
  });
  app.use('/api/*', noteDenials(ports.denials), guardOrigin(ports), async (context, next) => {
    await next();
    context.header('Cache-Control', 'no-store');
  });
  app.route('/api/session/passkey', passkeySessionRoutes(ports));
  app.route('/api/session', sessionRoutes(ports));
  app.route('/api/sessions', sessionListRoutes(ports));
  app.route('/api/setup', setupRoutes(ports));
  app.route('/api/demo', demoRoutes(ports));
  app.route('/api/documents', documentRoutes(ports));
  app.route('/api/documents/rights', readerRoutes(ports));
  app.route('/api/media', pictureRoutes(ports));
  app.route('/api/members', memberRoutes(ports));
  app.route('/api/devices', deviceRoutes(ports));
  app.route('/api/invitations', invitationRoutes(ports));
  app.route('/api/hall', hallRoutes(ports));
  app.route('/api/entry', entryRoutes(ports));
  app.route('/api/history', historyRoutes(ports));
  app.route('/api/audit', auditRoutes(ports));
  app.route('/api/erasures', erasureRoutes(ports));
  app.route('/api/people', peopleRoutes(ports));
  app.route('/api/passkeys', passkeyRoutes(ports));
  app.route('/api/recovery', recoveryRoutes(ports));
  app.route('/api/status', statusRoutes(ports));
  app.route('/api/rights', rightsRoutes(ports));
  app.route('/api/signing', signingRoutes(ports));
  app.route('/api/handouts', handoutRoutes(ports));
  app.route('/api/robot', robotRoutes(ports));
  app.route('/api/view-as', viewRoutes(ports));
  app.all('/api/*', (context) => answerFailure(context, { type: 'NotFound' }));
  app.all('/sync/*', (context) => answerFailure(context, { type: 'NotFound' }));
  app.get('*', serveSite(site));
  app.notFound((context) => answerFailure(context, { type: 'NotAllowed' }));
  app.onError((cause, context) => {
    // The declared route, not the path: what somebody asked for is theirs.
    ports.log({ type: 'RequestFailed', method: context.req.method, route: routePath(context), cause: faultOf(cause) });
    if (isDiskFailure(cause)) ports.onDiskFailure(cause);
    return answerFailure(context, { type: 'Internal' });
  });
  return app;
};
