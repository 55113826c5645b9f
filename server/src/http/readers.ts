import { directoryParts, parseAddress, readersOf, rightsOf } from '@lianxi/access';
import { Hono } from 'hono';
import type { HttpEnvironment, HttpPorts } from './environment.ts';
import { answerFailure } from './failure.ts';
import { requireCaller } from './guards.ts';

/**
 * `/api/documents/rights?address=`: who may open a document now, and by which grants. For whoever may open it too and may know
 * people by name (the directory); to everybody else it is answered as if there were no such document.
 */
export const readerRoutes = (ports: HttpPorts) => {
  const { identity, catalogue, clock } = ports;
  return new Hono<HttpEnvironment>().get('/', requireCaller(ports), (context) => {
    const now = clock();
    const { account, grants } = context.var;
    const parts = parseAddress(context.req.query('address') ?? '');
    const mayAsk =
      parts.ok &&
      rightsOf(grants, parts.value, now) !== 'none' &&
      rightsOf(grants, directoryParts, now) !== 'none' &&
      catalogue.has(parts.value.address);
    if (!mayAsk) return answerFailure(context, { type: 'NoSuchDocument' });
    const people = identity.store
      .listAccounts()
      // The demo's people and real ones never meet.
      .filter(({ isDemo }) => isDemo === account.isDemo)
      .map(({ id, name, post }) => ({ id, name, post, grants: identity.store.grantsOf(id) }));
    const readers = readersOf(people, parts.value, now).map(({ person: { id, name, post }, rights, by }) => ({
      member: { id, name, post },
      rights,
      by: by.map(({ role, on, to }) => ({ role, on, to })),
    }));
    return context.json({ address: parts.value.address, readers });
  });
};
