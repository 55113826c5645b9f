import { isIP } from 'node:net';
import { err, ok, type Result } from '@lianxi/base';
import type { PasskeyFacts } from '@lianxi/protocol';
import { Hono } from 'hono';
import * as v from 'valibot';
import { line, readBody, readMaybeBody, secretLine } from './body.ts';
import { enter, hello } from './enter.ts';
import { type HttpContext, type HttpEnvironment, type HttpPorts, peerOf } from './environment.ts';
import { answerFailure, type Failure } from './failure.ts';
import { requireCaller } from './guards.ts';
import { isAllowedOrigin } from './origin.ts';

const text = v.pipe(v.string(), v.maxLength(12_000));
const credential = {
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,1400}$/)),
  rawId: text,
  type: v.literal('public-key'),
  // What the browser says beside it is not asked for, so it is not believed either.
  clientExtensionResults: v.optional(
    v.pipe(
      v.unknown(),
      v.transform(() => ({})),
    ),
    {},
  ),
};
const knownTransports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;
/** A newer browser may know of further ones. */
const transports = v.pipe(
  v.array(v.pipe(v.string(), v.maxLength(40))),
  v.maxLength(20),
  v.transform((said) => knownTransports.filter((each) => said.includes(each))),
);
const registration = v.object({
  ...credential,
  response: v.object({ clientDataJSON: text, attestationObject: text, transports: v.optional(transports, []) }),
});
const assertion = v.object({
  ...credential,
  response: v.object({
    clientDataJSON: text,
    authenticatorData: text,
    signature: text,
    userHandle: v.optional(v.nullable(text)),
  }),
});

/** The passphrase, where it is to be typed again. */
const again = v.object({ passphrase: v.optional(secretLine) });

/** A passkey is a second door: who has left a desk open for longer than this types the passphrase again first (ms). */
const freshFor = 15 * 60_000;

/** The page's own name; there are no passkeys for IP addresses, nor for programs, which have no page. */
const siteOf = (context: HttpContext, { origins, identity }: HttpPorts) => {
  const origin = context.req.header('origin') ?? '';
  if (!isAllowedOrigin(origin, context.req.header('host'), origins)) return null;
  const { hostname } = new URL(origin);
  if (isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0) return null;
  const community = identity.store.readSetting('community_name') || '联席 Lianxi';
  return { host: hostname, origin: new URL(origin).origin, community };
};

/** `/api/passkeys`: the person's own. */
export const passkeyRoutes = (ports: HttpPorts) => {
  const { identity, clock } = ports;
  const { passkeys } = identity;

  /** `isEnough`: nothing need be typed. */
  const confirm = async (
    context: HttpContext,
    passphrase: string | undefined,
    isEnough: boolean,
  ): Promise<Result<void, Failure>> => {
    if (passphrase === undefined)
      return isEnough ? ok(undefined) : err({ type: 'NeedsConfirmation', by: 'passphrase' });
    const same = await identity.signIn({ name: context.var.account.name, passphrase, from: peerOf(context) });
    return same.ok ? ok(undefined) : err(same.error);
  };

  return new Hono<HttpEnvironment>()
    .use(requireCaller(ports))
    .get('/', (context) => {
      const own = passkeys.list(context.var.account.id);
      const facts = own.map(
        ({ id, name, createdAt, lastUsedAt }): PasskeyFacts => ({ id, name, createdAt, lastUsedAt }),
      );
      return context.json({ passkeys: facts });
    })
    .delete('/:id', async (context) => {
      const body = await readMaybeBody(context, again);
      if (!body.ok) return answerFailure(context, body.error);
      const known = await confirm(context, body.value.passphrase, false);
      if (!known.ok) return answerFailure(context, known.error);
      const removed = passkeys.remove(context.var.account.id, context.req.param('id'));
      return removed.ok ? context.body(null, 204) : answerFailure(context, removed.error);
    })
    .use(async (context, next) => {
      // A token signs in by itself, and the demo's people by nothing at all; a shared computer keeps nothing of anybody.
      const { caller, account } = context.var;
      const isOwnBrowser = caller.via === 'cookie' && !account.isDemo && !caller.isShared;
      return isOwnBrowser ? next() : answerFailure(context, { type: 'Forbidden' });
    })
    .post('/options', async (context) => {
      const body = await readMaybeBody(context, again);
      if (!body.ok) return answerFailure(context, body.error);
      const site = siteOf(context, ports);
      if (!site) return answerFailure(context, { type: 'PasskeysUnavailable' });
      const { account, caller } = context.var;
      const known = await confirm(context, body.value.passphrase, clock() - caller.since < freshFor);
      if (!known.ok) return answerFailure(context, known.error);
      return context.json(await passkeys.creationOptions(site, account, caller.session));
    })
    .post('/', async (context) => {
      const body = await readBody(context, v.object({ response: registration, name: line(60) }));
      if (!body.ok) return answerFailure(context, body.error);
      const site = siteOf(context, ports);
      if (!site) return answerFailure(context, { type: 'PasskeysUnavailable' });
      const { account, caller } = context.var;
      const { response, name } = body.value;
      const added = await passkeys.add(site, account, caller.session, response, name);
      if (!added.ok) return answerFailure(context, added.error);
      const { id, createdAt, lastUsedAt } = added.value;
      return context.json({ id, name, createdAt, lastUsedAt } satisfies PasskeyFacts, 201);
    });
};

/** `/api/session/passkey`: the way in. */
export const passkeySessionRoutes = (ports: HttpPorts) => {
  const { passkeys } = ports.identity;
  return new Hono<HttpEnvironment>()
    .post('/options', async (context) => {
      const site = siteOf(context, ports);
      if (!site) return answerFailure(context, { type: 'PasskeysUnavailable' });
      return context.json(await passkeys.requestOptions(site));
    })
    .post('/', async (context) => {
      const body = await readBody(context, v.object({ response: assertion, ...hello }));
      if (!body.ok) return answerFailure(context, body.error);
      const site = siteOf(context, ports);
      if (!site) return answerFailure(context, { type: 'PasskeysUnavailable' });
      const { userHandle, ...response } = body.value.response.response;
      const said = { ...body.value.response, response: { ...response, ...(userHandle ? { userHandle } : {}) } };
      const account = await passkeys.signIn(site, said, peerOf(context));
      if (!account.ok) return answerFailure(context, account.error);
      return context.json(enter(context, ports, account.value, body.value, 'passkey'));
    });
};
