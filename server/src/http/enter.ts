import { isInForce } from '@lianxi/access';
import type { SessionAnswer } from '@lianxi/protocol';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as v from 'valibot';
import type { Happened } from '../audit/index.ts';
import { type Account, type Caller, type Device, grantsInView, idleLimit, parseDeviceId } from '../identity/index.ts';
import { line } from './body.ts';
import { sessionCookies } from './credentials.ts';
import type { HttpContext, HttpPorts } from './environment.ts';
import { credentialsOf } from './guards.ts';

/** What every way of signing in may say of the browser. */
export const hello = {
  device: v.optional(
    v.object({
      id: v.pipe(
        v.string(),
        v.transform((text) => parseDeviceId(text)),
        v.nonNullable(v.custom<Device['id']>((id) => id !== null)),
      ),
      name: line(60),
    }),
  ),
  isShared: v.optional(v.boolean(), false),
};

export interface Hello {
  readonly device?: { readonly id: Device['id']; readonly name: string } | undefined;
  readonly isShared: boolean;
}

type WayIn = Extract<Happened, { readonly type: 'signed-in' }>['detail']['how'];

/**
 * Somebody has shown who they are: the browser gets a session that did not exist before, whatever cookie it came with, and the
 * one that it came with ends.
 */
export const enter = (
  context: HttpContext,
  ports: HttpPorts,
  account: Account,
  { device: said, isShared }: Hello,
  how: WayIn,
): SessionAnswer => {
  const { identity, rightsChanged } = ports;
  const brought = credentialsOf(context);
  const former = identity.sessions.authenticate(brought?.secret, 'cookie');
  if (former.ok && brought?.via === 'cookie') {
    identity.sessions.end(former.value.session);
    rightsChanged(former.value.member);
  }
  const { device, secret } = identity.store.change(() => {
    const bound = said && !isShared ? identity.devices.bind(account.id, said) : null;
    const on = bound?.id ?? null;
    identity.store.note({ type: 'signed-in', member: account.id, detail: { how, device: on, shared: isShared } });
    return { device: bound, secret: identity.sessions.open(account.id, 'cookie', { device: on, isShared }) };
  });
  giveCookie(context, secret, isShared);
  return describeSession(ports, account, { device, isShared });
};

/**
 * Out of reach of scripts and of other sites; by https also bound to this very host. On a shared computer it goes with the
 * window.
 */
export const giveCookie = (context: HttpContext, secret: string, isShared: boolean): void => {
  const isHttps = isHostBound(context);
  setCookie(context, isHttps ? sessionCookies.https : sessionCookies.http, secret, {
    ...cookieOptions,
    secure: isHttps,
    ...(isShared ? {} : { maxAge: idleLimit / 1000 }),
  });
};

export const dropCookie = (context: HttpContext): void => {
  if (isHostBound(context)) deleteCookie(context, sessionCookies.https, { ...cookieOptions, secure: true });
  deleteCookie(context, sessionCookies.http, cookieOptions);
};

const cookieOptions = { path: '/', httpOnly: true, sameSite: 'Strict' } as const;

/** A proxy may not say on every request that it came by https; but where such a cookie is, it did. */
const isHostBound = (context: HttpContext): boolean =>
  context.env.isHttps || getCookie(context, sessionCookies.https) !== undefined;

/** Where somebody is signed in, and as whom they look. */
interface Place {
  readonly device: Device | null;
  readonly isShared: boolean;
  readonly view?: Caller['view'];
}

/** What the app knows of its person; the grants in force are what it shows by. */
export const describeSession = (
  { identity, clock }: HttpPorts,
  { id, name, post, isDemo }: Account,
  { device, isShared, view = null }: Place,
): SessionAnswer => {
  const time = clock();
  const grants = grantsInView(identity.store.grantsOf(id), view, time);
  return {
    member: { id, name, post, grants: grants.filter((grant) => isInForce(grant, time)) },
    community: { name: identity.store.readSetting('community_name') ?? '' },
    isDemo,
    time,
    device: device && { id: device.id, name: device.name },
    isShared,
    lease: identity.devices.lease(),
    passkeys: view ? [] : identity.passkeys.list(id).map((passkey) => passkey.id),
    viewAs: view && { role: view.role, on: view.on, until: view.until },
  };
};

export const placeOf = ({ identity }: HttpPorts, { device, isShared, view }: Caller): Place => ({
  device: (device && identity.devices.find(device)) ?? null,
  isShared,
  view,
});
