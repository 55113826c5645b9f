import { type Clock, err, ok, type Random, type Result, systemRandom } from '@lianxi/base';
import type { MemberId } from './member.ts';
import { createSecret, hashSecret, parseSecret, type Secret, type SecretHash } from './secret.ts';
import type { IdentityStore, SessionKind } from './store.ts';

/** Somebody who has shown who they are, and by which session: what every later question about rights starts from. */
export interface Caller {
  readonly member: MemberId;
  readonly name: string;
  readonly session: SecretHash;
  readonly via: 'cookie' | 'bearer';
}

export type Unauthenticated = { readonly type: 'Unauthenticated' };

export interface Sessions {
  /** `lifetime` in ms; null or, for a program, nothing: until it is revoked. */
  open(member: MemberId, kind: SessionKind, options?: { label?: string; lifetime?: number | null }): Secret;
  /** A cookie's secret is no bearer token, and the other way round. */
  authenticate(secret: string | undefined, via: Caller['via']): Result<Caller, Unauthenticated>;
  /** Whether the session still holds: asked again for sockets that have been open for days. */
  isAlive(session: SecretHash): boolean;
  /** Moves a browser's end into the future once a day; says whether it did, so that the cookie follows. */
  renew(caller: Caller): boolean;
  end(session: SecretHash): void;
}

export const day = 24 * 3_600_000;
/** A browser that is used stays signed in, but half a year after the passphrase was typed it is asked for again. */
export const idleLimit = 30 * day;
const absoluteLimit = 180 * day;

export const createSessions = (store: IdentityStore, clock: Clock, random: Random = systemRandom): Sessions => {
  const isCurrent = (expiresAt: number | null) => expiresAt === null || clock() < expiresAt;
  return {
    open: (member, kind, { label = '', lifetime = kind === 'cookie' ? idleLimit : null } = {}) => {
      const secret = createSecret(random);
      const now = clock();
      store.removeSessionsExpiredAt(now);
      const expiresAt = lifetime === null ? null : now + lifetime;
      store.addSession({ hash: hashSecret(secret), member, kind, label, createdAt: now, expiresAt });
      return secret;
    },
    authenticate: (input, via) => {
      const secret = parseSecret(input);
      const session = secret && store.findSession(hashSecret(secret));
      if (!session || !isCurrent(session.expiresAt)) return err({ type: 'Unauthenticated' });
      if (session.kind !== via) return err({ type: 'Unauthenticated' });
      const account = store.findAccount(session.member);
      if (!account) return err({ type: 'Unauthenticated' });
      return ok({ member: account.id, name: account.name, session: session.hash, via });
    },
    isAlive: (hash) => {
      const session = store.findSession(hash);
      return session !== undefined && isCurrent(session.expiresAt) && store.findAccount(session.member) !== undefined;
    },
    renew: (caller) => {
      const session = store.findSession(caller.session);
      if (session?.kind !== 'cookie' || session.expiresAt === null) return false;
      const expiresAt = Math.min(clock() + idleLimit, session.createdAt + absoluteLimit);
      if (expiresAt - session.expiresAt < day) return false;
      store.renewSession(session.hash, expiresAt);
      return true;
    },
    end: (session) => store.removeSession(session),
  };
};
