import type { IncomingMessage } from 'node:http';
import { holdsMeetings, isCommitteeRole, isInForce, rightsOf, type Standpoint } from '@lianxi/access';
import { type Clock, err, ok } from '@lianxi/base';
import { grantsInView, type Identity, type MemberId, type SecretHash } from '../identity/index.ts';
import type { Gate, Principal } from '../relay/index.ts';
import { arrivalOf, type Position } from './arrival.ts';
import { readCredentials } from './credentials.ts';
import { isAllowedOrigin } from './origin.ts';

/**
 * Lets sockets in: a cookie only from an allowed page, a bearer token (which no browser sends by itself) from anywhere.
 * Rights are read from the file each time, so that what another process changed holds at once.
 */
export const createGate = (identity: Identity, position: Position, clock: Clock): Gate => {
  const { sessions, store } = identity;
  /** Which of those let in see as somebody else; a session's view never changes. */
  const views = new WeakMap<Principal, Standpoint>();
  const grantsOf = (principal: Principal) =>
    grantsInView(store.grantsOf(principal.member as MemberId), views.get(principal) ?? null, clock());
  return {
    authenticate: (request: IncomingMessage) => {
      const { headers } = request;
      const credentials = readCredentials({
        authorization: headers.authorization,
        cookie: headers.cookie,
        protocols: headers['sec-websocket-protocol'],
        isHttps: arrivalOf(request, position).isHttps,
      });
      if (credentials?.via === 'cookie' && !isAllowedOrigin(headers.origin ?? '', headers.host, position.origins)) {
        return err({ type: 'ForbiddenOrigin' });
      }
      const caller = sessions.authenticate(credentials?.secret, credentials?.via ?? 'cookie');
      if (!caller.ok) return caller;
      const { member, name, session, device, view } = caller.value;
      if (device) identity.devices.noteContact(device);
      const principal = { member, name, session };
      if (view) views.set(principal, view);
      return ok(principal);
    },
    isAlive: (principal) => sessions.isAlive(principal.session as SecretHash),
    reasonOf: (principal) =>
      sessions.revokedDeviceOf(principal.session as SecretHash) === null ? 'session ended' : 'device revoked',
    rightsFor: (principal, address) => rightsOf(grantsOf(principal), address, clock()),
    standingOf: (principal) => {
      const inForce = grantsOf(principal).filter((grant) => isInForce(grant, clock()));
      return {
        isCommittee: inForce.some(({ role }) => isCommitteeRole(role)),
        holdsMeetings: inForce.some(({ role }) => holdsMeetings(role)),
        units: inForce.filter(({ role, on }) => /^(unit|branch)$/.test(role) && !on.includes('/')).map(({ on }) => on),
      };
    },
  };
};
