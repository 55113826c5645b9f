import { communityScope, type Grant, isCommitteeRole, isInForce, mayGrant, roles } from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';
import type { PersonFacts } from '@lianxi/protocol';
import { Hono } from 'hono';
import * as v from 'valibot';
import { type Account, parseMemberId, parsePlace } from '../identity/index.ts';
import { readBody, secretLine } from './body.ts';
import { type HttpContext, type HttpEnvironment, type HttpPorts, peerOf } from './environment.ts';
import { answerFailure, type Failure } from './failure.ts';
import { requireCaller } from './guards.ts';

const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const maybeTime = v.optional(v.nullable(time), null);
const passphrase = v.optional(secretLine);
const grant = v.object({
  role: v.picklist(roles),
  on: v.pipe(v.string(), v.maxLength(300)),
  from: maybeTime,
  to: maybeTime,
});
const regrant = v.object({ grants: v.pipe(v.array(grant), v.maxLength(32)), passphrase });
const handOver = v.object({ to: v.string(), at: time, passphrase });

/** `/api/people`: who holds which role, for the committee; giving, taking and handing over, for whoever may. */
export const peopleRoutes = (ports: HttpPorts) => {
  const { identity, clock, rightsChanged } = ports;
  const { people, invitations, devices, store } = identity;

  const isCommittee = (grants: readonly Grant[]) =>
    grants.some(
      ({ role, on, from, to }) =>
        isCommitteeRole(role) && on === communityScope && isInForce({ role, on, from, to }, clock()),
    );
  /** Who can give nothing to anybody is not even told whether there is such a person. */
  const givesAnything = (grants: readonly Grant[]) =>
    grants.some(({ on }) => roles.some((role) => mayGrant(grants, role, on, clock())));
  const find = (context: HttpContext, input: string): Account | null => {
    const id = parseMemberId(input);
    const account = id && store.findAccount(id);
    return account?.isDemo === context.var.account.isDemo ? (account ?? null) : null;
  };
  /** Whether the passphrase that was typed again, if any was, is the caller's. */
  const isSame = async (context: HttpContext, typed: string | undefined): Promise<Result<boolean, Failure>> => {
    if (typed === undefined) return ok(false);
    const { name } = context.var.account;
    const same = await identity.signIn({ name, passphrase: typed, from: peerOf(context) });
    return same.ok ? ok(true) : err(same.error);
  };

  const describe = (context: HttpContext, { id, name, post, createdAt }: Account): PersonFacts => ({
    id,
    name,
    post,
    createdAt,
    grants: store.grantsOf(id),
    devices: devices.list(id).filter(({ revokedAt }) => revokedAt === null).length,
    mayRecover:
      id !== context.var.account.id && !context.var.account.isDemo && invitations.mayRecover(context.var.grants, id),
  });

  return new Hono<HttpEnvironment>()
    .use(requireCaller(ports))
    .get('/', (context) => {
      const { account, grants } = context.var;
      if (!isCommittee(grants)) return answerFailure(context, { type: 'Forbidden' });
      const all = store.listAccounts().filter(({ isDemo }) => isDemo === account.isDemo);
      return context.json({ people: all.map((each) => describe(context, each)) });
    })
    .use(async (context, next) =>
      givesAnything(context.var.grants) ? next() : answerFailure(context, { type: 'Forbidden' }),
    )
    .put('/:id/grants', async (context) => {
      const body = await readBody(context, regrant);
      if (!body.ok) return answerFailure(context, body.error);
      const whom = find(context, context.req.param('id'));
      if (!whom) return answerFailure(context, { type: 'NoSuchMember' });
      const grants: Grant[] = [];
      for (const { on, ...rest } of body.value.grants) {
        const place = parsePlace(on);
        if (!place.ok) return answerFailure(context, place.error);
        grants.push({ ...rest, on: place.value });
      }
      const same = await isSame(context, body.value.passphrase);
      if (!same.ok) return answerFailure(context, same.error);
      const set = people.setGrants(context.var, whom, grants, same.value);
      if (!set.ok) return answerFailure(context, set.error);
      rightsChanged(whom.id);
      return context.json(describe(context, whom));
    })
    .post('/:id/hand-over', async (context) => {
      const body = await readBody(context, handOver);
      if (!body.ok) return answerFailure(context, body.error);
      const whom = find(context, context.req.param('id'));
      const to = find(context, body.value.to);
      if (!whom || !to) return answerFailure(context, { type: 'NoSuchMember' });
      const same = await isSame(context, body.value.passphrase);
      if (!same.ok) return answerFailure(context, same.error);
      const handed = people.handOver(context.var, whom, to, body.value.at, same.value);
      if (!handed.ok) return answerFailure(context, handed.error);
      rightsChanged(whom.id);
      rightsChanged(to.id);
      return context.json(handed.value);
    });
};
