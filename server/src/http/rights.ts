import { communityScope, exportRights, isCommitteeRole, isInForce } from '@lianxi/access';
import { Hono } from 'hono';
import type { HttpEnvironment, HttpPorts } from './environment.ts';
import { answerFailure } from './failure.ts';
import { requireCaller } from './guards.ts';

/**
 * `/api/rights`: the table of rights and everybody's grants, for the committee of the whole community. A grant names places
 * and documents, so whoever may not read all of them is not told all of it.
 */
export const rightsRoutes = (ports: HttpPorts) => {
  const { identity, clock } = ports;
  return new Hono<HttpEnvironment>().get('/', requireCaller(ports), (context) => {
    const now = clock();
    const { account, grants } = context.var;
    const isOfAll = grants.some(
      (grant) => isCommitteeRole(grant.role) && grant.on === communityScope && isInForce(grant, now),
    );
    if (!isOfAll) return answerFailure(context, { type: 'Forbidden' });
    const holders = identity.store
      .listAccounts()
      .filter(({ isDemo }) => isDemo === account.isDemo)
      .map(({ id, name }) => ({ id, name, grants: identity.store.grantsOf(id) }));
    return context.json(exportRights(holders));
  });
};
