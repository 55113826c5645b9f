import { type Clock, err, ok, type Random, type Result, systemRandom } from '@lianxi/base';
import type { DeviceId } from './device.ts';
import type { MemberId } from './member.ts';
import { createSecret, hashSecret, parseSecret, type Secret, type SecretHash } from './secret.ts';
import type { IdentityStore, Session, SessionKind } from './store.ts';
import type { View } from './view.ts';

/** Somebody who has shown who they are, and by which session: what every later question about rights starts from. */
export interface Caller {
  readonly member: MemberId;
  readonly name: string;
  readonly session: SecretHash;
  readonly via: 'cookie' | 'bearer';
  readonly device: DeviceId | null;
  /** At a computer that several people use: nothing is to be kept there. */
  readonly isShared: boolean;
  /** When the passphrase was typed, or whatever else was shown (ms). */
  readonly since: number;
  /** What the session sees as, and until when (ms); null: as who they are. */
  readonly view: (View & { readonly until: number }) | null;
}

export type Unauthenticated = { readonly type: 'Unauthenticated' };
/** The session's device was revoked: it is told whose data it has to wipe, and nothing else. */
export type DeviceRevoked = { readonly type: 'DeviceRevoked'; readonly member: MemberId };

export interface Sessions {
  open(member: MemberId, kind: SessionKind, options?: SessionOptions): Secret;
  /** A cookie's secret is no bearer token, and the other way round. */
  authenticate(secret: string | undefined, via: Caller['via']): Result<Caller, Unauthenticated | DeviceRevoked>;
  /** Whether the session still holds: asked again for sockets that have been open for days. */
  isAlive(session: SecretHash): boolean;
  /** The device of a session that is there only to tell it to wipe. */
  revokedDeviceOf(session: SecretHash): DeviceId | null;
  /** Moves a browser's end into the future once a day; says whether it did, so that the cookie follows. */
  renew(caller: Caller): boolean;
  end(session: SecretHash): void;
}

export interface SessionOptions {
  readonly label?: string;
  /** In ms; null or, for a program, nothing: until it is revoked. */
  readonly lifetime?: number | null;
  readonly device?: DeviceId | null;
  readonly isShared?: boolean;
  readonly view?: View | null;
}

export const day = 24 * 3_600_000;
/** A browser that is used stays signed in, but half a year after the passphrase was typed it is asked for again. */
export const idleLimit = 30 * day;
const absoluteLimit = 180 * day;
/** A day at the office; whoever forgot to sign out is out by the next morning. */
const sharedLimit = day / 2;
const cleanedAfter = 60_000;
/** Marks a browser's session as one on a shared computer; a program's label is what it was made for. */
const sharedLabel = 'shared';

/** Whether it is a sitting at a computer that several people use. */
export const isShared = ({ kind, label }: Session): boolean => kind === 'cookie' && label === sharedLabel;

export const createSessions = (store: IdentityStore, clock: Clock, random: Random = systemRandom): Sessions => {
  /** A view ends with the session that it was opened from. */
  const isCurrent = ({ expiresAt, view }: Session): boolean => {
    if (expiresAt !== null && clock() >= expiresAt) return false;
    if (!view) return true;
    const parent = store.findSession(view.by);
    return parent !== undefined && !parent.view && isCurrent(parent);
  };
  const revokedDeviceOf = ({ device }: Session): DeviceId | null =>
    device !== null && typeof store.findDevice(device)?.revokedAt === 'number' ? device : null;
  return {
    open: (member, kind, { label = '', lifetime, device = null, isShared: shares = false, view = null } = {}) => {
      const secret = createSecret(random);
      const now = clock();
      // Not at once: whoever looks after open sockets must still find out whose it was.
      store.removeSessionsExpiredAt(now - cleanedAfter);
      const usual = kind === 'bearer' ? null : shares ? sharedLimit : idleLimit;
      const longest = lifetime === undefined ? usual : lifetime;
      store.addSession({
        hash: hashSecret(secret),
        member,
        kind,
        label: shares ? sharedLabel : label,
        createdAt: now,
        expiresAt: longest === null ? null : now + longest,
        device: shares ? null : device,
        view,
      });
      return secret;
    },
    authenticate: (input, via) => {
      const secret = parseSecret(input);
      const session = secret && store.findSession(hashSecret(secret));
      if (!session || !isCurrent(session)) return err({ type: 'Unauthenticated' });
      if (session.kind !== via) return err({ type: 'Unauthenticated' });
      if (revokedDeviceOf(session) !== null) return err({ type: 'DeviceRevoked', member: session.member });
      const account = store.findAccount(session.member);
      if (!account) return err({ type: 'Unauthenticated' });
      const { hash, device, createdAt, expiresAt } = session;
      const { id, name } = account;
      const view = session.view ? { ...session.view, until: expiresAt ?? createdAt } : null;
      return ok({ member: id, name, session: hash, via, device, isShared: isShared(session), since: createdAt, view });
    },
    isAlive: (hash) => {
      const session = store.findSession(hash);
      return (
        session !== undefined &&
        isCurrent(session) &&
        revokedDeviceOf(session) === null &&
        store.findAccount(session.member) !== undefined
      );
    },
    revokedDeviceOf: (hash) => {
      const session = store.findSession(hash);
      return session && isCurrent(session) ? revokedDeviceOf(session) : null;
    },
    renew: (caller) => {
      const session = store.findSession(caller.session);
      if (session?.kind !== 'cookie' || session.expiresAt === null || isShared(session)) return false;
      const expiresAt = Math.min(clock() + idleLimit, session.createdAt + absoluteLimit);
      if (expiresAt - session.expiresAt < day) return false;
      store.renewSession(session.hash, expiresAt);
      return true;
    },
    end: (session) => store.removeSession(session),
  };
};
