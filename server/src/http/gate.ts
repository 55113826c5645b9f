import type { IncomingMessage } from 'node:http';
import { isCommitteeRole, isInForce, rightsOf } from '@lianxi/access';
import { type Clock, err, ok } from '@lianxi/base';
import type { Identity, MemberId, SecretHash } from '../identity/index.ts';
import type { Gate } from '../relay/index.ts';
import { readCredentials } from './credentials.ts';
import { isAllowedOrigin, type Origins } from './origin.ts';

/**
 * Lets sockets in: a cookie only from an allowed page, a bearer token (which no browser sends by itself) from anywhere.
 * Rights are read from the file each time, so that what another process changed holds at once.
 */
export const createGate = (identity: Identity, origins: Origins, clock: Clock): Gate => {
  const { sessions, store } = identity;
  return {
    authenticate: ({ headers }: IncomingMessage) => {
      const credentials = readCredentials({
        authorization: headers.authorization,
        cookie: headers.cookie,
        protocols: headers['sec-websocket-protocol'],
      });
      if (credentials?.via === 'cookie' && !isAllowedOrigin(headers.origin ?? '', headers.host, origins)) {
        return err({ type: 'ForbiddenOrigin' });
      }
      const caller = sessions.authenticate(credentials?.secret, credentials?.via ?? 'cookie');
      if (!caller.ok) return caller;
      const { member, name, session, device } = caller.value;
      if (device) identity.devices.noteContact(device);
      return ok({ member, name, session });
    },
    isAlive: (principal) => sessions.isAlive(principal.session as SecretHash),
    reasonOf: (principal) =>
      sessions.revokedDeviceOf(principal.session as SecretHash) === null ? 'session ended' : 'device revoked',
    rightsFor: (principal, address) => rightsOf(store.grantsOf(principal.member as MemberId), address, clock()),
    standingOf: (principal) => {
      const inForce = store.grantsOf(principal.member as MemberId).filter((grant) => isInForce(grant, clock()));
      return {
        isCommittee: inForce.some(({ role }) => isCommitteeRole(role)),
        units: inForce.filter(({ role, on }) => /^(unit|branch)$/.test(role) && !on.includes('/')).map(({ on }) => on),
      };
    },
  };
};
