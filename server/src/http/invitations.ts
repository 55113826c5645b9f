import { roles } from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';
import type { InvitationFacts, InvitationLook, InvitationMade } from '@lianxi/protocol';
import { Hono } from 'hono';
import * as v from 'valibot';
import { type Listed, parseMemberId, parsePlace, type Wish } from '../identity/index.ts';
import { line, readBody, readMaybeBody, secretLine } from './body.ts';
import { enter, hello } from './enter.ts';
import { type HttpContext, type HttpEnvironment, type HttpPorts, peerOf } from './environment.ts';
import { answerFailure, type Failure } from './failure.ts';
import { requireCaller } from './guards.ts';

const time = v.optional(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))), null);
const maybeLine = (longest: number) => v.optional(v.union([line(longest), v.literal('')]), '');
const wish = v.object({
  name: maybeLine(64),
  post: maybeLine(60),
  role: v.optional(v.picklist(roles)),
  on: v.optional(v.pipe(v.string(), v.maxLength(300))),
  from: time,
  to: time,
  recovers: v.optional(v.nullable(v.string()), null),
});
const typed = v.pipe(v.string(), v.maxLength(64));
const key = v.union([v.strictObject({ secret: typed }), v.strictObject({ code: typed })]);
const person = { name: maybeLine(64), passphrase: secretLine, ...hello };
const acceptance = v.union([v.object({ secret: typed, ...person }), v.object({ code: typed, ...person })]);
const confirmation = v.object({ passphrase: v.optional(secretLine) });

/** `/api/invitations`: making and confirming them for whoever may; looking at one and accepting it for whoever brings it. */
export const invitationRoutes = (ports: HttpPorts) => {
  const { identity, catalogue, rightsChanged } = ports;
  const { invitations, store } = identity;

  const toWish = ({ name, post, role, on, from, to, recovers }: v.InferOutput<typeof wish>): Result<Wish, Failure> => {
    if (recovers !== null) {
      const member = parseMemberId(recovers);
      const account = member && store.findAccount(member);
      return account ? ok({ name: name || account.name, post, recovers: account }) : err({ type: 'NoSuchMember' });
    }
    if (role === undefined || on === undefined) {
      return err({ type: 'InvalidBody', field: role === undefined ? 'role' : 'on' });
    }
    const place = parsePlace(on);
    return place.ok ? ok({ name, post, role, on: place.value, from, to, recovers }) : place;
  };

  const describe = (context: HttpContext, { invitation, confirmation }: Listed): InvitationFacts => {
    const { id, name, post, role, on, from, to, recovers, createdAt, createdBy, expiresAt } = invitation;
    const { needsConfirmation, confirmedAt } = invitation;
    const isMine = createdBy === context.var.account.id;
    const made = { createdAt, createdBy, expiresAt, needsConfirmation, confirmedAt };
    return { id, name, post, role, on, from, to, recovers, ...made, confirmation, isMine };
  };

  return new Hono<HttpEnvironment>()
    .post('/look', async (context) => {
      const body = await readBody(context, key);
      if (!body.ok) return answerFailure(context, body.error);
      const found = await invitations.find(body.value, peerOf(context));
      if (!found.ok) return answerFailure(context, found.error);
      const { name, post, role, on, from, to, recovers, createdBy } = found.value;
      const memberName = recovers && store.findAccount(recovers)?.name;
      return context.json({
        name,
        post,
        role,
        on,
        from,
        to,
        community: store.readSetting('community_name') ?? '',
        by: (createdBy && store.findAccount(createdBy)?.name) ?? null,
        place: catalogue.placeName(on),
        recovers: recovers !== null,
        ...(memberName ? { memberName } : {}),
      } satisfies InvitationLook);
    })
    .post('/accept', async (context) => {
      const body = await readBody(context, acceptance);
      if (!body.ok) return answerFailure(context, body.error);
      const { name, passphrase } = body.value;
      const account = await identity.join(body.value, { name, passphrase, from: peerOf(context) });
      if (!account.ok) return answerFailure(context, account.error);
      const answer = enter(context, ports, account.value, body.value, 'invitation');
      rightsChanged(account.value.id);
      return context.json(answer, 201);
    })
    .use(requireCaller(ports))
    .get('/', (context) =>
      context.json({ invitations: invitations.listFor(context.var).map((each) => describe(context, each)) }),
    )
    .post('/', async (context) => {
      const body = await readBody(context, wish);
      if (!body.ok) return answerFailure(context, body.error);
      const wished = toWish(body.value);
      if (!wished.ok) return answerFailure(context, wished.error);
      const made = await invitations.make(context.var, wished.value);
      if (!made.ok) return answerFailure(context, made.error);
      const { invitation, secret, code, confirmation } = made.value;
      const { id, expiresAt, needsConfirmation } = invitation;
      const answer: InvitationMade = { id, secret, code, expiresAt, needsConfirmation, confirmation };
      return context.json(answer, 201);
    })
    .delete('/:id', (context) => {
      const withdrawn = invitations.withdraw(context.var, context.req.param('id'));
      return withdrawn.ok ? context.body(null, 204) : answerFailure(context, withdrawn.error);
    })
    .post('/:id/confirm', async (context) => {
      const body = await readMaybeBody(context, confirmation);
      if (!body.ok) return answerFailure(context, body.error);
      const { passphrase } = body.value;
      const { name } = context.var.account;
      const confirmed = await invitations.confirm(context.var, context.req.param('id'), async () => {
        if (passphrase === undefined) return err({ type: 'NeedsConfirmation', by: 'passphrase' });
        const same = await identity.signIn({ name, passphrase, from: peerOf(context) });
        return same.ok ? ok(undefined) : same;
      });
      return confirmed.ok ? context.body(null, 204) : answerFailure(context, confirmed.error);
    });
};
