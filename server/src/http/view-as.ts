import { type Grant, mayViewAs, roles } from '@lianxi/access';
import { Hono } from 'hono';
import * as v from 'valibot';
import { standpointPlace } from '../identity/index.ts';
import { readBody } from './body.ts';
import { describeSession } from './enter.ts';
import type { HttpEnvironment, HttpPorts } from './environment.ts';
import { answerFailure } from './failure.ts';
import { requireCaller } from './guards.ts';

const viewLifetime = 30 * 60_000;

const standpoint = v.object({
  role: v.picklist(roles),
  on: v.pipe(
    v.string(),
    v.transform((text) => standpointPlace(text)),
    v.nonNullable(v.custom<Grant['on']>((on) => on !== null)),
  ),
});

/**
 * `/api/view-as`: what another role sees, for the committee. The token is a window's own: it reads what one such grant would,
 * writes nothing (guards.ts, gate.ts), and ends after half an hour or with the session that it was asked by.
 */
export const viewRoutes = (ports: HttpPorts) => {
  const { identity, clock } = ports;
  return new Hono<HttpEnvironment>().post('/', requireCaller(ports), async (context) => {
    const body = await readBody(context, standpoint);
    if (!body.ok) return answerFailure(context, body.error);
    const { caller, account, grants } = context.var;
    const { role, on } = body.value;
    if (!mayViewAs(grants, { role, on }, clock())) return answerFailure(context, { type: 'Forbidden' });
    const view = { role, on, by: caller.session };
    const token = identity.store.change(() => {
      identity.store.note({ type: 'viewed-as', member: account.id, detail: { role, on } });
      const { device } = caller;
      return identity.sessions.open(account.id, 'bearer', { label: 'view-as', lifetime: viewLifetime, device, view });
    });
    const place = { device: null, isShared: false, view: { ...view, until: clock() + viewLifetime } };
    return context.json({ token, ...describeSession(ports, account, place) }, 201);
  });
};
