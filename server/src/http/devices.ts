import type { DeviceFacts } from '@lianxi/protocol';
import { Hono } from 'hono';
import * as v from 'valibot';
import { type Device, isAdministrator, parseDeviceId, parseMemberId } from '../identity/index.ts';
import { hashSecret, parseSecret } from '../identity/secret.ts';
import { line, readBody } from './body.ts';
import { dropCookie } from './enter.ts';
import type { HttpContext, HttpEnvironment, HttpPorts } from './environment.ts';
import { answerFailure } from './failure.ts';
import { credentialsOf, requireCaller } from './guards.ts';

/**
 * `/api/devices`: the browsers of the person, and for an administrator anybody's. Whose device an id is, and whether there is
 * one, nobody else learns.
 */
export const deviceRoutes = (ports: HttpPorts) => {
  const { identity, clock, rightsChanged } = ports;
  const { devices, sessions, store } = identity;

  /** Of the caller's own, or of anybody for an administrator. */
  const findFor = (context: HttpContext, input: string): Device | null => {
    const id = parseDeviceId(input);
    const device = id && devices.find(id);
    if (!device) return null;
    const { account, grants } = context.var;
    if (device.member === account.id) return device;
    const isOfSameWorld = store.findAccount(device.member)?.isDemo === account.isDemo;
    return isAdministrator(grants, clock()) && isOfSameWorld ? device : null;
  };
  const describe = (context: HttpContext, device: Device): DeviceFacts => {
    const { id, name, createdAt, lastSeenAt, revokedAt, wipedAt } = device;
    return { id, name, createdAt, lastSeenAt, revokedAt, wipedAt, isThis: id === context.var.caller.device };
  };

  return new Hono<HttpEnvironment>()
    .post('/wiped', async (context) => {
      // Before any guard: whoever may say this is let in nowhere else.
      const credentials = credentialsOf(context);
      const caller = sessions.authenticate(credentials?.secret, credentials?.via ?? 'cookie');
      if (caller.ok) return answerFailure(context, { type: 'Forbidden' });
      const secret = parseSecret(credentials?.secret);
      const device = caller.error.type === 'DeviceRevoked' && secret && sessions.revokedDeviceOf(hashSecret(secret));
      if (!device) return answerFailure(context, { type: 'Unauthenticated' });
      devices.noteWiped(device);
      dropCookie(context);
      return context.body(null, 204);
    })
    .use(requireCaller(ports))
    .get('/', (context) => {
      const { account, grants } = context.var;
      const asked = context.req.query('member');
      if (asked === undefined || asked === account.id) {
        return context.json({ devices: devices.list(account.id).map((device) => describe(context, device)) });
      }
      const member = parseMemberId(asked);
      const other = member && isAdministrator(grants, clock()) && store.findAccount(member);
      if (!other || other.isDemo !== account.isDemo) return answerFailure(context, { type: 'NoSuchMember' });
      return context.json({ devices: devices.list(other.id).map((device) => describe(context, device)) });
    })
    .patch('/:id', async (context) => {
      const body = await readBody(context, v.object({ name: line(60) }));
      if (!body.ok) return answerFailure(context, body.error);
      const device = findFor(context, context.req.param('id'));
      if (device?.member !== context.var.account.id) return answerFailure(context, { type: 'NoSuchDevice' });
      devices.rename(device, body.value.name);
      return context.json(describe(context, { ...device, name: body.value.name }));
    })
    .post('/:id/revoke', (context) => {
      const device = findFor(context, context.req.param('id'));
      if (!device) return answerFailure(context, { type: 'NoSuchDevice' });
      const revoked = devices.revoke(device, context.var.account.id);
      if (!revoked.ok) return answerFailure(context, revoked.error);
      rightsChanged(device.member);
      return context.body(null, 204);
    });
};
