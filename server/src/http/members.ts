import { type AddressParts, directoryParts, isInForce, parseAddress, rightsOf } from '@lianxi/access';
import { Hono } from 'hono';
import type { HttpEnvironment, HttpPorts } from './environment.ts';
import { requireCaller } from './guards.ts';

/**
 * `/api/members`: names for the ids that are stamped into cells. Who may read the directory sees everyone's; who was only let
 * into single documents sees those who can be met there.
 */
export const memberRoutes = (ports: HttpPorts) => {
  const { identity, catalogue, clock } = ports;
  return new Hono<HttpEnvironment>().get('/', requireCaller(ports), (context) => {
    const now = clock();
    const { account, grants } = context.var;
    const readsDirectory = rightsOf(grants, directoryParts, now) !== 'none';
    const shared = readsDirectory ? [] : catalogue.listFor(grants).map(({ address }) => partsOf(address));
    const members = identity.store
      .listAccounts()
      // The demo's people and real ones never meet.
      .filter(({ isDemo }) => isDemo === account.isDemo)
      .map(({ id, name, post }) => ({ id, name, post, grants: identity.store.grantsOf(id) }))
      .filter(
        (member) =>
          readsDirectory ||
          member.id === account.id ||
          shared.some((parts) => rightsOf(member.grants, parts, now) !== 'none'),
      )
      .map(({ grants: each, ...member }) => ({
        ...member,
        roles: [...new Set(each.filter((grant) => isInForce(grant, now)).map(({ role }) => role))],
      }));
    return context.json({ members });
  });
};

const partsOf = (address: string): AddressParts => {
  const parts = parseAddress(address);
  if (!parts.ok) throw new Error(`an address that is none: ${address}`);
  return parts.value;
};
